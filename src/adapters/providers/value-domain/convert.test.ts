import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffRRsets } from '../../../core/plan/diff.ts';
import type { Change } from '../../../core/plan/plan.ts';
import { nativeRdata } from '../../../core/records/native.ts';
import { makeRRset, type RRset } from '../../../core/rrset.ts';
import { sortRRsets } from '../../../core/zone.ts';
import { editLines, readLines, rrsetsOf, ttlAfter, writeLines } from './convert.ts';
import { readLine, writeLine } from './line.ts';

const ZONE = 'example.com';

const host = fc.constantFrom('@', 'www', '*', '*.dev', 'a.b', '_dmarc', 'xn--bcher-kva');
const target = fc.constantFrom('mail.example.net.', 'example.com.', 'www.example.com.', 'localhost.');
const text = fc.stringMatching(/^[ abc=;:~v1._()-]{0,600}$/);

/** Records that the zone text has a form for. */
const data: { readonly [type: string]: fc.Arbitrary<string> } = {
  A: fc.nat(255).map((octet) => `192.0.2.${octet}`),
  AAAA: fc.integer({ min: 1, max: 0xffff }).map((group) => `2001:db8::${group.toString(16)}`),
  CNAME: target,
  NS: target,
  MX: fc.tuple(fc.nat(65_535), target).map(([preference, name]) => `${preference} ${name}`),
  SRV: fc.tuple(fc.nat(9), target).map(([weight, name]) => `1 ${weight} 5060 ${name}`),
  TXT: fc
    .array(text, { minLength: 1, maxLength: 3 })
    .map((strings) => strings.map((each) => `"${each.slice(0, 255)}"`).join(' ')),
};

function hostOf(type: string): fc.Arbitrary<string> {
  if (type === 'MX') return fc.constant('@');
  return type === 'SRV' ? fc.constantFrom('_sip._tcp', '_sip._udp.sub') : host;
}

const writable: fc.Arbitrary<RRset> = fc
  .constantFrom(...Object.keys(data))
  .chain((type) =>
    fc
      .tuple(
        hostOf(type),
        fc.uniqueArray(data[type] ?? fc.constant(''), { minLength: 1, maxLength: type === 'CNAME' ? 1 : 4 }),
      )
      .map(([name, rdata]) => makeRRset(name, type, 300, rdata)),
  );
const writableZone = fc.uniqueArray(writable, {
  maxLength: 12,
  selector: (rrset) => `${rrset.name} ${rrset.type}`,
});

/** Lines as they may stand in a zone: in other spellings, not understood, blank, doubled. */
const anyLine = fc.oneof(
  writable.chain((rrset) =>
    fc
      .constantFrom(...rrset.rdata)
      .map((rdata) => writeLine(ZONE, { name: rrset.name, type: rrset.type, rdata })),
  ),
  fc.constantFrom(
    'A www 192.0.2.1',
    'a  www   192.0.2.1',
    'mx @ 10',
    'mx sub mx.example.net. 10',
    'caa @ 0 issue "ca.example.net"',
    'url @ https://www.example.net/',
    'txt @ "say \\"hi\\""',
    '# remark',
    '',
    'cname docs docs.example.net',
    'mx . 0',
    'a www 192.0.2.1 ',
    'a www.example.com. 192.0.2.1',
    'txt t \u65e5\u672c',
  ),
  fc.string({ maxLength: 30 }).map((line) => line.replaceAll(/[\r\n]/g, '')),
);
const anyText = fc.array(anyLine, { maxLength: 15 }).map((lines) => lines.join('\n'));

const created = (after: RRset): Change => ({
  action: 'create',
  name: after.name,
  type: after.type,
  before: null,
  after,
});

