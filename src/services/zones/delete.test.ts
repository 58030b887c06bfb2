import { expect, it } from 'vitest';
import { createMemoryDeps } from '../../../test/support/memory-stores.ts';
import { createMemoryProvider } from '../../../test/support/memory-provider.ts';
import { RegctlError } from '../../core/errors.ts';
import { makeRRset } from '../../core/rrset.ts';
import { deleteZone } from './delete.ts';

const zone = 'example.org';
const input = { zone, account: 'main', confirm: zone };
const failure = new RegctlError('FILE_FAILED', 'cannot delete it');

it('keeps a snapshot of a zone that it deletes', async () => {
  const main = createMemoryProvider({ [zone]: [makeRRset('www', 'A', 300, ['192.0.2.1'])] });
  const deps = createMemoryDeps({ main });
  const snapshot = await deleteZone(deps, input);
  expect(deps.kept.map((kept) => kept.snapshot)).toEqual([snapshot]);
  expect(main.zones.has(zone)).toBe(false);
});

it('keeps none where the provider failed and the zone is what it was', async () => {
  const main = createMemoryProvider({ [zone]: [makeRRset('www', 'A', 300, ['192.0.2.1'])] });
  const deps = createMemoryDeps({ main: Object.assign(main, { deleteZone: () => Promise.reject(failure) }) });
  await expect(deleteZone(deps, input)).rejects.toBe(failure);
  expect(deps.kept).toEqual([]);
});

it('keeps it where the zone went all the same', async () => {
  const main = createMemoryProvider({ [zone]: [makeRRset('www', 'A', 300, ['192.0.2.1'])] });
  const deleteThenFail = (): Promise<void> => {
    main.zones.delete(zone);
    return Promise.reject(failure);
  };
  const deps = createMemoryDeps({ main: Object.assign(main, { deleteZone: deleteThenFail }) });
  await expect(deleteZone(deps, input)).rejects.toBe(failure);
  expect(deps.kept).toHaveLength(1);
});
