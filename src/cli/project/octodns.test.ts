import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rrsets } from '../../../test/support/arbitrary-rrsets.ts';
import { knownTypes } from '../../core/records/index.ts';
import { makeRRset, normalizeRRset, type RRset } from '../../core/rrset.ts';
import { sortRRsets } from '../../core/zone.ts';
import { layOutOctodns } from './octodns-layout.ts';
import { formatOctodnsZone } from './octodns-write.ts';
import { readOctodnsZone } from './octodns.ts';

const ZONE = 'example.org';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-octodns-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (text: string): ReturnType<typeof readOctodnsZone> => {
  const path = join(folder, 'example.org.yaml');
  writeFileSync(path, text);
  return readOctodnsZone(path, ZONE);
};
const lines = (found: readonly RRset[]): string[] =>
  found.flatMap((rrset) => rrset.rdata.map((rdata) => `${rrset.name} ${rrset.ttl} ${rrset.type} ${rdata}`));

describe("octoDNS's layout", () => {
  it.each<[what: string, text: string, expected: string[]]>([
    ['the apex and a default TTL', "'':\n  type: A\n  value: 192.0.2.1\n", ['@ 3600 A 192.0.2.1']],
    [
      'several values',
      'www:\n  ttl: 60\n  type: A\n  values: [192.0.2.1, 192.0.2.2]\n',
      ['www 60 A 192.0.2.1', 'www 60 A 192.0.2.2'],
    ],
    [
      'several records at a name',
      "'':\n- type: A\n  value: 192.0.2.1\n- type: MX\n  values:\n  - exchange: mail.example.org.\n    preference: 10\n",
      ['@ 3600 A 192.0.2.1', '@ 3600 MX 10 mail.example.org.'],
    ],
    [
      'the older names of MX',
      "'':\n  type: MX\n  value:\n    priority: 10\n    value: mail.example.org.\n",
      ['@ 3600 MX 10 mail.example.org.'],
    ],
    [
      'escaped semicolons',
      '_dmarc:\n  type: TXT\n  value: v=DMARC1\\; p=none\n',
      ['_dmarc 3600 TXT "v=DMARC1; p=none"'],
    ],
    [
      'a long text',
      `t:\n  type: TXT\n  value: ${'x'.repeat(300)}\n`,
      [`t 3600 TXT "${'x'.repeat(255)}" "${'x'.repeat(45)}"`],
    ],
    [
      'CAA',
      "'':\n  type: CAA\n  value:\n    flags: 0\n    tag: issue\n    value: ca.example.net\n",
      ['@ 3600 CAA 0 issue "ca.example.net"'],
    ],
    [
      'SRV',
      '_sip._tcp:\n  type: SRV\n  value: {priority: 1, weight: 2, port: 5060, target: sip.example.org.}\n',
      ['_sip._tcp 3600 SRV 1 2 5060 sip.example.org.'],
    ],
    [
      'anchors',
      'a: &a\n  type: A\n  value: 192.0.2.1\nb: *a\n',
      ['a 3600 A 192.0.2.1', 'b 3600 A 192.0.2.1'],
    ],
    ['an empty file', '---\n', []],
    [
      'a name that ends as the zone does, which is relative all the same',
      'www.example.org:\n  type: A\n  value: 192.0.2.1\n',
      ['www.example.org 3600 A 192.0.2.1'],
    ],
  ])('takes %s', (_, text, expected) => {
    expect(lines(read(text).rrsets)).toEqual(expected);
  });

  it('names what is not carried out', () => {
    const { rrsets: found, remarks } = read(
      'www:\n  type: A\n  value: 192.0.2.1\n  octodns:\n    healthcheck: {host: x}\ngo:\n  type: URLFWD\n  value: {}\n',
    );
    expect(lines(found)).toEqual(['www 3600 A 192.0.2.1']);
    expect(remarks.join('\n')).toMatch(/octodns/);
    expect(remarks.join('\n')).toMatch(/URLFWD/);
  });

  it('takes a folder with a file for each name', () => {
    const split = join(folder, 'example.org.');
    mkdirSync(split);
    writeFileSync(join(split, 'www.yaml'), 'www:\n  type: A\n  value: 192.0.2.1\n');
    writeFileSync(join(split, '$example.org.yaml'), "'':\n  type: A\n  value: 192.0.2.2\n");
    expect(lines(readOctodnsZone(split, ZONE).rrsets).toSorted()).toEqual([
      '@ 3600 A 192.0.2.2',
      'www 3600 A 192.0.2.1',
    ]);
  });

  it.each<[what: string, text: string, line: number]>([
    ['a bad address', 'www:\n  type: A\n  value: 192.0.2\n', 2],
    ['a record without type', 'a:\n  type: A\n  value: 192.0.2.1\nwww:\n  value: 192.0.2.1\n', 5],
    ['a record without value', 'www:\n  type: A\n', 2],
    ['no YAML', 'www: [\n', 2],
    ['a name outside', 'www.example.net.:\n  type: A\n  value: 192.0.2.1\n', 1],
  ])('refuses %s with its line', (_, text, line) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        code: 'INVALID_ZONE_FILE',
        details: expect.objectContaining({ line }) as unknown,
      }) as Error,
    );
  });

  it('is written in the order and the quotes that octoDNS demands', () => {
    const names = ['no', 'h10', 'h9', '10', '9', '*', '@', '_x', 'a.b'];
    const text = formatOctodnsZone([
      ...names.map((name) => makeRRset(name, 'A', 300, ['192.0.2.1'])),
      makeRRset('mail', 'MX', 300, ['10 a.example.net.']),
    ]);
    expect(text.match(/^\S+(?=:$)/gm)).toEqual([
      '""',
      '"9"',
      '"10"',
      '"*"',
      '_x',
      'a.b',
      'h9',
      'h10',
      'mail',
      '"no"',
    ]);
    expect(text).toContain('value:\n    exchange: a.example.net.\n    preference: 10\n');
    expect(layOutOctodns(text, 'x.yaml')).toBe(text);
  });

  it('is read back as it was written, for any zone and every type', () => {
    const every = knownTypes
      .filter((type) => type.type !== 'SOA' && type.code < 65_000)
      .map((type) => makeRRset(`x-${type.type.toLowerCase()}`, type.type, 300, [type.example]));
    const back = (list: readonly RRset[]): RRset[] => sortRRsets(read(formatOctodnsZone(list)).rrsets);
    const canonical = every.map((rrset) => ({ ...rrset, rdata: back([rrset])[0]?.rdata ?? [] }));
    expect(back(canonical)).toEqual(sortRRsets(canonical));
    fc.assert(
      fc.property(rrsets, (list) => {
        const zone = list.map(normalizeRRset);
        expect(back(zone)).toEqual(sortRRsets(zone));
      }),
      { numRuns: 50 },
    );
  });
});