describe('the zone text', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(writableZone, (rrsets) => {
        const lines = editLines(ZONE, [], rrsets.map(created));
        const read = rrsetsOf(readLines(ZONE, writeLines(lines)), 300);
        expect(sortRRsets(read)).toEqual(sortRRsets(rrsets));
      }),
    );
  });

  it('keeps each line that no change names, in its words and order', () => {
    fc.assert(
      fc.property(anyText, writableZone, fc.nat(3), (before, wished, keepOneIn) => {
        const lines = readLines(ZONE, before);
        const present = rrsetsOf(lines, 300);
        const kept = present.filter((_, index) => index % (keepOneIn + 1) === 0);
        const desired = [
          ...kept.filter(
            (rrset) => !wished.some((one) => one.name === rrset.name && one.type === rrset.type),
          ),
          ...wished,
        ];
        const changes = diffRRsets(present, desired);
        const edited = editLines(ZONE, lines, changes);
        const untouched = (line: { readonly record: { name: string; type: string } | null }): boolean =>
          !changes.some((one) => one.name === line.record?.name && one.type === line.record.type);
        expect(edited.filter(untouched)).toEqual(lines.filter(untouched));
        const read = rrsetsOf(readLines(ZONE, writeLines(edited)), 300);
        expect(diffRRsets(read, desired)).toEqual([]);
      }),
    );
  });

  it('leaves the whole text alone when nothing changes', () => {
    fc.assert(
      fc.property(anyText, (before) => {
        expect(writeLines(editLines(ZONE, readLines(ZONE, before), []))).toBe(before.replace(/\n$/, ''));
      }),
    );
  });

  it.each([
    ['a @ 192.0.2.1', '@', 'A', '192.0.2.1'],
    ['a * 1.2.3.4', '*', 'A', '1.2.3.4'],
    ['aaaa v6 2001:DB8:0::1', 'v6', 'AAAA', '2001:db8::1'],
    ['cname docs docs.example.net', 'docs', 'CNAME', 'docs.example.net.'],
    ['cname docs docs.example.net.', 'docs', 'CNAME', 'docs.example.net.'],
    ['cname sub @', 'sub', 'CNAME', 'example.com.'],
    ['cname sub www', 'sub', 'CNAME', 'www.example.com.'],
    ['mx mx1.example.net. 10', '@', 'MX', '10 mx1.example.net.'],
    ['mx @ 10', '@', 'MX', '10 example.com.'],
    ['mx mail 5', '@', 'MX', '5 mail.example.com.'],
    ['ns child ns1.example.net.', 'child', 'NS', 'ns1.example.net.'],
    ['srv _sip._tcp 1 2 5060 sip', '_sip._tcp', 'SRV', '1 2 5060 sip.example.com.'],
    ['txt @ v=spf1 include:_spf.example.net ~all', '@', 'TXT', '"v=spf1 include:_spf.example.net ~all"'],
    ['txt @ "v=spf1 -all"', '@', 'TXT', '"v=spf1 -all"'],
    ['txt k "one" "two"', 'k', 'TXT', '"one" "two"'],
    ['txt k "one""two"', 'k', 'TXT', '"one" "two"'],
    ['txt k ""', 'k', 'TXT', '""'],
    ['TXT WWW a  b', 'www', 'TXT', '"a  b"'],
    ['a \u65e5\u672c 192.0.2.1', 'xn--wgv71a', 'A', '192.0.2.1'],
  ])('understands %s', (line, name, type, rdata) => {
    expect(readLine(ZONE, line)).toEqual({ name, type, rdata });
  });

  it.each([
    'caa @ 0 issue "ca.example.net"',
    'mx sub mx.example.net. 10',
    'mx 10 mail.example.net.',
    'mx . 0',
    'a www',
    'a www not-an-address',
    'a www.example.com. 192.0.2.1',
    'a a\\.b 192.0.2.1',
    'srv sip 1 2 5060 sip.example.net.',
    'txt @',
    'txt @ say "hi"',
    'txt @ "say \\"hi\\""',
    'txt @ \u65e5\u672c',
    'txt @ abc\u3000',
    'url @ https://www.example.net/',
    '# remark',
  ])('keeps %s as it is', (line) => {
    expect(readLine(ZONE, line)).toEqual({ name: '@', type: 'NATIVE', rdata: nativeRdata({ line }) });
    expect(writeLine(ZONE, { name: '@', type: 'NATIVE', rdata: nativeRdata({ line }) })).toBe(line);
  });

  it.each<[name: string, type: string, rdata: string, code: string]>([
    ['a\\.b', 'A', '192.0.2.1', 'INVALID_RDATA'],
    ['@', 'MX', '0 .', 'INVALID_RDATA'],
    ['sub', 'MX', '10 mail.example.net.', 'CAPABILITY_MISSING'],
    ['x', 'SRV', '1 2 3 sip.example.net.', 'INVALID_RDATA'],
    ['t', 'TXT', '"a\\"b"', 'INVALID_RDATA'],
    ['t', 'TXT', '"\\195\\188"', 'INVALID_RDATA'],
    ['t', 'CAA', '0 issue "ca.example.net"', 'RRTYPE_UNSUPPORTED'],
    ['@', 'NATIVE', nativeRdata({ line: 'a www 192.0.2.1' }), 'INVALID_RDATA'],
    ['@', 'NATIVE', nativeRdata({ line: 'url @ x\na www 192.0.2.1' }), 'INVALID_RDATA'],
    ['@', 'NATIVE', nativeRdata({ line: ' ' }), 'INVALID_RDATA'],
    ['@', 'NATIVE', nativeRdata({ line: 'url @ x', ttl: 5 }), 'INVALID_RDATA'],
    ['www', 'NATIVE', nativeRdata({ line: 'url @ x' }), 'INVALID_RDATA'],
  ])('refuses %s %s %s', (name, type, rdata, code) => {
    expect(() => writeLine(ZONE, { name, type, rdata })).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('puts a new address where the old one stood, and keeps doubles of what stays', () => {
    const lines = readLines(ZONE, 'a x 192.0.2.1\na x 192.0.2.2\nurl @ y\na x 192.0.2.1\n\ntxt x z');
    const before = makeRRset('x', 'A', 300, ['192.0.2.1', '192.0.2.2']);
    const after = makeRRset('x', 'A', 300, ['192.0.2.1', '192.0.2.9']);
    const change: Change = { action: 'update', name: 'x', type: 'A', before, after };
    expect(writeLines(editLines(ZONE, lines, [change]))).toBe(
      'a x 192.0.2.1\na x 192.0.2.9\nurl @ y\na x 192.0.2.1\n\ntxt x z',
    );
  });

  it('has one TTL for the whole zone', () => {
    const [www, mail] = [makeRRset('www', 'A', 300, ['192.0.2.1']), makeRRset('m', 'A', 300, ['192.0.2.2'])];
    const slower = (rrset: RRset): Change => ({
      ...created({ ...rrset, ttl: 600 }),
      action: 'update',
      before: rrset,
    });
    const native = makeRRset('@', 'NATIVE', 0, [nativeRdata({ line: 'url @ x' })]);
    expect(ttlAfter(ZONE, [www, mail, native], [slower(www), slower(mail)], 300)).toBe(600);
    expect(ttlAfter(ZONE, [native], [], 300)).toBe(300);
    expect(() => ttlAfter(ZONE, [www, mail], [slower(www)], 300)).toThrow(/cannot hold the TTLs/);
  });
});
