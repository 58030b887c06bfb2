import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRegctlError } from '../errors.ts';
import { hasProgram } from '../../../test/support/programs.ts';
import { knownTypes, parseRdata, parseRdataTokens } from './index.ts';
import { tokenizeRdata } from './tokens.ts';

/** Types that a name server can serve: ALIAS and ANAME are between a provider and its user. */
const servedTypes = knownTypes.filter((type) => type.code < 65_280 && type.type !== 'SOA');

const HEAD = ['$TTL 60', '@ IN SOA ns h 1 2 3 4 5', '@ IN NS ns.example.net.'];

/** What BIND accepts and we accept no more: a choice of ours, with its reason. */
const STRICTER: readonly RegExp[] = [
  /^NAPTR flags/, // RFC 3403: letters and digits
  /^(SVCB|HTTPS) params/, // an alias with parameters
  /^(SVCB|HTTPS) target/, // a name in quotes
  /^(DNSKEY|CDNSKEY) flags/, // flags as words
  /^URI target/, // an empty URI
  /^(TXT|SPF) text/, // a quote inside a word
  /^RRSIG typeCovered/, // a signed number
  /^LOC altitude/, // "-.00"
];

/** What BIND refuses for reasons that are not in the RDATA alone. */
const NOT_OURS = /signature has expired|near '[^']*': out of range|near 'ohttp'/;

describe.runIf(hasProgram('named-compilezone', 'bind9-utils'))('BIND', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'regctl-records-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (program: string, lines: readonly string[], ...options: readonly string[]): string => {
    const file = join(folder, 'zone');
    writeFileSync(file, `${[...HEAD, ...lines].join('\n')}\n`);
    const lax = ['-k', 'ignore', '-n', 'ignore', '-i', 'none', '-m', 'ignore', '-r', 'ignore'];
    const result = spawnSync(program, [...lax, ...options, 'example.org', file], { encoding: 'utf8' });
    return result.stdout + result.stderr;
  };

  it('writes back every type so that it reads the same', () => {
    const samples = servedTypes.flatMap((type) => [
      [type.type, type.example] as const,
      ...SPECIAL.filter(([special]) => special === type.type),
    ]);
    const lines = samples.map(([type, rdata], i) => `n${i} IN ${type} ${rdata}`);
    const written = run('named-compilezone', lines, '-s', 'full', '-o', '-');
    const found = new Map<string, string>();
    for (const line of written.split('\n')) {
      const match = /^(n\d+)\.example\.org\.\s+60\s+IN\s+(\S+)\s+(.*)$/.exec(line);
      if (match !== null)
        found.set(match[1] as string, parseRdata(match[2] as string, match[3] as string, ''));
    }
    expect(samples.map(([type], i) => `${type} ${found.get(`n${i}`)}`)).toEqual(
      samples.map(([type, rdata]) => `${type} ${rdata}`),
    );
  });

  it('refuses nothing that is accepted here, and takes what is refused here but for named reasons', () => {
    const cases = mutations(2000);
    const written = run(
      'named-checkzone',
      cases.map(([type, rdata], i) => `n${i} IN ${type} ${rdata}`),
    );
    const refusals = new Map<number, string>();
    for (const match of written.matchAll(/zone:(\d+): (.*)/g)) {
      refusals.set(Number(match[1]) - HEAD.length - 1, match[2] as string);
    }
    expect(refusals.size).toBeGreaterThan(500);
    const differences = cases.flatMap(([type, rdata], i) => {
      const theirs = refusals.get(i);
      const ours = refusal(type, rdata);
      if (theirs !== undefined && ours === undefined && !NOT_OURS.test(theirs))
        return [`only BIND: ${type} ${rdata}: ${theirs}`];
      if (theirs === undefined && ours !== undefined && !STRICTER.some((reason) => reason.test(ours))) {
        return [`only regctl: ${type} ${rdata}: ${ours}`];
      }
      return [];
    });
    expect(differences).toEqual([]);
  });
});

const SPECIAL: readonly (readonly [string, string])[] = [
  ['TXT', `"${'x'.repeat(255)}" "" "\\000\\255 \\" \\\\ ;"`],
  ['AAAA', '::ffff:192.0.2.1'],
  ['AAAA', '2001:db8:0:1:1:1:1:1'],
  ['CNAME', 'a\\.b\\@\\032\\000\\255\\"\\$.example.net.'],
  ['NS', `${'x'.repeat(63)}.*.example.net.`],
  ['PTR', '.'],
  [
    'HTTPS',
    '1 . mandatory=alpn,port alpn=f\\\\\\\\oo\\\\,bar,h2 no-default-alpn port=8443 ipv6hint=2001:db8::1 key667=a\\032\\"b',
  ],
  ['SVCB', '1 dns.example.net. alpn=dot ech=AAAA dohpath=/dns-query{?dns}'],
  ['LOC', '0 0 0.001 S 180 0 0.000 W 42849672.95m 0.10m 90000000m 0.00m'],
  ['NAPTR', '100 10 "U" "E2U+sip" "!^.*$!sip:info@example.com!i" .'],
  ['CDS', '0 0 0 00'],
  ['CDNSKEY', '0 3 0 AA=='],
  ['NSEC3', '1 0 0 - 2vptu5timamqttgl4luu9kg21e0aor3s'],
];

// prettier-ignore
const WORDS = [
  '0', '1', '255', '256', '65535', '65536', '4294967295', '4294967296', '-1', '+1', '1.5', '1h', '0x10',
  '"a b"', '""', 'abc', '@', '.', 'a..b', '192.0.2.1', '2001:db8::1', '::1', '*', '\\065', 'a\\ b',
  '00', '0a', 'zz', 'AA==', 'AAA', 'AB==', 'PKIX', 'RSASHA256', '\\# 2 0000', 'issue', '"!a!b!"',
  'mandatory=alpn', 'alpn=h2', 'alpn="h2,h3"', 'port=70000', 'key1=x', 'key667=a', 'ipv4hint=1.2.3.4',
  'ipv6hint=::', 'no-default-alpn', 'ech=AAAA', 'dohpath=/q{?dns}', 'ohttp', 'N', 'S', 'E', '10m',
];

/** Examples with one word taken out, put in, replaced, cut or added; the same at each run. */
function mutations(count: number): (readonly [string, string])[] {
  let seed = 20_261_121;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  return Array.from({ length: count }, (_, i) => {
    const type = servedTypes[i % servedTypes.length] as (typeof servedTypes)[number];
    const words = type.example.split(' ');
    const at = random(words.length);
    const other = WORDS[random(WORDS.length)] as string;
    const word = words[at] as string;
    const cut = random(word.length);
    // Half of a quoted string opens quotes that swallow the next line.
    const shorter = word.includes('"') ? other : word.slice(0, cut) + word.slice(cut + 1);
    const change = [[], [other, word], [other], [shorter], [word, other]][random(5)] as string[];
    const isBroken = (text: string): boolean => text.split('"').length % 2 === 0;
    words.splice(at, 1, ...change);
    const rdata = words.join(' ');
    return [type.type, isBroken(rdata) ? type.example : rdata] as const;
  });
}

function refusal(type: string, rdata: string): string | undefined {
  try {
    parseRdataTokens(type, tokenizeRdata(rdata, type), 'example.org');
    return undefined;
  } catch (error) {
    if (isRegctlError(error, 'INVALID_RDATA')) return error.message;
    throw error;
  }
}