describe('what octoDNS keeps for Cloudflare', () => {
  const text = `www:
  octodns:
    cloudflare:
      auto-ttl: true
      comment: web
      proxied: true
      tags:
        - a
  ttl: 300
  type: A
  value: 192.0.2.1
`;

  it('becomes extras, and goes back into the file', () => {
    const { rrsets, remarks } = read(text);
    expect(rrsets).toEqual([
      {
        ...makeRRset('www', 'A', 300, ['192.0.2.1']),
        extras: { autoTtl: true, comment: 'web', proxied: true, tags: ['a'] },
      },
    ]);
    expect(remarks).toEqual([]);
    expect(formatOctodnsZone(rrsets)).toBe(`---\n${text}`);
  });

  it('names what it does not know, and writes nothing where there is nothing to say', () => {
    const { remarks } = read(
      'www: {type: A, value: 192.0.2.1, octodns: {cloudflare: {page: 1}, route53: {x: 1}}}\n',
    );
    expect(remarks.join(' ')).toMatch(/octodns\.cloudflare\.page.*octodns\.route53/);
    const plain = {
      ...makeRRset('www', 'A', 300, ['192.0.2.1']),
      extras: { proxied: false, comment: null, tags: [] },
    };
    expect(formatOctodnsZone([plain])).not.toContain('octodns');
  });
});
