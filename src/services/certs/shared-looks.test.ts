import { beforeEach, describe, expect, it } from 'vitest';
import { SharedLooks } from './shared-looks.ts';

describe('looks that many ask for at the same time', () => {
  let looks: SharedLooks;
  let begun: PromiseWithResolvers<string>[];
  const ask = (what = 'zone'): Promise<string> =>
    looks.share(what, () => {
      const one = Promise.withResolvers<string>();
      begun.push(one);
      return one.promise;
    });
  beforeEach(() => {
    looks = new SharedLooks();
    begun = [];
  });

  it('are made once for all who came while another was under way, and begin after they asked', async () => {
    const [first, second, third] = [ask(), ask(), ask()];
    expect(begun).toHaveLength(1);
    begun[0]?.resolve('before');
    expect(await first).toBe('before');
    await expect.poll(() => begun.length).toBe(2);
    begun[1]?.resolve('after');
    expect(await Promise.all([second, third])).toEqual(['after', 'after']);
    expect(begun).toHaveLength(2);
  });

  it('do not wait for those at something else', async () => {
    const [one, other] = [ask('one'), ask('other')];
    expect(begun).toHaveLength(2);
    begun[1]?.resolve('b');
    expect(await other).toBe('b');
    begun[0]?.resolve('a');
    expect(await one).toBe('a');
  });

  it('are kept for nobody who asks later', async () => {
    const first = ask();
    begun[0]?.resolve('before');
    await first;
    const later = ask();
    expect(begun).toHaveLength(2);
    begun[1]?.resolve('after');
    expect(await later).toBe('after');
  });

  it('fail for their own callers, and others look themselves', async () => {
    const [first, second, third] = [ask(), ask(), ask()];
    begun[0]?.reject(new Error('stopped first'));
    await expect(first).rejects.toThrow('stopped first');
    await expect.poll(() => begun.length).toBe(2);
    begun[1]?.reject(new Error('stopped second'));
    await expect(second).rejects.toThrow('stopped second');
    await expect.poll(() => begun.length).toBe(3);
    begun[2]?.resolve('found');
    expect(await third).toBe('found');
  });
});
