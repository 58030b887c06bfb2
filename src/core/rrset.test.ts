import { describe, expect, it } from 'vitest';
import type { Json } from './errors.ts';
import {
  equalRdata,
  equalRRsets,
  makeRRset,
  MAX_TTL,
  normalizeRRset,
  rrsetKey,
  type RRset,
} from './rrset.ts';

describe('makeRRset', () => {
  it('drops duplicates and puts the RDATA in canonical order', () => {
    expect(makeRRset('www', 'A', 300, ['192.0.2.10', '192.0.2.9', '192.0.2.10'])).toEqual({
      name: 'www',
      type: 'A',
      ttl: 300,
      rdata: ['192.0.2.9', '192.0.2.10'],
    });
  });

  it.each([0, 1, MAX_TTL])('takes a ttl of %d', (ttl) => {
    expect(makeRRset('www', 'A', ttl, ['192.0.2.1']).ttl).toBe(ttl);
  });

  it.each([-1, 1.5, Number.NaN, MAX_TTL + 1])('refuses a ttl of %d', (ttl) => {
    expect(() => makeRRset('www', 'A', ttl, ['192.0.2.1'])).toThrow(
      expect.objectContaining({ code: 'INVALID_TTL' }) as Error,
    );
  });

  it('refuses no data', () => {
    expect(() => makeRRset('www', 'A', 300, [])).toThrow(
      expect.objectContaining({ code: 'INVALID_RDATA' }) as Error,
    );
  });

  it('orders 100,000 records in seconds', () => {
    const rdata = Array.from(
      { length: 100_000 },
      (_, i) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`,
    );
    expect(makeRRset('www', 'A', 300, rdata.toReversed()).rdata).toEqual(rdata);
  });
});

describe('normalizeRRset', () => {
  it('keeps extras', () => {
    const rrset = {
      name: 'www',
      type: 'A',
      ttl: 1,
      rdata: ['192.0.2.2', '192.0.2.1'],
      extras: { proxied: true },
    };
    expect(normalizeRRset(rrset)).toEqual({ ...rrset, rdata: ['192.0.2.1', '192.0.2.2'] });
  });
});

describe('equalRRsets', () => {
  const base = {
    ...makeRRset('www', 'A', 300, ['192.0.2.1', '192.0.2.2']),
    extras: { proxied: false, comment: null },
  };

  it('holds for equal content, extras in any order', () => {
    const extras = { a: 1, b: { c: 2, d: 3 } };
    expect(equalRRsets({ ...base, extras }, { ...base, extras: { b: { d: 3, c: 2 }, a: 1 } })).toBe(true);
    expect(equalRRsets(base, { ...base, extras: {} })).toBe(true);
    expect(equalRRsets(base, { ...base, extras: { proxied: false } })).toBe(true);
  });

  it('compares extras record by record where an object tells them apart', () => {
    const [one, two] = ['192.0.2.1', '192.0.2.2'];
    const commented = (comment: Json): RRset => ({ ...base, extras: { comment } });
    const apart = commented({ [one]: 'a', [two]: null });
    expect(equalRRsets(apart, commented({ [one]: 'a', [two]: null, '192.0.2.3': 'gone' }))).toBe(true);
    expect(equalRRsets(apart, commented({ [one]: 'a' }))).toBe(true);
    expect(equalRRsets(commented({ [one]: 'a', [two]: 'a' }), commented('a'))).toBe(true);
    expect(equalRRsets(apart, commented('a'))).toBe(false);
    expect(equalRRsets(apart, commented({ [one]: 'a', [two]: 'b' }))).toBe(false);
  });

  it.each([
    { name: 'other' },
    { type: 'AAAA' },
    { ttl: 301 },
    { rdata: ['192.0.2.1'] },
    { rdata: ['192.0.2.1', '192.0.2.3'] },
    { extras: { proxied: true } },
  ])('sees a difference in %j', (change) => {
    expect(equalRRsets(base, { ...base, ...change })).toBe(false);
  });
});

describe('equalRdata', () => {
  it('compares one by one', () => {
    expect(equalRdata(['a', 'b'], ['a', 'b'])).toBe(true);
    expect(equalRdata(['a', 'b'], ['b', 'a'])).toBe(false);
    expect(equalRdata(['a'], ['a', 'b'])).toBe(false);
  });
});

describe('rrsetKey', () => {
  it('tells names and types apart', () => {
    expect(rrsetKey({ name: 'a', type: 'A' })).not.toBe(rrsetKey({ name: 'a', type: 'AAAA' }));
  });
});
