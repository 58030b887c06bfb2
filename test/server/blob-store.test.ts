import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createFolderBlobStore } from '../../src/adapters/blobs/folder.ts';
import { blobStoreContract } from '../contracts/blob-store.ts';

const root = mkdtempSync(join(tmpdir(), 'regctl-blobs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const newFolder = (): string => join(mkdtempSync(join(root, 'store-')), 'blobs');

blobStoreContract('a folder', () => Promise.resolve(createFolderBlobStore(newFolder())));

it('nobody else on the machine can read blobs, and what a killed process left is none', async () => {
  const folder = newFolder();
  const store = createFolderBlobStore(folder);
  await store.put('a/b', new Uint8Array(3));
  expect(statSync(folder).mode & 0o077).toBe(0);
  expect(statSync(join(folder, 'a', 'b')).mode & 0o077).toBe(0);
  writeFileSync(join(folder, 'a', '.part-left'), 'half');
  expect(await store.list('', { limit: 10 })).toEqual([{ key: 'a/b', octets: 3 }]);
});

it('a put that fails says so and leaves nothing', async () => {
  const folder = newFolder();
  const store = createFolderBlobStore(folder);
  await store.put('a/b/c', new Uint8Array(3));
  await expect(store.put('a/b', new Uint8Array(1))).rejects.toMatchObject({ code: 'STORE_FAILED' });
  expect(readdirSync(join(folder, 'a'))).toEqual(['b']);
});
