import { describe, expect, it } from 'vitest';
import type { RRset } from '../rrset.ts';
import { diffRRsets } from './diff.ts';
import { checkSafety, DEFAULT_LIMITS, requiredAllowDeletes, standingFindings } from './safety.ts';

const set = (name: string, type: string, ...rdata: string[]): RRset => ({ name, type, ttl: 300, rdata });
const hosts = (count: number, from = 0): RRset[] =>
  Array.from({ length: count }, (_, i) => set(`h${from + i}`, 'A', `192.0.2.${i % 250}`));
const check = (before: RRset[], after: RRset[]): ReturnType<typeof checkSafety> =>
  checkSafety(
    diffRRsets(before, after),
    before.reduce((sum, rrset) => sum + rrset.rdata.length, 0),
    DEFAULT_LIMITS,
  );

describe('checkSafety', () => {
  const apexNs = set('@', 'NS', 'ns1.example.net.', 'ns2.example.net.');
  it.each<[behaviour: string, before: RRset[], after: RRset[], guards: string[], needed: number | undefined]>(
    [
      ['lets ten deletions of many pass', hosts(100), hosts(90), [], 0],
      ['stops eleven deletions', hosts(100), hosts(89), ['too-many-deletes'], 11],
      ['stops a large share of a zone of ten', hosts(10), hosts(6), ['large-share'], 4],
      ['lets three of ten pass', hosts(10), hosts(7), [], 0],
      ['does not count shares in a small zone', hosts(9), hosts(1), [], 0],
      [
        'counts replaced records in the share',
        hosts(20),
        [...hosts(10), ...hosts(10, 10).map((host) => ({ ...host, rdata: ['198.51.100.1'] }))],
        ['large-share'],
        10,
      ],
      ['does not count a TTL as a loss', hosts(20), hosts(20).map((host) => ({ ...host, ttl: 60 })), [], 0],
      ['does not count additions', hosts(3), hosts(50), [], 0],
      [
        'stops the loss of one apex name server',
        [apexNs],
        [set('@', 'NS', 'ns1.example.net.')],
        ['apex-ns'],
        1,
      ],
      [
        'stops an exchange of apex name servers',
        [apexNs],
        [set('@', 'NS', 'ns1.other.net.', 'ns2.other.net.')],
        ['apex-ns'],
        2,
      ],
      [
        'lets another apex name server in',
        [apexNs],
        [set('@', 'NS', 'ns1.example.net.', 'ns2.example.net.', 'ns3.example.net.')],
        [],
        0,
      ],
      ['does not guard NS below the apex', [set('sub', 'NS', 'ns1.example.net.')], [], [], 0],
      ['stops the loss of a DS record', [set('sub', 'DS', '1 13 2 AA')], [], ['dnssec'], 1],
      ['stops the loss of the SOA record', [set('@', 'SOA', 'a. b. 1 2 3 4 5')], [], ['apex-soa'], 1],
      ['stops the loss of all mail', [set('@', 'MX', '10 a.', '20 b.')], [], ['mail'], 2],
      ['lets mail move to another host', [set('@', 'MX', '10 a.')], [set('@', 'MX', '10 b.')], [], 0],
    ],
  )('%s', (_, before, after, guards, needed) => {
    const findings = check(before, after);
    expect(findings.map((finding) => finding.guard)).toEqual(guards);
    expect(requiredAllowDeletes(findings)).toBe(needed);
  });

  it('passes with exactly the number it names, and not with one less', () => {
    const findings = check(hosts(100), hosts(50));
    const needed = requiredAllowDeletes(findings) ?? 0;
    expect(standingFindings(findings, needed)).toEqual([]);
    expect(standingFindings(findings, needed - 1)).not.toEqual([]);
    expect(standingFindings(findings, undefined)).toEqual(findings);
  });

  it('names no number for what no number allows', () => {
    expect(requiredAllowDeletes([{ guard: 'protected', message: 'x' }])).toBeUndefined();
    expect(standingFindings([{ guard: 'protected', message: 'x' }], 1000)).toHaveLength(1);
  });
});
