import { describe, expect, it } from 'vitest';
import { orderBudgets } from './ca-limits.ts';
import type { Identifier } from './certificate.ts';

const names = (...values: readonly string[]): Identifier[] => values.map((value) => ({ type: 'dns', value }));
const order = {
  ca: 'letsencrypt',
  accountUrl: 'https://ca.example/acct/1',
  identifiers: names('www.example.org', '*.example.org', 'example.net'),
} as const;
const registered = ['example.org', 'example.org', 'example.net'];

describe('limits of CAs', () => {
  it('count an order for its account, its registered domains and its set of names', () => {
    const { reserved, open } = orderBudgets({ ...order, kind: 'first' }, registered);
    expect(reserved.map((one) => one.what)).toEqual([
      'orders of ACME account https://ca.example/acct/1',
      'certificates for example.org',
      'certificates for example.net',
      'certificates for these very names',
    ]);
    expect(open.map((one) => one.what)).toContain('failed proofs of www.example.org');
  });

  it('count the same names in any order as the same, and others as others', () => {
    const key = (identifiers: readonly Identifier[]): string | undefined =>
      orderBudgets({ ...order, identifiers, kind: 'first' }, []).reserved.at(-1)?.key;
    expect(key(names('b.example', 'a.example'))).toBe(key(names('a.example', 'b.example')));
    expect(key(names('a.example'))).not.toBe(key(names('a.example', 'b.example')));
  });

  it('count a renewal for its set of names alone, and one in the window of the CA for nothing', () => {
    const renewal = orderBudgets({ ...order, kind: 'renewal' }, registered);
    expect(renewal.reserved.map((one) => one.what)).toEqual(['certificates for these very names']);
    expect(renewal.open).not.toEqual([]);
    expect(orderBudgets({ ...order, kind: 'window' }, registered)).toEqual({ reserved: [], open: [] });
  });

  it('are none where the CA publishes none', () => {
    expect(orderBudgets({ ...order, ca: 'zerossl', kind: 'first' }, registered)).toEqual({
      reserved: [],
      open: [],
    });
  });
});
