import { expect, it } from 'vitest';
import { makeRRset } from '../rrset.ts';
import { fitRRsets } from './fit.ts';

const ZONE = [
  makeRRset('@', 'SOA', 900, ['ns1.example.net. hostmaster.example.net. 1 1 1 1 1']),
  makeRRset('@', 'NS', 900, ['ns1.example.net.']),
  { ...makeRRset('www', 'A', 60, ['192.0.2.1']), extras: { proxied: true } },
  makeRRset('@', 'MX', 3600, ['10 mail.example.net.']),
  makeRRset('sub', 'MX', 3600, ['10 mail.example.net.']),
  makeRRset('@', 'ALIAS', 300, ['www.example.net.']),
  makeRRset('api', 'NATIVE', 0, ['{"weight":1}']),
];
const LIMITS = { types: ['A', 'MX'], minTtl: 120, maxTtl: 1800, writesApexNs: false } as const;

it('keeps what the other takes, within its TTLs and without extras, and names the rest', () => {
  const { kept, lost, changed } = fitRRsets(ZONE, LIMITS, false);
  expect(kept).toEqual([
    makeRRset('www', 'A', 120, ['192.0.2.1']),
    makeRRset('@', 'MX', 1800, ['10 mail.example.net.']),
    makeRRset('sub', 'MX', 1800, ['10 mail.example.net.']),
  ]);
  expect(lost.map((one) => one.what)).toEqual(['@ ALIAS', 'api NATIVE']);
  expect(changed).toHaveLength(4);
});

it('names the extras that another provider does not keep, but for those that say nothing', () => {
  const extras = { proxied: { '192.0.2.1': true }, comment: null, tags: [], flatten: false, note: '' };
  const zone = [{ ...makeRRset('w3', 'A', 300, ['192.0.2.1', '192.0.2.2']), extras }];
  expect(fitRRsets(zone, LIMITS, false).changed).toEqual(['w3 A: proxied is not carried over']);
  expect(fitRRsets(zone, LIMITS, true).changed).toEqual([]);
});

it('gives one TTL to all, and leaves out what may stand at the apex only', () => {
  const { kept, lost } = fitRRsets(ZONE, { ...LIMITS, uniformTtl: true, apexOnly: ['MX'] }, false);
  expect(kept.map((rrset) => [rrset.name, rrset.ttl])).toEqual([
    ['www', 120],
    ['@', 120],
  ]);
  expect(lost.map((one) => one.what)).toEqual(['sub MX', '@ ALIAS', 'api NATIVE']);
});

it('keeps what only the provider knows between two accounts of it', () => {
  const { kept, lost } = fitRRsets(ZONE, { ...LIMITS, types: ['A', 'MX', 'NATIVE'] }, true);
  expect(kept).toContainEqual(makeRRset('api', 'NATIVE', 0, ['{"weight":1}']));
  expect(kept.find((rrset) => rrset.name === 'www')?.extras).toEqual({ proxied: true });
  expect(lost.map((one) => one.what)).toEqual(['@ ALIAS']);
});
