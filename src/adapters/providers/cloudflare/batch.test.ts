import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRegctlError, type Json } from '../../../core/errors.ts';
import { diffRRsets } from '../../../core/plan/diff.ts';
import { isDone } from '../../../core/plan/progress.ts';
import { orderChanges } from '../../../core/plan/order.ts';
import { knownTypes } from '../../../core/records/index.ts';
import { makeRRset, type RRset } from '../../../core/rrset.ts';
import { hashZone } from '../../../core/zone.ts';
import { batchSize, makeBatch, type Batch } from './batch.ts';
import { fromApi, placeRecords, type HeldRecord } from './convert.ts';
import { rdataOf, TYPES, valueOf } from './rdata.ts';
import type { ApiRecord } from './schema.ts';

const ZONE = 'example.com';
let serial = 0;

/** The server's part of a batch: deletes, then patches, then posts. */
function carryOut(records: readonly ApiRecord[], { deletes, patches, posts }: Batch): ApiRecord[] {
  const gone = new Set(deletes.map(({ id }) => id));
  return [
    ...records
      .filter(({ id }) => !gone.has(id))
      .map((record) => ({ ...record, ...patches.find(({ id }) => id === record.id) }) as ApiRecord),
    ...posts.map((post) => ({ ttl: 1, ...post, id: `id-${String(serial++)}` }) as ApiRecord),
  ];
}

const read = (records: readonly ApiRecord[]): RRset[] => fromApi(placeRecords(ZONE, records));

function reach(
  records: readonly ApiRecord[],
  wanted: readonly RRset[],
): { batch: Batch; records: ApiRecord[] } {
  const changes = orderChanges(diffRRsets(read(records), wanted));
  const batch = makeBatch(ZONE, placeRecords(ZONE, records), changes);
  const after = carryOut(records, batch);
  // What the read back asks: with the extras that a change carries from before, its result must be there.
  expect(changes.filter((change) => !isDone(change, read(after)))).toEqual([]);
  return { batch, records: after };
}

function record(members: Partial<ApiRecord> & { readonly type: string }): ApiRecord {
  return { id: `id-${String(serial++)}`, name: `www.${ZONE}`, ttl: 300, comment: null, tags: [], ...members };
}

const address = (content: string, more: Partial<ApiRecord> = {}): ApiRecord =>
  record({ type: 'A', content, proxied: false, ...more });

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isRegctlError(error)) return error.code;
    throw error;
  }
  return 'no error';
}

describe('every type', () => {
  it.each(TYPES.map((type) => [type]))('says %s and reads it back', (type) => {
    const example = knownTypes.find((known) => known.type === type)?.example ?? '';
    expect(rdataOf(type, valueOf(type, example, 'here'))).toBe(example);
  });

  it.each<[type: string, value: object, rdata: string]>([
    ['TXT', { content: 'v=spf1 -all' }, '"v=spf1 -all"'],
    ['TXT', { content: '"a" "b"' }, '"a" "b"'],
    ['TXT', { content: '"a" b"' }, '"\\"a\\" b\\""'],
    ['TXT', { content: 'a\\b "c"' }, '"a\\\\b \\"c\\""'],
    ['TXT', { content: 'ü' }, '"\\195\\188"'],
    ['TXT', { content: 'x'.repeat(300) }, `"${'x'.repeat(255)}" "${'x'.repeat(45)}"`],
    ['MX', { content: 'Mail.Example.NET', priority: 5 }, '5 mail.example.net.'],
    ['MX', { content: '.', priority: 0 }, '0 .'],
    ['MX', { data: { priority: 5, target: 'mail.example.net' } }, '5 mail.example.net.'],
    ['SRV', { content: '60\t5060\tsip.example.net', priority: 10 }, '10 60 5060 sip.example.net.'],
    ['SRV', { data: { priority: 1, weight: 0, port: 0, target: false }, priority: 1 }, '1 0 0 .'],
    ['CAA', { content: '0 issue "ca.example.net"' }, '0 issue "ca.example.net"'],
    ['HTTPS', { content: '1 . alpn="h3,h2"' }, '1 . alpn=h3,h2'],
    ['HTTPS', { data: { priority: 1, target: '.', value: 'alpn="h3,h2"' } }, '1 . alpn=h3,h2'],
    ['URI', { content: '1 "https://a.example/"', priority: 10 }, '10 1 "https://a.example/"'],
    ['TLSA', { data: { usage: '3', selector: '1', matching_type: '1', certificate: 'AB' } }, '3 1 1 ab'],
  ])('reads %s of %j', (type, value, rdata) => {
    expect(rdataOf(type, value)).toBe(rdata);
  });

  it.each([
    ['TXT', { data: {} }],
    ['SRV', { content: '1 2 host' }],
    ['A', { content: 'nonsense' }],
    ['NEWTYPE', { content: 'x' }],
  ])('does not read %s of %j', (type, value) => {
    expect(rdataOf(type, value)).toBeUndefined();
  });

  it('refuses what the form cannot say', () => {
    expect(codeOf(() => valueOf('CNAME', 'a\\.b.example.net.', 'here'))).toBe('INVALID_RDATA');
    expect(codeOf(() => valueOf('MX', '5 a\\.b.example.net.', 'here'))).toBe('INVALID_RDATA');
    expect(codeOf(() => valueOf('CAA', '0 issue "\\200"', 'here'))).toBe('INVALID_RDATA');
    expect(codeOf(() => valueOf('RP', 'a. b.', 'here'))).toBe('RRTYPE_UNSUPPORTED');
  });
});

