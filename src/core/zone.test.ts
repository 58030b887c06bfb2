import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rrsets } from '../../test/support/arbitrary-rrsets.ts';
import { normalizeRRset, type RRset } from './rrset.ts';
import { countRecords, hashZone, indexRRsets, sortRRsets } from './zone.ts';

const rrset = (name: string, type: string, ...rdata: string[]): RRset => ({ name, type, ttl: 300, rdata });

const soa = (serial: number): RRset => rrset('@', 'SOA', `ns. h. ${serial} 1 2 3 4`);

describe('sortRRsets', () => {
  it('puts the apex first, SOA and NS before all else, names in canonical order', () => {
    const sorted = [
      soa(1),
      rrset('@', 'NS', 'ns.'),
      rrset('@', 'A', '192.0.2.1'),
      rrset('@', 'TXT', '"x"'),
      rrset('*', 'A', '192.0.2.1'),
      rrset('a', 'A', '192.0.2.1'),
      rrset('b.a', 'A', '192.0.2.1'),
      rrset('b', 'NS', 'ns.'),
      rrset('b', 'DS', '1 8 9 00'),
    ];
    expect(sortRRsets(sorted.toReversed())).toEqual(sorted);
  });
});

describe('hashZone', () => {
  const hash = (...content: RRset[]): string => hashZone({ name: 'example.org', rrsets: content });
  const a = rrset('a', 'A', '192.0.2.1');
  const b = rrset('b', 'A', '192.0.2.1');

  it('is SHA-256 in hex, the same on every machine', () => {
    expect(hash(a, b)).toBe('d3b97e729728a751c4b827f90b7b30490761dcf35731353433de616fb96f0878');
  });

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(rrsets, fc.infiniteStream(fc.nat()), (content, numbers) => {
        const normal = content.map(normalizeRRset);
        const shuffled = normal
          .map((value) => ({ value, rank: numbers.next().value }))
          .sort((left, right) => left.rank - right.rank)
          .map(({ value }) => value);
        expect(hash(...shuffled)).toBe(hash(...normal));
      }),
    );
  });

  it('orders names whose digests are the same', () => {
    // "costarring" and "liquid" are a known pair of equal 32-bit FNV-1a digests; so are any equal continuations of them.
    const pair = [rrset('costarring', 'A', '192.0.2.1'), rrset('liquid', 'A', '192.0.2.2')];
    expect(hash(...pair)).toBe(hash(...pair.toReversed()));
  });

  it('leaves the SOA out, whose serial moves with every write', () => {
    expect(hash(soa(1), a)).toBe(hash(a, soa(2)));
    expect(hash(soa(1))).toBe(hash());
  });

  it.each([
    ['name', { ...a, name: 'c' }],
    ['type', { ...a, type: 'AAAA' }],
    ['ttl', { ...a, ttl: 301 }],
    ['rdata', { ...a, rdata: ['192.0.2.3'] }],
    ['more rdata', { ...a, rdata: ['192.0.2.1', '192.0.2.3'] }],
    ['extras', { ...a, extras: { proxied: true } }],
  ])('changes with the %s', (_, changed) => {
    expect(hash(changed, b)).not.toBe(hash(a, b));
  });

  it('changes with the zone', () => {
    expect(hashZone({ name: 'example.net', rrsets: [a] })).not.toBe(hash(a));
  });
});

describe('countRecords', () => {
  it('counts each RDATA', () => {
    expect(countRecords([rrset('a', 'A', '192.0.2.1', '192.0.2.2'), soa(1)])).toBe(3);
  });
});

describe('indexRRsets', () => {
  it('finds an RRset by its key', () => {
    const a = rrset('a', 'A', '192.0.2.1');
    expect(indexRRsets([soa(1), a]).get('a A')).toBe(a);
  });
});
