import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRegctlError, RegctlError } from '../errors.ts';
import {
  compareRdata,
  knownTypes,
  parseRdata,
  parseRdataTokens,
  rdataFields,
  rdataFromWire,
  rdataToWire,
  rrType,
  rrTypeByCode,
  sortRdata,
} from './index.ts';
import {
  decodeBase32Hex,
  decodeBase64,
  decodeHex,
  encodeBase32Hex,
  encodeBase64,
  encodeHex,
} from './encodings.ts';
import { formatGeneric } from './generic.ts';
import { tokenizeRdata } from './tokens.ts';
import { TYPE_CODES } from './type-codes.ts';

const ORIGIN = 'example.org';
const long = (count: number): string => 'x'.repeat(count);

/** Type, what is written, and its canonical form. */
const ACCEPTED: readonly (readonly [string, string, string])[] = [
  ['A', '192.0.2.1', '192.0.2.1'],
  ['A', '0.0.0.0', '0.0.0.0'],
  ['A', '\\# 4 C0000201', '192.0.2.1'],
  ['AAAA', '2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['AAAA', '::', '::'],
  ['AAAA', '1::', '1::'],
  ['AAAA', '::1', '::1'],
  ['AAAA', '1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['AAAA', '2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['AAAA', '2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['AAAA', '::FFFF:192.0.2.1', '::ffff:192.0.2.1'],
  ['AAAA', '64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
  ['NS', 'ns1', 'ns1.example.org.'],
  ['NS', '@', 'example.org.'],
  ['NS', 'NS1.Example.NET.', 'ns1.example.net.'],
  ['CNAME', '.', '.'],
  ['CNAME', 'bücher.example.', 'xn--bcher-kva.example.'],
  ['CNAME', '💩.la.', 'xn--ls8h.la.'],
  ['CNAME', 'a\\.b.example.net.', 'a\\.b.example.net.'],
  ['CNAME', 'a\\046b.example.net.', 'a\\.b.example.net.'],
  ['CNAME', '\\@.example.net.', '\\@.example.net.'],
  ['CNAME', 'ends-in-dot\\.', 'ends-in-dot\\..example.org.'],
  ['CNAME', '*.example.net.', '*.example.net.'],
  ['PTR', 'host.example.net.', 'host.example.net.'],
  ['DNAME', 'example.net.', 'example.net.'],
  ['MX', '010 Mail', '10 mail.example.org.'],
  ['MX', '0 .', '0 .'],
  [
    'SOA',
    'ns host\\.master ( 1 2h 1h30m 1W 05 )',
    'ns.example.org. host\\.master.example.org. 1 7200 5400 604800 5',
  ],
  ['TXT', 'v=spf1 include:_spf.example.net -all', '"v=spf1 include:_spf.example.net -all"'],
  ['TXT', 'v=DKIM1; k=rsa; p=AAAA', '"v=DKIM1; k=rsa; p=AAAA"'],
  ['TXT', 'a"b\\c;d', '"a\\"b\\\\c;d"'],
  ['TXT', 'a \\ x', '"a \\\\ x"'],
  ['TXT', '\\#1 of \\059', '"\\\\#1 of \\\\059"'],
  ['TXT', ' blanks  stay ', '" blanks  stay "'],
  ['TXT', ' "a" "b"', '"a" "b"'],
  ['TXT', '"a" "b"', '"a" "b"'],
  ['TXT', '"a""b"', '"a" "b"'],
  ['TXT', '""', '""'],
  ['TXT', '"say \\"hi\\" \\\\ \\059 \\000"', '"say \\"hi\\" \\\\ ; \\000"'],
  ['TXT', '"é"', '"\\195\\169"'],
  ['TXT', `"${long(256)}"`, `"${long(255)}" "x"`],
  ['TXT', long(600), `"${long(255)}" "${long(255)}" "${long(90)}"`],
  ['SPF', 'v=spf1 -all', '"v=spf1 -all"'],
  ['SRV', '0 5 5060 sip', '0 5 5060 sip.example.org.'],
  ['SRV', '0 0 0 .', '0 0 0 .'],
  ['CAA', '0 ISSUE letsencrypt.org', '0 issue "letsencrypt.org"'],
  ['CAA', '128 tbs "Unknown"', '128 tbs "Unknown"'],
  ['CAA', '0 issue ";"', '0 issue ";"'],
  [
    'DS',
    '60485 RSASHA1 SHA-1 2BB183AF5F22588179A53B0A 98631FAD1A292118',
    '60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118',
  ],
  ['CDS', '0 0 0 00', '0 0 0 00'],
  ['CDNSKEY', '0 3 0 AA==', '0 3 0 AA=='],
  [
    'DNSKEY',
    '257 3 ED25519 l02Woi0iS8Aa25FQkUd9RM zZHJpBoRQwAQEX1SxZJA4=',
    '257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=',
  ],
  ['CERT', 'PGP 0 0 AAAA', '3 0 0 AAAA'],
  ['HINFO', 'PC-INTEL-700mhz "Redhat \\"Linux\\""', '"PC-INTEL-700mhz" "Redhat \\"Linux\\""'],
  [
    'NAPTR',
    '100 10 "U" "E2U+sip" "!^.*$!sip:info@example.com!" .',
    '100 10 "U" "E2U+sip" "!^.*$!sip:info@example.com!" .',
  ],
  ['URI', '10 1 ftp://ftp.example.com/public', '10 1 "ftp://ftp.example.com/public"'],
  ['LOC', '42 21 54 N 71 06 18 W -24m 30m', '42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m'],
  [
    'LOC',
    '90 S 180 E 42849672.95m 0.1m 90000000m 0m',
    '90 0 0.000 S 180 0 0.000 E 42849672.95m 0.10m 90000000m 0.00m',
  ],
  ['LOC', '0 0 0.001 S 0 0 0 W 0', '0 0 0.001 S 0 0 0.000 E 0.00m 1m 10000m 10m'],
  ['SVCB', '0 foo', '0 foo.example.org.'],
  ['HTTPS', '1 . port=53 alpn="h3,h2"', '1 . alpn=h3,h2 port=53'],
  ['HTTPS', '16 . alpn=f\\\\\\\\oo\\\\,bar,h2', '16 . alpn=f\\\\\\\\oo\\\\,bar,h2'],
  [
    'HTTPS',
    '16 . mandatory=ipv4hint,alpn ipv4hint=192.0.2.1 alpn=h2',
    '16 . mandatory=alpn,ipv4hint alpn=h2 ipv4hint=192.0.2.1',
  ],
  ['HTTPS', '1 . key1=\\002h2', '1 . alpn=h2'],
  ['SVCB', '1 . key667="hello\\210qoo"', '1 . key667=hello\\210qoo'],
  ['SVCB', '1 . key667="a b"', '1 . key667=a\\032b'],
  ['SVCB', '1 . ipv6hint=2001:DB8::0001,::1', '1 . ipv6hint=2001:db8::1,::1'],
  ['SVCB', '1 . alpn=dot dohpath=/q{?dns} ech=AAAA', '1 . alpn=dot ech=AAAA dohpath=/q{?dns}'],
  ['SVCB', '1 . ohttp', '1 . key8'],
  ['NSEC', 'b NSEC a MX TYPE1234 RRSIG', 'b.example.org. A MX RRSIG NSEC TYPE1234'],
  [
    'NSEC3',
    '1 1 12 AABBCCDD 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR',
    '1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr',
  ],
  [
    'RRSIG',
    'A 13 3 3600 1798000000 20261121000000 1 @ AAAA',
    'A 13 3 3600 20261223042640 20261121000000 1 example.org. AAAA',
  ],
  ['TYPE1', '\\# 4 c0000201', '192.0.2.1'],
  ['TYPE65280', '\\# 3 AB cd Ef', '\\# 3 abcdef'],
  ['EUI48', '\\# 0', '\\# 0'],
  ['ALIAS', 'www', 'www.example.org.'],
];

/** Type, what is refused, and the field the error names. */
const REFUSED: readonly (readonly [string, string, string?])[] = [
  ['A', '', 'address'],
  ['A', '192.0.2.256', 'address'],
  ['A', '192.0.02.1', 'address'],
  ['A', '192.0.2', 'address'],
  ['A', '192.0.2.1.', 'address'],
  ['A', '"192.0.2.1"', 'address'],
  ['A', '192.0.2.1 192.0.2.2'],
  ['A', '\\# 3 c00002'],
  ['A', '\\# 4 c00002', 'data'],
  ['A', '\\# 5 c000020100'],
  ['AAAA', '1::2::3', 'address'],
  ['AAAA', '12345::', 'address'],
  ['AAAA', '1:2:3:4:5:6:7', 'address'],
  ['AAAA', '1:2:3:4:5:6:7:8:9', 'address'],
  ['AAAA', '1:2:3:4:5:6:7:8::', 'address'],
  ['AAAA', ':1::', 'address'],
  ['AAAA', '1:', 'address'],
  ['AAAA', '::1%eth0', 'address'],
  ['AAAA', '::1.2.3', 'address'],
  ['NS', 'a..b', 'nsdname'],
  ['NS', `${long(64)}.net.`, 'nsdname'],
  ['NS', '"ns1"', 'nsdname'],
  ['NS', 'a\\256.', 'nsdname'],
  ['NS', 'a"b"'],
  ['MX', '10', 'exchange'],
  ['MX', 'mail 10', 'preference'],
  ['MX', '65536 mail', 'preference'],
  ['MX', '-1 mail', 'preference'],
  ['MX', '1.5 mail', 'preference'],
  ['MX', '10 mail extra'],
  ['MX', '\\# 4 000ac000'],
  ['SOA', 'ns h 1 2 3 4', 'minimum'],
  ['SOA', 'ns h 4294967296 2 3 4 5', 'serial'],
  ['SOA', 'ns h 1h 2 3 4 5', 'serial'],
  ['SOA', 'ns h ( 1 2 3 4 5'],
  ['TXT', '', 'text'],
  ['TXT', '"open'],
  ['TXT', '"a\\999"', 'text'],
  ['TXT', '"a\\25"', 'text'],
  ['TXT', `"${long(65_536)}"`, 'text'],
  ['SRV', '0 5 65536 sip', 'port'],
  ['CAA', '256 issue "x"', 'flags'],
  ['CAA', '0 iss-ue "x"', 'tag'],
  ['CAA', '0 issue', 'value'],
  ['DS', '60485 5 1 2BB183AF', 'digest'],
  ['DS', '60485 5 2 2BB183AF5F22588179A53B0A98631FAD1A292118', 'digest'],
  ['DS', '60485 5 1 xyz', 'digest'],
  ['DS', '60485 NOSUCH 1 2BB183AF5F22588179A53B0A98631FAD1A292118', 'algorithm'],
  ['DNSKEY', '257 3 15 AAA', 'publicKey'],
  ['DNSKEY', '257 3 15 AB==', 'publicKey'],
  ['DNSKEY', '257 3 15', 'publicKey'],
  ['SSHFP', '1 1 00', 'fingerprint'],
  ['TLSA', '3 1 1 0', 'data'],
  ['TLSA', '3 256 1 00', 'selector'],
  ['HINFO', '"a"', 'os'],
  ['HINFO', `"${long(256)}" ""`, 'cpu'],
  ['NAPTR', '1 1 "s" "" "!a!b" .', 'regexp'],
  ['NAPTR', '1 1 "s" "" "!!b!" .', 'regexp'],
  ['NAPTR', '1 1 "s" "" "!(!b!" .', 'regexp'],
  ['NAPTR', '1 1 "s" "" "!a!b!x" .', 'regexp'],
  ['NAPTR', '1 1 "s!" "" "" .', 'flags'],
  ['URI', '1 1', 'target'],
  ['URI', '1 1 ""', 'target'],
  ['LOC', '91 N 2 E 3', 'latitude'],
  ['LOC', '90 0 0.001 N 2 E 3', 'latitude'],
  ['LOC', '1 60 N 2 E 3', 'latitude'],
  ['LOC', '1 N 181 E 3', 'longitude'],
  ['LOC', '1 N 2 N 3', 'longitude'],
  ['LOC', '1 N 2 E', 'altitude'],
  ['LOC', '1 N 2 E -100001m', 'altitude'],
  ['LOC', '1 N 2 E 1m 90000001m', 'size'],
  ['LOC', '1 N 2 E 3 4 5 6 7'],
  ['SVCB', '1', 'target'],
  ['SVCB', '0 . alpn=h2', 'params'],
  ['SVCB', '1 . alpn=h2 alpn=h3', 'alpn'],
  ['SVCB', '1 . alpn=h2 key1=\\002h3', 'alpn'],
  ['SVCB', '1 . alpn=', 'alpn'],
  ['SVCB', '1 . alpn=a,,b', 'alpn'],
  ['SVCB', '1 . mandatory=alpn', 'mandatory'],
  ['SVCB', '1 . mandatory=mandatory', 'mandatory'],
  ['SVCB', '1 . mandatory=alpn,alpn alpn=h2', 'mandatory'],
  ['SVCB', '1 . no-default-alpn', 'no-default-alpn'],
  ['SVCB', '1 . no-default-alpn=x alpn=h2', 'no-default-alpn'],
  ['SVCB', '1 . port=65536', 'port'],
  ['SVCB', '1 . ipv4hint=', 'ipv4hint'],
  ['SVCB', '1 . ipv4hint=::1', 'ipv4hint'],
  ['SVCB', '1 . ech=AAA', 'ech'],
  ['SVCB', '1 . dohpath=q', 'dohpath'],
  ['SVCB', '1 . key65535=x', 'params'],
  ['SVCB', '1 . nosuchkey=x', 'params'],
  ['NSEC', 'b NOSUCH', 'types'],
  ['RRSIG', 'A 13 3 3600 20261321000000 20261121000000 1 @ AAAA', 'expiration'],
  ['EUI48', '00-00-5e-00-53-2a'],
  ['TYPE65280', '\\# 65536 00', 'length'],
  ['TYPE65280', 'abc'],
];

const refusals = REFUSED.map(([type, text, field]) => ({ type, text, field }));

const errorOf = (run: () => unknown): RegctlError => {
  try {
    run();
  } catch (error) {
    if (error instanceof RegctlError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

/** Gives undefined for INVALID_RDATA; every other error passes and fails the test. */
const unlessInvalid = (run: () => string): string | undefined => {
  try {
    return run();
  } catch (error) {
    if (isRegctlError(error, 'INVALID_RDATA')) return undefined;
    throw error;
  }
};

describe('parseRdata', () => {
  it.each(ACCEPTED)('reads %s %s', (type, text, canonical) => {
    expect(parseRdata(type, text, ORIGIN)).toBe(canonical);
  });

  it.each(ACCEPTED)(
    'gives canonical text that stays the same, by text and by wire: %s %s',
    (type, _, canonical) => {
      const octets = rdataToWire(type, canonical);
      const message = new Uint8Array([9, 9, ...octets, 9]);
      expect(parseRdataTokens(type, tokenizeRdata(canonical, type), '')).toBe(canonical);
      expect(rdataFromWire(type, message, 2, octets.length)).toBe(canonical);
      expect(parseRdata(type, formatGeneric(octets), '')).toBe(canonical);
    },
  );

  it.each(refusals)('refuses $type $text', ({ type, text, field }) => {
    const error = errorOf(() => parseRdata(type, text, ORIGIN));
    expect(error.code).toBe('INVALID_RDATA');
    expect(error.details).toMatchObject(field === undefined ? { type } : { type, field });
  });

  it('takes TXT of 64 KiB less its length octets, and not one octet more', () => {
    const most = 65_535 - 256; // 256 strings, the last of 254 octets
    expect(rdataToWire('TXT', parseRdata('TXT', long(most), ORIGIN)).length).toBe(65_535);
    expect(errorOf(() => parseRdata('TXT', long(most + 1), ORIGIN)).code).toBe('INVALID_RDATA');
  });

  it('takes a name of 255 octets and none of 256', () => {
    const full = `${long(63)}.${long(63)}.${long(63)}.${long(61)}.`;
    expect(parseRdata('NS', full, ORIGIN)).toBe(full);
    expect(errorOf(() => parseRdata('NS', `x${full}`, ORIGIN)).code).toBe('INVALID_RDATA');
    const relative = `${long(63)}.${long(63)}.${long(63)}.${long(49)}`;
    expect(parseRdata('NS', relative, ORIGIN)).toBe(`${relative}.example.org.`);
    expect(errorOf(() => parseRdata('NS', `x${relative}`, ORIGIN)).code).toBe('INVALID_RDATA');
  });

  it('refuses a quote inside a word of a master file, where others see two strings', () => {
    expect(errorOf(() => parseRdataTokens('TXT', [{ text: 'a="b"', quoted: false }], '')).code).toBe(
      'INVALID_RDATA',
    );
  });
});

describe('every type', () => {
  it.each(knownTypes.map((type) => [type.type, type] as const))('%s has a canonical example', (_, type) => {
    expect(parseRdata(type.type, type.example, '')).toBe(type.example);
    expect(JSON.parse(JSON.stringify(type.fields(type.example)))).toEqual(type.fields(type.example));
  });

  it('has the number of the registry and is found by it, by name in any case and as TYPEnnn', () => {
    for (const type of knownTypes) {
      expect([type.code, undefined]).toContain(TYPE_CODES[type.type]); // ALIAS and ANAME are not in it
      expect(rrTypeByCode(type.code)).toBe(type);
      expect(rrType(type.type.toLowerCase())).toBe(type);
      expect(rrType(`type${type.code}`)).toBe(type);
    }
  });

  it('reads any octets or refuses them by INVALID_RDATA', () => {
    const type = fc.constantFrom(...knownTypes);
    fc.assert(
      fc.property(type, fc.uint8Array({ maxLength: 60 }), (known, octets) => {
        const rdata = unlessInvalid(() => known.fromWire(octets, 0, octets.length));
        if (rdata === undefined) return;
        expect(known.fields(rdata)).toBeTypeOf('object');
        const again = known.toWire(rdata);
        expect(known.fromWire(again, 0, again.length)).toBe(rdata);
      }),
      { numRuns: 4000 },
    );
  });

  it('reads any text or refuses it by INVALID_RDATA, and what it reads stays', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.nat(70_000).map(String),
      fc.constantFrom(
        '"',
        '\\',
        '"a b"',
        '@',
        '.',
        '(',
        ')',
        'alpn=h2',
        'key1="',
        'N',
        '\\# 1 00',
        'AAAA',
        '00',
      ),
    );
    const line = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.constantFrom(...knownTypes), line, (type, text) => {
        const rdata = unlessInvalid(() => parseRdata(type.type, text, ORIGIN));
        if (rdata === undefined) return;
        expect(parseRdata(type.type, rdata, '')).toBe(rdata);
        const octets = type.toWire(rdata);
        expect(type.fromWire(octets, 0, octets.length)).toBe(rdata);
      }),
      { numRuns: 4000 },
    );
  });
});

describe('TXT', () => {
  it('holds any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1000 }), (octets) => {
        const text = `"${Array.from(octets, (octet) => `\\${String(octet).padStart(3, '0')}`).join('')}"`;
        const rdata = parseRdata('TXT', text, '');
        expect(rdata).toMatch(/^[ -~]*$/);
        const wire = rdataToWire('TXT', rdata);
        const joined: number[] = [];
        for (let at = 0; at < wire.length; at += 1 + (wire[at] as number)) {
          joined.push(...wire.subarray(at + 1, at + 1 + (wire[at] as number)));
        }
        expect(Uint8Array.from(joined)).toEqual(octets);
      }),
    );
  });
});

