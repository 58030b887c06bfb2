import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRegctlError } from '../../src/core/errors.ts';
import { checkZone } from '../../src/core/master-file/check.ts';
import { formatMasterFile } from '../../src/core/master-file/format.ts';
import { parseMasterFile } from '../../src/core/master-file/parse.ts';
import { knownTypes } from '../../src/core/records/index.ts';
import { makeRRset, type RRset } from '../../src/core/rrset.ts';
import { hashZone } from '../../src/core/zone.ts';
import { hasProgram } from '../support/programs.ts';

const ZONE = 'example.org';
const HEAD = '$TTL 300\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n@ NS ns\nns A 192.0.2.53\n';

/** Zones that BIND loads, and zones that it refuses; each is HEAD with these lines. */
const FILES: readonly (readonly [what: string, text: string])[] = [
  ['addresses', 'a A 192.0.2.1\na AAAA 2001:db8::1\n'],
  ['an address of three parts', 'a A 192.0.2\n'],
  ['an address with a leading zero', 'a A 192.0.2.01\n'],
  ['an address in quotes', 'a A "192.0.2.1"\n'],
  ['two double colons', 'a AAAA 1::2::3\n'],
  ['words too many', 'a A 192.0.2.1 junk\n'],
  ['MX', 'a MX 10 ns\n'],
  ['MX without target', 'a MX 10\n'],
  ['MX preference too large', 'a MX 65536 ns\n'],
  ['null MX', 'a MX 0 .\n'],
  ['MX target without address', 'a MX 10 nowhere\n'],
  ['MX target that is a CNAME', 'a MX 10 c\nc CNAME ns\n'],
  ['CNAME', 'a CNAME ns\n'],
  ['CNAME beside TXT', 'a CNAME ns\na TXT x\n'],
  ['two CNAMEs', 'a CNAME ns\na CNAME b\n'],
  ['CNAME at the apex', '@ CNAME ns\n'],
  ['two DNAMEs', 'd DNAME example.net.\nd DNAME example.com.\n'],
  ['DNAME beside CNAME', 'd DNAME example.net.\nd CNAME example.com.\n'],
  ['SOA below the apex', 'a SOA ns hostmaster 1 2 3 4 5\n'],
  ['two SOAs', '@ SOA ns hostmaster 2 7200 3600 1209600 300\n'],
  ['apex NS without address', '@ NS ns2\n'],
  ['apex NS that is a CNAME', '@ NS c\nc CNAME ns\n'],
  ['a delegation', 'sub NS ns.sub\nns.sub A 192.0.2.2\n'],
  ['a delegation without glue', 'sub NS ns.sub\n'],
  ['a wildcard delegation', '*.x NS ns\n'],
  ['a wildcard', '*.x A 192.0.2.1\n'],
  ['DS at the apex', `@ DS 1 8 2 ${'00'.repeat(32)}\n`],
  ['DS of a delegation', `sub NS ns\nsub DS 1 8 2 ${'00'.repeat(32)}\n`],
  ['DS digest too short', 'sub NS ns\nsub DS 1 8 2 00\n'],
  ['class CH', 'a CH A 192.0.2.1\n'],
  ['class given twice', 'a IN IN A 192.0.2.1\n'],
  ['TTL given twice', 'a 300 IN 300 A 192.0.2.1\n'],
  ['TTL units', 'a 1w2d3h4m5s A 192.0.2.1\n'],
  ['a negative TTL', 'a -1 A 192.0.2.1\n'],
  ['a TTL with a number left over', 'a 1h30 A 192.0.2.1\n'],
  ['an unknown type', 'a NONSENSE x\n'],
  ['ANY', 'a ANY x\n'],
  ['a generic type', 'a TYPE65280 \\# 2 0a0b\n'],
  ['a generic type of another length', 'a TYPE65280 \\# 3 0a0b\n'],
  ['an empty text', 'a TXT ""\n'],
  ['a text of 256 octets', `a TXT "${'x'.repeat(256)}"\n`],
  ['an open quote', 'a TXT "x\n'],
  ['an open parenthesis', 'a TXT (\nb A 192.0.2.1\n'],
  ['a parenthesis too many', 'a TXT x )\n'],
  ['lines in parentheses', 'a TXT ( "x" ; y\n "z" )\n'],
  ['HINFO with one word', 'a HINFO x\n'],
  ['LOC', 'a LOC 52 22 23 N 4 53 32 E -2m\n'],
  ['LOC beyond the pole', 'a LOC 91 N 0 E 0m\n'],
  ['CAA', 'a CAA 0 issue "ca.example.net"\n'],
  ['CAA with a bad tag', 'a CAA 0 is-sue "x"\n'],
  ['CAA flags too large', 'a CAA 256 issue "x"\n'],
  ['SRV', '_sip._tcp SRV 1 2 3 ns\n'],
  ['SRV without target', '_sip._tcp SRV 1 2 3\n'],
  ['TLSA', `_443._tcp TLSA 3 1 1 ${'00'.repeat(32)}\n`],
  ['TLSA of odd length', '_443._tcp TLSA 3 1 1 000\n'],
  ['SSHFP', `a SSHFP 4 2 ${'00'.repeat(32)}\n`],
  ['NAPTR', 'a NAPTR 1 2 "s" "SIP+D2U" "" _sip._udp\n'],
  ['HTTPS', 'a HTTPS 1 . alpn=h2,h3 ipv4hint=192.0.2.1\n'],
  ['HTTPS with a key given twice', 'a HTTPS 1 . alpn=h2 alpn=h3\n'],
  ['DNSKEY with bad base64', 'a DNSKEY 257 3 13 !!!\n'],
  ['a label of 63 octets', `${'a'.repeat(63)} A 192.0.2.1\n`],
  ['a label of 64 octets', `${'a'.repeat(64)} A 192.0.2.1\n`],
  ['escaped dots', 'a\\.b A 192.0.2.1\n'],
  ['decimal escapes', 'a\\032b A 192.0.2.1\n'],
  ['an escape beyond 255', 'a\\256b A 192.0.2.1\n'],
  ['an empty label', 'a..b A 192.0.2.1\n'],
  ['names outside the zone', 'a.example.net. A 192.0.2.1\n'],
  ['duplicates', 'a A 192.0.2.1\na A 192.0.2.1\n'],
  ['TTLs that differ', 'a 60 A 192.0.2.1\na 90 A 192.0.2.2\n'],
  ['CRLF', 'a A 192.0.2.1\r\nb A 192.0.2.2\r\n'],
  ['$GENERATE', '$GENERATE 1-3 h$ A 192.0.2.$\n'],
  ['$GENERATE with offset and width', '$GENERATE 1-3 h${2,4,d} CNAME x$\n'],
  ['$GENERATE without range', '$GENERATE x h$ A 192.0.2.1\n'],
  ['$ORIGIN', '$ORIGIN sub\na A 192.0.2.1\n'],
  ['an unknown directive', '$NONSENSE x\n'],
];

