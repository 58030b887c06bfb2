import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

describe('turns', () => {
  it('are had by a few at a time, in order, also after one that failed', async () => {
    const turns = new Turns(2);
    const begun: PromiseWithResolvers<number>[] = [];
    const order: number[] = [];
    const ends = [0, 1, 2, 3].map((n) =>
      turns.take(() => {
        order.push(n);
        begun[n] = Promise.withResolvers<number>();
        return begun[n].promise;
      }),
    );
    expect(order).toEqual([0, 1]);
    begun[1]?.reject(new Error('lost'));
    await expect(ends[1]).rejects.toThrow('lost');
    expect(order).toEqual([0, 1, 2]);
    begun[0]?.resolve(0);
    await expect.poll(() => order).toEqual([0, 1, 2, 3]);
    for (const one of begun) one.resolve(9);
    expect(await Promise.all([ends[0], ends[2], ends[3]])).toEqual([0, 9, 9]);
    expect(await turns.take(() => Promise.resolve('free'))).toBe('free');
  });
});
