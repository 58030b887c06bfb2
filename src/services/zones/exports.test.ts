import { expect, it } from 'vitest';
import type { BlobStore } from '../../ports/blob-store.ts';
import { createZoneExports } from './exports.ts';

/** Keys of a store, in their order. */
function storeOf(keys: Set<string>): BlobStore {
  return {
    put: (key) => Promise.resolve(void keys.add(key)),
    get: () => Promise.resolve(undefined),
    list: (prefix, { after = '', limit }) =>
      Promise.resolve(
        [...keys]
          .filter((key) => key.startsWith(prefix) && key > after)
          .toSorted()
          .slice(0, limit)
          .map((key) => ({ key, octets: 1 })),
      ),
    delete: (gone) => Promise.resolve(gone.forEach((key) => keys.delete(key))),
  };
}

it('leaves alone what people put beside the exports, and goes on with its own', async () => {
  const foreign = ['Example.org/main/2026-01-01.zone', '%zz/main/2026-01-01.zone', 'notes.txt'];
  const own = 'example.org/main/2026-01-01.zone';
  const keys = new Set([own, ...foreign].map((one) => `exports/org_one/${one}`));
  const exports = createZoneExports(storeOf(keys), 'org_one');
  expect((await exports.list({ limit: 10 })).map(({ id }) => id)).toEqual([own]);
  expect(await exports.prune('2026-01-02')).toBe(1);
  expect([...keys]).toEqual(foreign.map((one) => `exports/org_one/${one}`));
});