describe('rrType', () => {
  it('knows types it does not take apart, and numbers without a name', () => {
    expect(rrType('EUI48').code).toBe(108);
    expect(rrTypeByCode(65_280).type).toBe('TYPE65280');
    expect(rrType('TYPE108').type).toBe('EUI48');
  });

  it.each(['NOSUCH', 'AXFR', 'TYPE0', 'TYPE65536', 'TYPE', '', '__proto__'])('refuses %j', (name) => {
    expect(errorOf(() => rrType(name)).code).toBe('USAGE');
  });
});

describe('rdataFields', () => {
  it('names the fields as JSON values', () => {
    expect(rdataFields('MX', '10 mail.example.org.')).toEqual({
      preference: 10,
      exchange: 'mail.example.org.',
    });
    expect(rdataFields('TXT', '"caf\\195" "\\169"')).toEqual({ text: 'café' });
    expect(rdataFields('TXT', '"\\255"')).toEqual({ text: '\\255' });
    expect(rdataFields('HTTPS', '1 . alpn=h2,h3 port=8443 key667=x')).toEqual({
      priority: 1,
      target: '.',
      params: { alpn: ['h2', 'h3'], port: 8443, key667: 'x' },
    });
    expect(rdataFields('NSEC', 'b. A MX')).toEqual({ nextName: 'b.', types: ['A', 'MX'] });
    expect(rdataFields('LOC', rrType('LOC').example)).toMatchObject({ altitude: -2, size: 1 });
  });
});

describe('targets', () => {
  it('are the names that other checks follow', () => {
    expect(rrType('MX').targets?.('10 mail.example.org.')).toEqual(['mail.example.org']);
    expect(rrType('HTTPS').targets?.('1 . alpn=h2')).toEqual([]);
    expect(rrType('TXT').targets?.('"a"')).toBeUndefined();
  });
});

describe('compareRdata and sortRdata', () => {
  it('order by octets of the wire form, not by text', () => {
    expect(sortRdata('A', ['192.0.2.10', '192.0.2.9'])).toEqual(['192.0.2.9', '192.0.2.10']);
    expect(sortRdata('MX', ['10 a.', '9 b.'])).toEqual(['9 b.', '10 a.']);
    expect(compareRdata('TXT', '"ab"', '"b"')).toBeGreaterThan(0); // the length octet comes first
  });
});

describe('encodings', () => {
  it('give the octets back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (octets) => {
        expect(decodeHex(encodeHex(octets))).toEqual(octets);
        expect(decodeBase64(encodeBase64(octets))).toEqual(octets);
        const some = Uint8Array.of(7, ...octets);
        expect(decodeBase32Hex(encodeBase32Hex(some))).toEqual(some);
      }),
    );
  });
});
