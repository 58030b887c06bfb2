import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rrsets } from '../../../test/support/arbitrary-rrsets.ts';
import { RegctlError } from '../errors.ts';
import { knownTypes } from '../records/index.ts';
import { makeRRset, normalizeRRset, type RRset } from '../rrset.ts';
import { hashZone, sortRRsets } from '../zone.ts';
import { formatMasterFile } from './format.ts';
import { staysInside } from './include-path.ts';
import { parseMasterFile } from './parse.ts';
import { parseTtl } from './ttl.ts';

const ZONE = 'example.org';
const parse = (text: string | Uint8Array): readonly RRset[] =>
  parseMasterFile(text, { origin: ZONE, file: 'test.zone' }).rrsets;
const lines = (text: string): string[] =>
  parse(text).flatMap((rrset) =>
    rrset.rdata.map((rdata) => `${rrset.name} ${rrset.ttl} ${rrset.type} ${rdata}`),
  );

describe('parsing', () => {
  it.each<[behaviour: string, text: string, expected: string[]]>([
    [
      'takes TTL and class in either order',
      'a 60 IN A 192.0.2.1\nb IN 60 A 192.0.2.2\n',
      ['a 60 A 192.0.2.1', 'b 60 A 192.0.2.2'],
    ],
    [
      'takes the owner of the line before',
      'a 60 A 192.0.2.1\n  A 192.0.2.2\n\tTXT x\n',
      ['a 60 A 192.0.2.1', 'a 60 A 192.0.2.2', 'a 60 TXT "x"'],
    ],
    [
      'takes the TTL of the record before without $TTL',
      'a 60 A 192.0.2.1\nb A 192.0.2.2\n',
      ['a 60 A 192.0.2.1', 'b 60 A 192.0.2.2'],
    ],
    [
      'prefers $TTL',
      '$TTL 1h\na 60 A 192.0.2.1\nb A 192.0.2.2\n',
      ['a 60 A 192.0.2.1', 'b 3600 A 192.0.2.2'],
    ],
    [
      'completes names with $ORIGIN',
      '$ORIGIN sub\n@ 60 A 192.0.2.1\nx 60 CNAME y\n$ORIGIN example.org.\nz 60 A 192.0.2.2\n',
      ['sub 60 A 192.0.2.1', 'x.sub 60 CNAME y.sub.example.org.', 'z 60 A 192.0.2.2'],
    ],
    [
      'joins lines in parentheses and drops comments',
      'a 60 TXT ( "x" ; one\n "y" ) ; two\n',
      ['a 60 TXT "x" "y"'],
    ],
    ['keeps semicolons and parentheses in quotes', 'a 60 TXT "x;(y)"\n', ['a 60 TXT "x;(y)"']],
    [
      'takes CRLF, no last line end, and a byte order mark',
      '\uFEFFa 60 A 192.0.2.1\r\nb 60 A 192.0.2.2',
      ['a 60 A 192.0.2.1', 'b 60 A 192.0.2.2'],
    ],
    [
      'lowers letters in names and not in text',
      'WWW 60 CNAME Web.Example.NET.\nt 60 TXT AbC\n',
      ['www 60 CNAME web.example.net.', 't 60 TXT "AbC"'],
    ],
    [
      'takes U-labels',
      'bücher 60 A 192.0.2.1\n💩 60 A 192.0.2.2\n',
      ['xn--bcher-kva 60 A 192.0.2.1', 'xn--ls8h 60 A 192.0.2.2'],
    ],
    [
      'keeps escaped dots and wildcards',
      'a\\.b 60 A 192.0.2.1\n*.w 60 A 192.0.2.2\n',
      ['a\\.b 60 A 192.0.2.1', '*.w 60 A 192.0.2.2'],
    ],
    ['takes UTF-8 text as octets', 't 60 TXT "ü"\n', ['t 60 TXT "\\195\\188"']],
    ['drops duplicates', 'a 60 A 192.0.2.1\na 60 A 192.0.2.1\n', ['a 60 A 192.0.2.1']],
    [
      'makes lines of $GENERATE',
      '$TTL 60\n$GENERATE 1-3 h$ A 192.0.2.$\n',
      ['h1 60 A 192.0.2.1', 'h2 60 A 192.0.2.2', 'h3 60 A 192.0.2.3'],
    ],
    [
      'fills offsets, widths and bases',
      '$TTL 60\n$GENERATE 8-10/2 h${0,3,d} CNAME x${-8,2,x}\n',
      ['h008 60 CNAME x00.example.org.', 'h010 60 CNAME x02.example.org.'],
    ],
    [
      'takes unknown types',
      'a 60 TYPE65280 \\# 2 0a0b\na 60 TYPE1 \\# 4 c0000201\n',
      ['a 60 TYPE65280 \\# 2 0a0b', 'a 60 A 192.0.2.1'],
    ],
  ])('%s', (_, text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  it.each<[behaviour: string, text: string, line: number, column: number]>([
    ['a bad address', 'a 60 A 192.0.2.1\nb 60 A 192.0.2\n', 2, 8],
    ['an unknown type', 'a 60 NONSENSE x\n', 1, 6],
    ['a missing TTL', 'a A 192.0.2.1\n', 1, 1],
    ['a record without data', 'a 60 A\n', 1, 6],
    ['data too many', 'a 60 A 192.0.2.1 junk\n', 1, 18],
    ['an open quote', 'a 60 TXT "x\n', 1, 10],
    ['an open parenthesis', 'a 60 TXT (\n"x"\n', 1, 10],
    ['a closing parenthesis too many', 'a 60 TXT "x" )\n', 1, 14],
    ['an unknown directive', '$NONSENSE x\n', 1, 1],
    ['class CH', 'a 60 CH A 192.0.2.1\n', 1, 6],
    ['a fault behind parentheses and CRLF', 'a 60 TXT (\r\n "x" )\r\nb 60 MX x mail\r\n', 3, 9],
    ['a label of 64 octets', `${'a'.repeat(64)} 60 A 192.0.2.1\n`, 1, 1],
    ['a first line without owner', '  60 A 192.0.2.1\n', 1, 3],
    ['a range of $GENERATE without end', '$GENERATE 0-4294967295 h$ A 192.0.2.1\n', 1, 11],
    ['$INCLUDE where nothing can be included', '$INCLUDE other\n', 1, 10],
    ['a NUL octet', 'a 60 TXT x\0y\n', 1, 11],
  ])('refuses %s with its place', (_, text, line, column) => {
    try {
      parse(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(RegctlError);
      expect(error).toMatchObject({
        code: 'INVALID_ZONE_FILE',
        details: { file: 'test.zone', line, column },
      });
    }
  });

  it('follows $INCLUDE and comes back to its own origin', () => {
    const include = (path: string): { content: string; file: string } => ({
      content: path === 'x' ? 'in 60 A 192.0.2.1\n' : '',
      file: path,
    });
    const { rrsets: found } = parseMasterFile('$INCLUDE x sub\nout 60 A 192.0.2.2\n', {
      origin: ZONE,
      include,
    });
    expect(found.map((rrset) => rrset.name)).toEqual(['in.sub', 'out']);
  });

  it('ends on a file that includes itself', () => {
    const include = (): { content: string; file: string } => ({ content: '$INCLUDE x\n', file: 'x' });
    expect(() => parseMasterFile('$INCLUDE x\n', { origin: ZONE, include })).toThrow(
      /x:1:10: x includes itself/,
    );
  });

  it('leaves names outside the zone out, with a warning', () => {
    const { rrsets: found, warnings } = parseMasterFile('a.example.net. 60 A 192.0.2.1\nb 60 A 192.0.2.2\n', {
      origin: ZONE,
    });
    expect(found.map((rrset) => rrset.name)).toEqual(['b']);
    expect(warnings).toHaveLength(1);
  });

  it('takes 100,000 records of one RRset and a TXT of 64 KiB less its lengths', () => {
    const many = Array.from(
      { length: 100_000 },
      (_, i) => `a 60 A 10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`,
    ).join('\n');
    expect(parse(many)[0]?.rdata).toHaveLength(100_000);
    const strings = Array.from({ length: 255 }, () => `"${'x'.repeat(255)}"`).join(' ');
    expect(parse(`t 60 TXT ${strings}\n`)[0]?.rdata[0]?.length).toBeGreaterThan(65_000);
  });

  it('gives a zone or a typed error for any text', () => {
    const word = fc.constantFrom(
      'a',
      '@',
      '60',
      'IN',
      'A',
      'TXT',
      '192.0.2.1',
      '(',
      ')',
      '"',
      ';',
      '\\',
      '\n',
      '$TTL',
      '$GENERATE',
      '1-2',
      '$',
      '"x"',
      'MX',
      '\t',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        try {
          parse(words.join(' '));
        } catch (error) {
          expect(error).toBeInstanceOf(RegctlError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('formatting', () => {
  const again = (list: readonly RRset[]): readonly RRset[] =>
    parse(formatMasterFile({ zone: ZONE, rrsets: list }));

  it('is read back as it was, for any zone', () => {
    fc.assert(
      fc.property(rrsets, (list) => {
        const zone = list.map(normalizeRRset);
        expect(sortRRsets(again(zone))).toEqual(sortRRsets(zone));
      }),
    );
  });

  it('is read back as it was, for every type', () => {
    const zone = knownTypes.map((type) =>
      makeRRset(type.type === 'SOA' ? '@' : `x-${type.type.toLowerCase()}`, type.type, 300, [type.example]),
    );
    expect(sortRRsets(again(zone))).toEqual(
      sortRRsets(zone.map((rrset) => ({ ...rrset, rdata: again([rrset])[0]?.rdata ?? [] }))),
    );
    expect(hashZone({ name: ZONE, rrsets: again(again(zone)) })).toBe(
      hashZone({ name: ZONE, rrsets: again(zone) }),
    );
  });

  it('is the same text for the same zone in another order', () => {
    fc.assert(
      fc.property(rrsets, (list) => {
        const zone = list.map(normalizeRRset);
        expect(formatMasterFile({ zone: ZONE, rrsets: zone.toReversed() })).toBe(
          formatMasterFile({ zone: ZONE, rrsets: zone }),
        );
      }),
    );
  });
});

it.each<[text: string, seconds: number | undefined]>([
  ['0', 0],
  ['60', 60],
  ['1h', 3600],
  ['1h30m', 5400],
  ['2W', 1_209_600],
  ['1h30', undefined],
  ['', undefined],
  ['2147483648', undefined],
  ['h', undefined],
  ['-1', undefined],
])('reads the TTL %s as %s', (text, seconds) => {
  expect(parseTtl(text)).toBe(seconds);
});

it.each<[path: string, inside: boolean]>([
  ['a.zone', true],
  ['sub/a.zone', true],
  ['../a', false],
  ['sub/../../a', false],
  ['/etc/passwd', false],
  ['C:\\x', false],
  ['..\\x', false],
  ['', false],
])('says of %s whether it stays inside: %s', (path, inside) => {
  expect(staysInside(path)).toBe(inside);
});
