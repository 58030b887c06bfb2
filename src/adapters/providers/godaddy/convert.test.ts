import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownTypes, parseRdataTokens } from '../../../core/records/index.ts';
import { makeRRset, type RRset } from '../../../core/rrset.ts';
import { readRow, readRows, toRows, toRRsets, WRITABLE_TYPES } from './convert.ts';
import { compileSteps } from './steps.ts';
import type { ApiRecord } from './schema.ts';

const ZONE = 'example.org';
const label = fc.stringMatching(/^[a-z0-9_][a-z0-9_-]{0,8}$/);
const name = fc.oneof(
  fc.constantFrom('@', '*'),
  fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.')),
);
const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => `${labels.join('.')}.`);
const u16 = fc.nat(65_535);
const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 600 })
  .map((value) => parseRdataTokens('TXT', [{ text: value.replaceAll('\\', '\\\\'), quoted: true }], ''));

const data: { readonly [type: string]: fc.Arbitrary<string> } = {
  A: fc.ipV4(),
  AAAA: fc.integer({ min: 1, max: 0xffff }).map((group) => `2001:db8::${group.toString(16)}`),
  CNAME: host,
  NS: host,
  MX: fc.tuple(u16, host).map((words) => words.join(' ')),
  SRV: fc.tuple(u16, u16, u16, host).map((words) => words.join(' ')),
  TXT: text,
};

const rrset: fc.Arbitrary<RRset> = fc.constantFrom(...Object.keys(data)).chain((type) =>
  fc
    .tuple(
      type === 'SRV' ? name.map((owner) => (owner === '@' ? '_sip._tcp' : `_sip._tcp.${owner}`)) : name,
      fc.uniqueArray(data[type] as fc.Arbitrary<string>, {
        minLength: 1,
        maxLength: type === 'CNAME' ? 1 : 4,
      }),
    )
    .map(([owner, rdata]) => makeRRset(owner, type, 3600, rdata)),
);

describe('records as the API has them', () => {
  it('come back as they went', () => {
    fc.assert(
      fc.property(rrset, (wanted) => {
        expect(toRRsets(toRows(ZONE, wanted))).toEqual([wanted]);
      }),
      { numRuns: 500 },
    );
  });

  it('are covered for every type that is written', () => {
    expect(Object.keys(data).toSorted()).toEqual(WRITABLE_TYPES.toSorted());
  });

  it('never fail to be read, whatever the fields hold', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const record = fc
      .tuple(
        fc.constantFrom(...knownTypes.map(({ type }) => type), 'ODD'),
        fc.oneof(name, fc.string()),
        fc.dictionary(
          fc.constantFrom('data', 'ttl', 'priority', 'weight', 'port', 'service', 'protocol', 'x'),
          value,
        ),
      )
      .map(([type, owner, fields]): ApiRecord => ({ ...fields, type, name: owner }));
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const rows = readRows(ZONE, records);
        expect(rows.length).toBe(
          records.filter((each) => each.type !== 'SOA' || readRow(ZONE, each).type === 'SOA').length,
        );
        expect(toRRsets(rows).every(({ rdata }) => rdata.length > 0)).toBe(true);
      }),
    );
  });

  it('take @ for the apex, and no trailing dots', () => {
    const row = readRow(ZONE, { type: 'CNAME', name: 'www', data: '@', ttl: 600 });
    expect(row.rdata).toBe('example.org.');
    expect(toRows(ZONE, makeRRset('www', 'CNAME', 600, ['example.org.']))[0]?.record['data']).toBe(
      'example.org',
    );
  });

  it('leave out a SOA that is a name server alone, and show one that is whole', () => {
    const soa = 'ns1.example.net. hostmaster.example.net. 1 7200 3600 1209600 3600';
    const of = (data: string): string[] =>
      toRRsets(readRows(ZONE, [{ type: 'SOA', name: '@', data, ttl: 3600 }])).flatMap(({ rdata }) => rdata);
    expect(of('ns01.domaincontrol.com')).toEqual([]);
    expect(of(soa)).toEqual([soa]);
  });

  it.each([
    ['TXT', 'a', '"one" "two"'],
    ['TXT', 'a', '"\\200"'],
    ['A', 'a\\.b', '192.0.2.1'],
    ['CNAME', 'a', 'x\\.y.example.net.'],
    ['SRV', 'sip', '1 2 3 x.example.net.'],
  ])('are refused where they would come back otherwise: %s %s %s', (type, owner, rdata) => {
    expect(() => toRows(ZONE, makeRRset(owner, type, 600, [rdata]))).toThrow(/has no form at GoDaddy/);
  });
});

describe('requests', () => {
  /** What the API does with them. */
  const apply = (records: readonly ApiRecord[], steps: ReturnType<typeof compileSteps>): ApiRecord[] => {
    let present = [...records];
    for (const { method, type, name: place, body = [] } of steps) {
      if (method !== 'PATCH')
        present = present.filter(
          (record) => record.type !== type || (place !== undefined && record.name !== place),
        );
      present.push(...body);
    }
    return present;
  };
  const zone = fc.uniqueArray(rrset, { maxLength: 12, selector: (each) => `${each.name} ${each.type}` });
  const byKey = (list: readonly RRset[]): RRset[] =>
    list.toSorted((a, b) => (`${a.name} ${a.type}` < `${b.name} ${b.type}` ? -1 : 1));

  it('bring any zone to any other and touch nothing else', () => {
    const apex = makeRRset('@', 'NS', 3600, ['ns1.example.net.']);
    const caa: ApiRecord = { type: 'CAA', name: '@', data: '0 issue ";"', ttl: 600 };
    fc.assert(
      fc.property(zone, zone, (one, other) => {
        const before = one.filter((each) => each.type !== 'NS' || each.name !== '@');
        const after = other.filter((each) => each.type !== 'NS' || each.name !== '@');
        const records = [
          caa,
          ...[apex, ...before].flatMap((each) => toRows(ZONE, each).map((row) => row.record)),
        ];
        const keys = new Set([...before, ...after].map((each) => `${each.name} ${each.type}`));
        const find = (list: readonly RRset[], key: string): RRset | null =>
          list.find((each) => `${each.name} ${each.type}` === key) ?? null;
        const changes = [...keys].map((key) => {
          const [from, to] = [find(before, key), find(after, key)];
          const { name: owner, type } = (to ?? from) as RRset;
          const action =
            from === null ? ('create' as const) : to === null ? ('delete' as const) : ('update' as const);
          return { action, name: owner, type, before: from, after: to };
        });
        const result = toRRsets(readRows(ZONE, apply(records, compileSteps(ZONE, records, changes))));
        expect(byKey(result.filter(({ type }) => type !== 'CAA'))).toEqual(byKey([apex, ...after]));
        expect(result.find(({ type }) => type === 'CAA')?.rdata).toEqual(['0 issue ";"']);
      }),
      { numRuns: 300 },
    );
  });
});
