import { expect, it } from 'vitest';
import { deferred } from './deferred.ts';

interface Operations {
  readonly double: (value: number) => Promise<number>;
  readonly inner: { readonly fail: () => Promise<never> };
}

const make = (): Operations => ({
  double: (value) => Promise.resolve(value * 2),
  inner: { fail: () => Promise.reject(new Error('from within')) },
});

it('loads with the first call, once', async () => {
  let loads = 0;
  const operations = deferred(() => {
    loads += 1;
    return Promise.resolve(make());
  });
  const { double } = operations;
  expect(await Promise.resolve(operations)).toBe(operations);
  expect(loads).toBe(0);
  expect(await Promise.all([double(2), operations.double(3)])).toEqual([4, 6]);
  expect(loads).toBe(1);
});

it('passes failures on, of groups within too', async () => {
  await expect(deferred(() => Promise.resolve(make())).inner.fail()).rejects.toThrow('from within');
});
