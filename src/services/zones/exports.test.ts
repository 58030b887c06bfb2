import { expect, it } from 'vitest';
import type { BlobStore } from '../../ports/blob-store.ts';
import { createTestClock } from '../../../test/support/memory-stores.ts';
import { forgetOldExports } from './export-all.ts';
import { createZoneExports } from './exports.ts';

/** Keys of a store, in their order. */
function storeOf(keys: Set<string>): BlobStore {
  return {
    put: (key) => Promise.resolve(void keys.add(key)),
    get: (key) => Promise.resolve(keys.has(key) ? new Uint8Array() : undefined),
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

it('forgets what nobody knows the days of when it is as old as any may be', async () => {
  const days = ['2025-10-16', '2025-10-17', '2026-11-20'];
  // What says for how long is not as it was written.
  const keys = new Set([
    'export-days/org_one',
    ...days.map((day) => `exports/org_one/a.example/main/${day}.zone`),
  ]);
  const exports = createZoneExports(storeOf(keys), 'org_one');
  const clock = { ...createTestClock(), now: () => new Date('2026-11-21T00:00:00Z') };
  await forgetOldExports({ exports, clock });
  expect((await exports.list({ limit: 10 })).map(({ day }) => day)).toEqual(days.slice(1));
  await exports.prune(null);
  expect([...keys]).toEqual([]);
});
