import { constants } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobEntry, BlobStore } from '../../ports/blob-store.ts';
import { makeFolder } from '../make-folder.ts';
import { checkKey, inStore } from './failure.ts';

/** What is being written begins like this; no key does. */
const UNFINISHED = '.part-';

/** Keeps blobs as files below a folder, which is made when the first is put. */
export function createFolderBlobStore(folder: string): BlobStore {
  const pathOf = (key: string): string => {
    checkKey(key);
    return join(folder, ...key.split('/'));
  };
  return {
    put: (key, content) => inStore(`${key} could not be kept`, () => writeWhole(pathOf(key), content)),
    get: (key) =>
      inStore(`${key} could not be read`, async () => {
        try {
          return new Uint8Array(await readFile(pathOf(key)));
        } catch (error) {
          if (isMissing(error)) return undefined;
          throw error;
        }
      }),
    list: (prefix, { after = '', limit }) =>
      inStore('blobs could not be listed', async () => {
        const above = prefix.slice(0, prefix.lastIndexOf('/') + 1);
        const found = await keysBelow(folder, above, after);
        const keys = found.filter((key) => key.startsWith(prefix) && key > after).toSorted();
        const entries = await Promise.all(keys.slice(0, limit).map((key) => entryOf(folder, key)));
        return entries.filter((entry) => entry !== undefined);
      }),
    delete: (keys) =>
      inStore('blobs could not be deleted', async () => {
        for (const key of keys) await rm(pathOf(key), { force: true });
      }),
  };
}

/** A file is there whole, also after the power was cut, or not at all. */
async function writeWhole(path: string, content: Uint8Array): Promise<void> {
  makeFolder(dirname(path), 0o700);
  const unfinished = join(dirname(path), `${UNFINISHED}${crypto.randomUUID()}`);
  try {
    const file = await open(unfinished, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Every key below one, in no order; what can only lie before `after` is left out as far as that is cheap. */
async function keysBelow(folder: string, above: string, after: string): Promise<readonly string[]> {
  const keys: string[] = [];
  const waiting = [above];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    // Whatever begins with `at` lies before all that is behind it and begins otherwise.
    if (after > at && !after.startsWith(at)) continue;
    for (const entry of await entriesOf(join(folder, at))) {
      if (entry.isDirectory()) waiting.push(`${at}${entry.name}/`);
      else if (!entry.name.startsWith('.')) keys.push(`${at}${entry.name}`);
    }
  }
  return keys;
}

async function entriesOf(
  path: string,
): Promise<readonly { readonly name: string; isDirectory(): boolean }[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Undefined for what was deleted meanwhile. */
async function entryOf(folder: string, key: string): Promise<BlobEntry | undefined> {
  try {
    return { key, octets: (await stat(join(folder, ...key.split('/')))).size };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