/** Where regctl knowingly differs; docs/divergences.md gives the reasons. */
const DIVERGENCES: readonly string[] = [];

describe.runIf(hasProgram('named-checkzone', 'bind9-utils'))('beside BIND', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'regctl-bind-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(FILES)('gives the same verdict on %s', (what, text) => {
    const path = join(folder, 'zone');
    writeFileSync(path, HEAD + text);
    const bind = spawnSync('named-checkzone', [ZONE, path], { encoding: 'utf8' });
    const same = accepts(HEAD + text) === (bind.status === 0);
    expect(same, bind.stdout).toBe(!DIVERGENCES.includes(what));
  });

  it('takes what regctl writes for every type, and regctl takes what it makes of that', () => {
    const types = knownTypes.filter(
      (type) =>
        type.code < 65_000 &&
        !['SOA', 'RRSIG', 'NSEC', 'NSEC3', 'NSEC3PARAM', 'ZONEMD', 'CSYNC'].includes(type.type),
    );
    const rrsets: RRset[] = [
      makeRRset('@', 'SOA', 300, ['ns.example.org. hostmaster.example.org. 1 7200 3600 1209600 300']),
      makeRRset('@', 'NS', 300, ['ns.example.org.']),
      makeRRset('ns', 'A', 300, ['192.0.2.53']),
      ...types.map((type) =>
        makeRRset(type.type === 'NS' ? 'sub' : `x-${type.type.toLowerCase()}`, type.type, 600, [
          type.example,
        ]),
      ),
      makeRRset('long', 'TXT', 60, [`"${'x'.repeat(255)}" "${'y'.repeat(45)}"`]),
      makeRRset('odd', 'TXT', 60, ['"q\\"b\\\\ \\000\\255;"']),
    ];
    const path = join(folder, 'all');
    writeFileSync(path, formatMasterFile({ zone: ZONE, rrsets }));
    const compiled = spawnSync('named-compilezone', ['-i', 'none', '-o', '-', ZONE, path], {
      encoding: 'utf8',
    });
    expect(compiled.status, compiled.stderr + compiled.stdout).toBe(0);
    const back = parseMasterFile(compiled.stdout, { origin: ZONE }).rrsets;
    expect(hashZone({ name: ZONE, rrsets: back })).toBe(
      hashZone({
        name: ZONE,
        rrsets: parseMasterFile(formatMasterFile({ zone: ZONE, rrsets }), { origin: ZONE }).rrsets,
      }),
    );
  });
});

function accepts(text: string): boolean {
  try {
    const { rrsets } = parseMasterFile(text, { origin: ZONE });
    return checkZone(ZONE, rrsets).length === 0;
  } catch (error) {
    if (isRegctlError(error, 'INVALID_ZONE_FILE')) return false;
    throw error;
  }
}
