import { describe, expect, it } from 'vitest';
import { Together } from './together.ts';

describe('work that is done together', () => {
  const setUp = (fails: (items: readonly number[]) => boolean = () => false) => {
    const calls: (readonly number[])[] = [];
    let atWork = 0;
    const work = async (items: readonly number[]): Promise<void> => {
      expect(++atWork).toBe(1);
      calls.push(items);
      await Promise.resolve();
      atWork -= 1;
      if (fails(items)) throw new Error(`failed: ${items.join()}`);
    };
    return { calls, work, together: new Together<number>() };
  };

  it('takes what waits in one go, and other places meanwhile', async () => {
    const { calls, work, together } = setUp();
    await Promise.all([1, 2, 3].map((n) => together.run('zone', [n], work)));
    expect(calls).toEqual([[1, 2, 3]]);
    const elsewhere: (readonly number[])[] = [];
    await Promise.all([
      together.run('zone', [4], work),
      together.run('other', [5], async (items) => void elsewhere.push(items)),
      together.run('zone', [6], work),
    ]);
    expect(calls.slice(1)).toEqual([[4, 6]]);
    expect(elsewhere).toEqual([[5]]);
  });

  it('lets nobody fail for another', async () => {
    const { calls, work, together } = setUp((items) => items.includes(2));
    const ends = await Promise.allSettled([1, 2, 3].map((n) => together.run('zone', [n], work)));
    expect(ends.map((end) => end.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(calls).toEqual([[1, 2, 3], [1], [2], [3]]);
    await together.run('zone', [8], work);
    expect(calls.at(-1)).toEqual([8]);
  });

  it('tries a failure that is of the place once for all who wait', async () => {
    const locked = new Error('locked');
    const calls: (readonly number[])[] = [];
    const together = new Together<number>((error) => error === locked);
    const work = async (items: readonly number[]): Promise<void> => {
      calls.push(items);
      throw locked;
    };
    const ends = await Promise.allSettled([1, 2, 3].map((n) => together.run('zone', [n], work)));
    expect(ends).toEqual(Array(3).fill({ status: 'rejected', reason: locked }));
    expect(calls).toEqual([[1, 2, 3]]);
  });
});
