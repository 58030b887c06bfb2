import { describe, expect, it } from 'vitest';
import { dsMatches, dsOf, entryKeys, keyTag } from './dnssec.ts';

// RFC 4509 §2.3 and RFC 6605 §6.1: keys with the DS that belong to them.
const RSA =
  '256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==';
const ECDSA =
  '257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==';

describe('DS of a key', () => {
  it.each([
    ['dskey.example.com', RSA, 1, '60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118'],
    [
      'dskey.example.com',
      RSA,
      2,
      '60485 5 2 d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a',
    ],
    ['example.net', ECDSA, 2, '55648 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17'],
  ])('is that of the RFCs for %s', (owner, key, digest, ds) => {
    expect(dsOf(owner, key, digest)).toBe(ds);
    expect(dsMatches(owner, ds, [RSA, ECDSA])).toBe(true);
    expect(dsMatches(`other.${owner}`, ds, [RSA, ECDSA])).toBe(false);
    expect(dsMatches(owner, ds, [])).toBe(false);
  });

  it('goes by tag and algorithm where the digest is unknown', () => {
    expect(dsMatches('example.net', `${String(keyTag(ECDSA))} 13 9 00`, [ECDSA])).toBe(true);
    expect(dsMatches('example.net', '1 13 9 00', [ECDSA])).toBe(false);
  });

  it('is made for entry keys where there are some', () => {
    expect(entryKeys([RSA, ECDSA])).toEqual([ECDSA]);
    expect(entryKeys([RSA])).toEqual([RSA]);
  });
});
