import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RegctlError } from '../../../core/errors.ts';
import { escapeOctets } from '../../../core/records/character-string.ts';
import { parseRdata, parseRdataTokens } from '../../../core/records/index.ts';
import { fromContent, toBody } from './convert.ts';
import { heldOf, toRRsets } from './held.ts';
import type { ApiForward, ApiRecord } from './schema.ts';

const ZONE = 'example.com';
const byte = fc.nat(255);
const u16 = fc.nat(65_535);
const host = fc
  .array(fc.stringMatching(/^[a-z0-9_]([a-z0-9-]{0,10}[a-z0-9])?$/), { minLength: 1, maxLength: 4 })
  .map((labels) => `${labels.join('.')}.`);
const hex = (octets: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${2 * octets}}$`));

const rdata: { readonly [type: string]: fc.Arbitrary<string> } = {
  A: fc.tuple(byte, byte).map(([a, b]) => `192.0.${a}.${b}`),
  AAAA: fc.integer({ min: 1, max: 0xffff }).map((group) => `2001:db8::${group.toString(16)}`),
  ALIAS: host,
  CNAME: host,
  NS: host,
  MX: fc.tuple(u16, fc.oneof(host, fc.constant('.'))).map((fields) => fields.join(' ')),
  SRV: fc.tuple(u16, u16, u16, fc.oneof(host, fc.constant('.'))).map((fields) => fields.join(' ')),
  CAA: fc
    .tuple(byte, fc.constantFrom('issue', 'issuewild', 'iodef'), fc.stringMatching(/^[a-z0-9.:;=/-]{0,40}$/))
    .map(([flags, tag, value]) => `${flags} ${tag} "${value}"`),
  TLSA: fc.tuple(byte, byte, byte, hex(32)).map((fields) => fields.join(' ')),
  SSHFP: fc.tuple(byte, hex(32)).map(([algorithm, print]) => `${algorithm} 2 ${print}`),
  HTTPS: fc
    .tuple(
      fc.integer({ min: 1, max: 65_535 }),
      fc.oneof(host, fc.constant('.')),
      fc.constantFrom('', ' alpn=h2,h3'),
    )
    .map(([priority, target, params]) => `${priority} ${target}${params}`),
  SVCB: fc.tuple(u16, host).map((fields) => fields.join(' ')),
  TXT: fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 600 })
    .filter((text) => !/\s$/.test(text) && text.isWellFormed())
    .map((text) =>
      parseRdataTokens('TXT', [{ text: escapeOctets(new TextEncoder().encode(text)), quoted: true }], ''),
    ),
};

function row(fields: Partial<ApiRecord> & Pick<ApiRecord, 'name' | 'type' | 'content'>): ApiRecord {
  return { id: '1', ttl: 600, prio: 0, notes: null, ...fields };
}

const FORWARD: ApiForward = {
  id: '9',
  subdomain: 'go',
  location: 'https://www.example.net/',
  type: 'temporary',
  includePath: 'no',
  wildcard: 'yes',
};

describe('records', () => {
  it.each(Object.keys(rdata))('%s survive the way to the API and back', (type) => {
    fc.assert(
      fc.property(rdata[type] as fc.Arbitrary<string>, (value) => {
        const canonical = parseRdata(type, value, '');
        const { content, prio } = toBody('www', type, canonical, 600);
        expect(fromContent({ type, content, prio: Number(prio ?? 0) })).toBe(canonical);
      }),
    );
  });

  it.each([
    ['www', 'TXT', '"a" "b"', 'splits'],
    ['www', 'TXT', '"\\255"', 'UTF-8'],
    ['www', 'TXT', '""', 'empty'],
    ['www', 'TXT', '"a "', 'blank'],
    ['www', 'CAA', '0 issue "ca.example.net; account=1"', 'blanks'],
    ['a\\.b', 'A', '192.0.2.1', 'escaped'],
  ])('refuse %s %s %s', (name, type, value, words) => {
    const failure = catchError(() => toBody(name, type, value, 600));
    expect(failure).toMatchObject({
      code: 'INVALID_RDATA',
      reason: expect.stringContaining(words) as unknown,
    });
  });

  it('take targets with and without the dot, and a priority of any kind', () => {
    const rows = [
      row({ id: '1', name: 'example.com', type: 'MX', content: 'mx.example.net.', prio: 10 }),
      row({ id: '2', name: 'example.com', type: 'MX', content: 'mx2.example.net', prio: 20 }),
    ];
    expect(toRRsets(heldOf(ZONE, rows, []))).toEqual([
      {
        name: '@',
        type: 'MX',
        ttl: 600,
        rdata: ['10 mx.example.net.', '20 mx2.example.net.'],
        extras: { notes: null },
      },
    ]);
  });

  it.each([
    row({ name: 'x.example.com', type: 'WKS', content: '192.0.2.1 6 25' }),
    row({ name: 'x.example.com', type: 'A', content: 'not an address' }),
    row({ name: 'x.example.com', type: 'TXT', content: '' }),
    row({ name: 'x.example.com', type: 'HTTPS', content: '1' }),
    row({ name: 'x.example.com', type: 'SRV', content: '' }),
  ])('that cannot be read are NATIVE: $type $content', (record) => {
    const { id: _, name: __, ...fields } = record;
    const [rrset] = toRRsets(heldOf(ZONE, [record], []));
    expect(rrset).toMatchObject({ name: 'x', type: 'NATIVE', ttl: 0 });
    expect(JSON.parse(rrset?.rdata[0] ?? '')).toEqual({ kind: 'record', ...fields });
  });

  it('at names that cannot be read stand at the apex, with the name', () => {
    const [rrset] = toRRsets(
      heldOf(ZONE, [row({ name: 'a b.example.com', type: 'A', content: '192.0.2.1' })], []),
    );
    expect(rrset).toMatchObject({ name: '@', type: 'NATIVE' });
    expect(rrset?.rdata[0]).toContain('"name":"a b.example.com"');
  });

  it('of one RRset show the lowest TTL, and one note or each its own', () => {
    const rows = [
      row({ name: 'example.com', type: 'A', content: '192.0.2.1', ttl: 900, notes: 'a' }),
      row({ name: 'example.com', type: 'A', content: '192.0.2.2', ttl: 600 }),
      row({ name: 'w.example.com', type: 'A', content: '192.0.2.1', notes: 'b' }),
      row({ name: 'w.example.com', type: 'A', content: '192.0.2.2', notes: 'b' }),
    ];
    expect(toRRsets(heldOf(ZONE, rows, []))).toMatchObject([
      { ttl: 600, extras: { notes: { '192.0.2.1': 'a' } } },
      { ttl: 600, extras: { notes: 'b' } },
    ]);
  });
});

describe('what other products made', () => {
  const made = (rows: readonly ApiRecord[], forwards: readonly ApiForward[] = []): string[] =>
    toRRsets(heldOf(ZONE, rows, forwards))
      .filter((rrset) => rrset.extras?.['managedBy'] !== undefined)
      .map((rrset) => `${rrset.name} ${rrset.type} ${JSON.stringify(rrset.extras?.['managedBy'])}`);

  it('is the records of a URL forward, and no parking record', () => {
    const rows = ['example.com', 'go.example.com', '*.go.example.com'].map((name) =>
      row({ name, type: 'CNAME', content: 'uixie.porkbun.com' }),
    );
    expect(made(rows)).toEqual([]);
    expect(made(rows, [FORWARD])).toEqual(['go CNAME "url-forwarding"', '*.go CNAME "url-forwarding"']);
    const apex = row({ name: 'example.com', type: 'ALIAS', content: 'uixie.porkbun.com' });
    expect(made([apex], [{ ...FORWARD, subdomain: '', wildcard: 'no' }])).toEqual([
      '@ ALIAS "url-forwarding"',
    ]);
    const own = row({ name: 'go.example.com', type: 'CNAME', content: 'notporkbun.com' });
    expect(made([own], [FORWARD])).toEqual([]);
  });

  it('is challenges without a note', () => {
    const challenge = row({ name: '_acme-challenge.example.com', type: 'TXT', content: 'x'.repeat(43) });
    expect(made([challenge, { ...challenge, content: 'y'.repeat(43) }])).toEqual([
      '_acme-challenge TXT "free-tls"',
    ]);
    expect(made([{ ...challenge, notes: 'mine' }])).toEqual([]);
    expect(made([challenge, { ...challenge, content: 'other' }])).toEqual([]);
    expect(made([{ ...challenge, name: '_acme-challenge.www.example.com' }])).toEqual([]);
  });
});

function catchError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof RegctlError) return error;
    throw error;
  }
}