// ---- any zone to any other ---------------------------------------------------------------------------------

const addresses = fc.nat(9).map((octet) => `192.0.2.${String(octet)}`);
const comment = fc.constantFrom<Json>(null, 'one', 'two');
const DATA: { readonly [type: string]: fc.Arbitrary<string> } = {
  A: addresses,
  TXT: fc.stringMatching(/^[a-z "\\;]{1,12}$/).map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`),
  MX: fc.nat(9).map((n) => `${String(n)} mail.example.net.`),
  CAA: fc.constantFrom('0 issue "ca.example.net"', '128 issue ";"'),
};
const rrset = fc.constantFrom(...Object.keys(DATA)).chain((type) =>
  fc
    .record({
      name: fc.constantFrom('@', 'www', '*', '_a.b'),
      ttl: fc.constantFrom(60, 300, 3600),
      rdata: fc.uniqueArray(DATA[type] as fc.Arbitrary<string>, { minLength: 1, maxLength: 4 }),
      comments: fc.array(comment, { minLength: 4, maxLength: 4 }),
      proxied: fc.boolean(),
      auto: fc.boolean(),
    })
    .map(({ name, ttl, rdata, comments, proxied, auto }): RRset => {
      const plain = makeRRset(name, type, ttl, rdata);
      const apart = Object.fromEntries(
        plain.rdata.map((one, at): [string, Json] => [one, comments[at] ?? null]),
      );
      const isProxied = type === 'A' && proxied && ttl === 300;
      return {
        ...plain,
        extras: {
          comment: apart,
          tags: [],
          ...(type === 'A' ? { proxied: isProxied, ipv4Only: false, ipv6Only: false } : {}),
          ...(ttl === 300 && !isProxied ? { autoTtl: auto } : {}),
        },
      };
    }),
);
const zones = fc.uniqueArray(rrset, { maxLength: 8, selector: ({ name, type }) => `${name} ${type}` });

describe('any zone', () => {
  it('is brought to any other, with nothing left to do and ids kept, and back', () => {
    fc.assert(
      fc.property(zones, zones, (before, after) => {
        const first = reach([], before);
        expect(diffRRsets(read(first.records), before)).toEqual([]);
        const second = reach(first.records, after);
        expect(diffRRsets(read(second.records), after)).toEqual([]);
        expect(diffRRsets(after, read(second.records))).toEqual([]);
        const keyOf = ({ name, type, rdata }: HeldRecord): string => `${name} ${type} ${rdata}`;
        const ids = new Map(placeRecords(ZONE, first.records).map((one) => [keyOf(one), one.record.id]));
        for (const one of placeRecords(ZONE, second.records))
          expect(one.record.id).toBe(ids.get(keyOf(one)) ?? one.record.id);
        const undone = reach(second.records, read(first.records));
        expect(hashZone({ name: ZONE, rrsets: read(undone.records) })).toBe(
          hashZone({ name: ZONE, rrsets: read(first.records) }),
        );
      }),
      { numRuns: 300 },
    );
  });
});

// ---- rules -------------------------------------------------------------------------------------------------

describe('TTL', () => {
  it('shows the automatic one as 300 s, and says so where there is a choice', () => {
    expect(read([address('192.0.2.1', { ttl: 1 })])[0]).toMatchObject({
      ttl: 300,
      extras: { autoTtl: true },
    });
    expect(read([address('192.0.2.1')])[0]).toMatchObject({ ttl: 300, extras: { autoTtl: false } });
    const [proxied] = read([address('192.0.2.1', { ttl: 1, proxied: true })]);
    expect(proxied).toMatchObject({ ttl: 300, extras: { proxied: true } });
    expect(proxied?.extras).not.toHaveProperty('autoTtl');
    expect(read([address('192.0.2.1', { ttl: 600 })])[0]?.extras).not.toHaveProperty('autoTtl');
  });

  it('goes from automatic to a number and back', () => {
    const records = [address('192.0.2.1', { ttl: 1 })];
    const [present] = read(records) as [RRset];
    const slow = reach(records, [{ ...present, ttl: 600 }]);
    expect(slow.batch.patches).toEqual([expect.objectContaining({ id: records[0]?.id, ttl: 600 })]);
    const { extras } = read(slow.records)[0] as RRset;
    const back = reach(slow.records, [{ ...present, extras: { ...extras, autoTtl: true } }]);
    expect(back.batch.patches).toEqual([expect.objectContaining({ ttl: 1 })]);
  });

  it('keeps the automatic one where a change speaks of other things', () => {
    const records = [address('192.0.2.1', { ttl: 1 })];
    const changed = reach(records, [makeRRset('www', 'A', 300, ['192.0.2.2'])]);
    expect(changed.records).toMatchObject([{ id: records[0]?.id, content: '192.0.2.2', ttl: 1 }]);
  });

  it('lets a record keep a longer one than its RRset until another is given', () => {
    const records = [address('192.0.2.1', { ttl: 600 }), address('192.0.2.2', { ttl: 3600 })];
    expect(read(records)).toMatchObject([{ ttl: 600 }]);
    const more = reach(records, [makeRRset('www', 'A', 600, ['192.0.2.1', '192.0.2.2', '192.0.2.3'])]);
    expect(more.records.map(({ ttl }) => ttl)).toEqual([600, 3600, 600]);
    const all = reach(records, [makeRRset('www', 'A', 900, ['192.0.2.1', '192.0.2.2'])]);
    expect(all.records.map(({ ttl }) => ttl)).toEqual([900, 900]);
  });

  it('goes over to the others when the record that gave it goes', () => {
    const records = [address('192.0.2.1', { ttl: 600 }), address('192.0.2.2', { ttl: 3600 })];
    const less = reach(records, [makeRRset('www', 'A', 600, ['192.0.2.2'])]);
    expect(less.records).toMatchObject([{ id: records[1]?.id, ttl: 600 }]);
  });

  it('is left alone on a proxied record beside one of a shorter TTL', () => {
    const records = [address('192.0.2.1', { proxied: true, ttl: 1 }), address('192.0.2.2', { ttl: 60 })];
    const more = reach(records, [makeRRset('www', 'A', 60, ['192.0.2.1', '192.0.2.2', '192.0.2.3'])]);
    expect(more.records.map(({ ttl }) => ttl)).toEqual([1, 60, 60]);
    expect(codeOf(() => reach(records, [makeRRset('www', 'A', 120, ['192.0.2.1', '192.0.2.2'])]))).toBe(
      'INVALID_TTL',
    );
  });

  it('is 300 s for what is proxied, and never a second', () => {
    const wanted = (ttl: number, extras: RRset['extras'] = {}): RRset => ({
      ...makeRRset('www', 'A', ttl, ['192.0.2.1']),
      extras: extras ?? {},
    });
    expect(codeOf(() => reach([], [wanted(600, { proxied: true })]))).toBe('INVALID_TTL');
    expect(codeOf(() => reach([], [wanted(1)]))).toBe('INVALID_TTL');
    expect(codeOf(() => reach([], [wanted(600, { autoTtl: true })]))).toBe('INVALID_TTL');
    expect(reach([], [wanted(300, { proxied: true })]).batch.posts).toMatchObject([
      { ttl: 1, proxied: true },
    ]);
  });
});

describe('extras', () => {
  const records = [
    address('192.0.2.1', { comment: 'one', tags: ['a:b'] }),
    address('192.0.2.2', { comment: null }),
    address('192.0.2.3', { comment: 'three' }),
  ];
  const [present] = read(records) as [RRset];

  it('stand record by record where they differ', () => {
    expect(present.extras).toEqual({
      comment: { '192.0.2.1': 'one', '192.0.2.2': null, '192.0.2.3': 'three' },
      tags: { '192.0.2.1': ['a:b'], '192.0.2.2': [], '192.0.2.3': [] },
      proxied: false,
      ipv4Only: false,
      ipv6Only: false,
      autoTtl: false,
    });
  });

  it('stay with their records when one goes', () => {
    const { batch } = reach(records, [{ ...present, rdata: ['192.0.2.1', '192.0.2.3'] }]);
    expect(batch).toEqual({ deletes: [{ id: records[1]?.id }], patches: [], posts: [] });
  });

  it('are those of new records where all are replaced', () => {
    const mixed = [
      address('192.0.2.1', { tags: ['a:b'], proxied: true, ttl: 1 }),
      address('192.0.2.2', { comment: 'two', ttl: 1 }),
    ];
    const changed = reach(mixed, [makeRRset('www', 'A', 300, ['192.0.2.8', '192.0.2.9'])]);
    expect(changed.records).toMatchObject([
      { proxied: false, tags: [], comment: null },
      { proxied: false, tags: [], comment: '' },
    ]);
  });

  it('stay where one record takes the place of one, and are none where it is not plain which', () => {
    const one = reach(records, [makeRRset('www', 'A', 300, ['192.0.2.1', '192.0.2.2', '192.0.2.9'])]);
    expect(one.records[2]).toMatchObject({ id: records[2]?.id, content: '192.0.2.9', comment: 'three' });
    const two = reach(records, [makeRRset('www', 'A', 300, ['192.0.2.2', '192.0.2.8', '192.0.2.9'])]);
    expect(two.records.map(({ comment: text, tags }) => [text, tags])).toEqual([
      ['', []],
      [null, []],
      ['', []],
    ]);
  });

  it('are cleared by null and by false, other settings kept', () => {
    const kept = [
      address('192.0.2.1', { comment: 'x', proxied: true, ttl: 1, settings: { ipv4_only: true, other: 5 } }),
    ];
    const [held] = read(kept) as [RRset];
    const { batch } = reach(kept, [
      { ...held, extras: { ...held.extras, comment: null, proxied: false, ipv4Only: false } },
    ]);
    expect(batch.patches).toEqual([
      {
        id: kept[0]?.id,
        name: 'www.example.com',
        type: 'A',
        ttl: 1,
        comment: '',
        proxied: false,
        settings: { ipv4_only: false, other: 5 },
      },
    ]);
  });

  it('flatten CNAME records', () => {
    const wanted = { ...makeRRset('www', 'CNAME', 600, ['a.example.net.']), extras: { flatten: true } };
    expect(reach([], [wanted]).batch.posts).toMatchObject([{ settings: { flatten_cname: true } }]);
  });

  it.each<[extras: { readonly [key: string]: Json }]>([
    [{ proxied: 'yes' }],
    [{ comment: 5 }],
    [{ comment: { '192.0.2.1': 5 } }],
    [{ tags: 'a' }],
    [{ flatten: true }],
    [{ prox: true }],
  ])('refuse %j', (extras) => {
    expect(codeOf(() => reach([], [{ ...makeRRset('www', 'A', 300, ['192.0.2.1']), extras }]))).toBe(
      'INVALID_INPUT',
    );
  });
});

describe('records of other products', () => {
  const managed = { email_routing: true, read_only: true };
  const text = (content: string, more: Partial<ApiRecord> = {}): ApiRecord =>
    record({ type: 'TXT', name: ZONE, content, ...more });

  it('are marked, all of an RRset or one by one', () => {
    expect(read([text('"a"', { meta: managed })])[0]?.extras).toMatchObject({ managedBy: 'email routing' });
    expect(read([text('"a"', { meta: managed }), text('"b"')])[0]?.extras).toMatchObject({
      managedBy: { '"a"': 'email routing', '"b"': null },
    });
    expect(read([text('"a"', { meta: { read_only: true } })])[0]?.extras).toMatchObject({
      managedBy: 'Cloudflare',
    });
    expect(read([text('"a"', { meta: { auto_added: true } })])[0]?.extras).not.toHaveProperty('managedBy');
  });

  it('stay beside changes, and are never changed', () => {
    const records = [text('"a"', { meta: managed }), text('"b"')];
    const [present] = read(records) as [RRset];
    const { batch } = reach(records, [{ ...present, rdata: ['"a"', '"c"'] }]);
    expect(batch).toMatchObject({
      deletes: [],
      patches: [{ id: records[1]?.id, content: '"c"' }],
      posts: [],
    });
    expect(codeOf(() => reach(records, [{ ...present, rdata: ['"b"'] }]))).toBe('PROTECTED');
    expect(codeOf(() => reach(records, [{ ...present, ttl: 600 }]))).toBe('PROTECTED');
    expect(codeOf(() => reach(records, []))).toBe('PROTECTED');
  });
});

describe('records that nobody knows', () => {
  const strange = record({
    type: 'NEWTYPE',
    data: { a: 1 },
    priority: 3,
    comment: 'mine',
    future: { b: [true] },
    meta: { x: 1 },
    modified_on: '2026-01-01T00:00:00Z',
  });

  it('are NATIVE with all that the user gave', () => {
    expect(read([strange])).toEqual([
      {
        name: 'www',
        type: 'NATIVE',
        ttl: 0,
        rdata: [
          '{"comment":"mine","data":{"a":1},"future":{"b":[true]},"priority":3,"tags":[],"ttl":300,"type":"NEWTYPE"}',
        ],
      },
    ]);
  });

  it('are written again as they were', () => {
    const gone = reach([strange], []);
    expect(gone.batch).toEqual({ deletes: [{ id: strange.id }], patches: [], posts: [] });
    expect(read(reach([], read([strange])).records)).toEqual(read([strange]));
  });

  it('hold what has a known type and cannot be read, and names that are none', () => {
    const broken = record({ type: 'SRV', content: 'nonsense' });
    const nameless = record({ type: 'A', name: 'a b.example.com', content: '192.0.2.1' });
    const rrsets = read([broken, nameless]);
    expect(rrsets.map(({ name, type }) => `${name} ${type}`)).toEqual(['www NATIVE', '@ NATIVE']);
    expect(reach([], rrsets).batch.posts).toMatchObject([
      { name: 'www.example.com', type: 'SRV', content: 'nonsense' },
      { name: 'a b.example.com', type: 'A', content: '192.0.2.1' },
    ]);
  });

  it.each([
    ['{}'],
    ['{"type":"NEWTYPE"}'],
    ['{"content":"192.0.2.1","type":"A"}'],
    ['{"content":"x","name":"other.example.com","type":"NEWTYPE"}'],
  ])('are refused as %s', (rdata) => {
    expect(codeOf(() => reach([], [{ name: 'www', type: 'NATIVE', ttl: 0, rdata: [rdata] }]))).toBe(
      'INVALID_RDATA',
    );
  });
});

it('deletes both of two records that say the same', () => {
  const twice = ['v=x', '"v=x"'].map((content) => record({ type: 'TXT', content }));
  expect(read(twice)).toMatchObject([{ rdata: ['"v=x"'] }]);
  expect(batchSize(reach(twice, []).batch)).toBe(2);
});
