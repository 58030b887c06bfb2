import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSqlCaBudgetStore } from './ca-budgets.ts';
import { openNodeDatabase } from './node.ts';

const HOUR = 3_600_000;
const at = (hours: number): Date => new Date(Date.UTC(2026, 10, 21) + hours * HOUR);
const five = { key: 'ca names x', size: 5, refillMs: 34 * HOUR };

describe('budgets of CAs', () => {
  it('gives as many as there are, then one after each refill', async () => {
    const store = createSqlCaBudgetStore(openNodeDatabase(':memory:'));
    for (let i = 0; i < 5; i++) expect(await store.take([five], at(i))).toBeUndefined();
    expect(await store.take([five], at(5))).toEqual({ key: five.key, freeAt: at(34) });
    expect(await store.firstSpent([five], at(33.9))).toEqual({ key: five.key, freeAt: at(34) });
    expect(await store.firstSpent([five], at(34))).toBeUndefined();
    expect(await store.take([five], at(34))).toBeUndefined();
    expect(await store.take([five], at(34))).toEqual({ key: five.key, freeAt: at(68) });
  });

  it('takes none where one is spent, and gives back', async () => {
    const store = createSqlCaBudgetStore(openNodeDatabase(':memory:'));
    const one = { key: 'ca domain example.org', size: 1, refillMs: HOUR };
    await store.spend(one, at(0));
    for (let i = 0; i < 10; i++) expect((await store.take([five, one], at(0)))?.key).toBe(one.key);
    expect(await store.take([five], at(0))).toBeUndefined();
    await store.giveBack(one);
    expect(await store.take([five, one], at(0))).toBeUndefined();
  });

  it('remembers what was refused, the longest of several, until it is over', async () => {
    const store = createSqlCaBudgetStore(openNodeDatabase(':memory:'));
    const one = { key: 'one', words: 'too many', at: at(1), until: at(3) };
    const two = { key: 'two', words: 'far too many', at: at(1), until: at(5) };
    await store.remember([one, two]);
    expect(await store.refused(['none', 'one', 'two'], at(1))).toEqual(two);
    expect(await store.refused(['one'], at(2.9))).toEqual(one);
    expect(await store.refused(['one'], at(3))).toBeUndefined();
    // Under a clock that was set back it says nothing.
    expect(await store.refused(['one', 'two'], at(0.9))).toBeUndefined();
    const shorter = { key: 'two', words: 'again', at: at(2), until: at(2.5) };
    await store.remember([shorter]);
    expect(await store.refused(['one', 'two'], at(2))).toEqual(one);
    expect(await store.refused(['two'], at(2))).toEqual(shorter);
  });

  it('forgets what was taken under a clock that was ahead', async () => {
    const store = createSqlCaBudgetStore(openNodeDatabase(':memory:'));
    for (let i = 0; i < 9; i++) await store.spend(five, at(0));
    expect(await store.firstSpent([five], at(0))).toEqual({ key: five.key, freeAt: at(34) });
    for (let i = 0; i < 5; i++) await store.take([five], at(9_000));
    expect(await store.take([five], at(1))).toBeUndefined();
    for (let i = 0; i < 4; i++) await store.take([five], at(1));
    expect((await store.take([five], at(1)))?.freeAt).toEqual(at(35));
  });

  it('never lets more through in any window than a CA that counts in the same way', async () => {
    const steps = fc.array(fc.integer({ min: 0, max: 60 * 60_000 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 6 }), async (pauses, size) => {
        const store = createSqlCaBudgetStore(openNodeDatabase(':memory:'));
        const budget = { key: 'k', size, refillMs: HOUR / size };
        let [now, tokens, last] = [at(0).getTime(), size, at(0).getTime()];
        for (const pause of pauses) {
          now += pause;
          tokens = Math.min(size, tokens + (now - last) / budget.refillMs);
          last = now;
          const granted = (await store.take([budget], new Date(now))) === undefined;
          expect(granted).toBe(tokens >= 1 - 1e-9);
          if (granted) tokens -= 1;
        }
      }),
      { numRuns: 50 },
    );
  });
});
