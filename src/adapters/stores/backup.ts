import { chmodSync, copyFileSync, existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure, isFileError } from '../../core/file-failure.ts';
import { contentOf, copyFileOf, filesOfBlobs } from '../blobs/folder-copy.ts';
import { makeFolder } from '../make-folder.ts';
import { beginBackupList, hasBackupList, notWhole, readBackupList } from './backup-list.ts';
import {
  BLOBS,
  copyStore,
  damageOf,
  DIRECTORY,
  MASTER_KEY_FILE,
  noBackup,
  noStores,
  refuseFilled,
  storesOf,
} from './data-folder-files.ts';

/** Below a data folder that is being restored: what is in it is nobody's yet. */
const RESTORING = '.restoring';
/** What people are told of, in place of each file. */
const BLOBS_FOLDER = `${BLOBS}/`;

/**
 * Copies a data folder into an empty one, also while a server writes to it: each store as it is at one moment, each blob whole. One that is broken off is
 * known by its list, which has no end.
 *
 * @returns the stores, the folder of blobs where there are any, and the key, as paths below `to`
 * @throws RegctlError `ALREADY_EXISTS`, `NOT_FOUND`, `FILE_FAILED`
 */
export async function writeBackup(
  from: string,
  to: string,
  { withKey }: { readonly withKey: boolean },
): Promise<readonly string[]> {
  refuseFilled(to);
  const stores = storesOf(from);
  if (stores.length === 0) throw noStores(from);
  return inFolder('write', to, async () => {
    makeFolder(to, 0o700);
    const list = await beginBackupList(to);
    try {
      const copied: string[] = [];
      for (const store of stores) {
        if (!copyStore(join(from, store), join(to, store))) continue;
        await list.add({ store });
        copied.push(store);
      }
      let blobs = 0;
      for await (const blob of filesOfBlobs(join(from, BLOBS))) {
        const content = await copyFileOf(join(from, BLOBS, blob), join(to, BLOBS, blob));
        // It was forgotten meanwhile, being old.
        if (content === undefined) continue;
        await list.add({ blob, ...content });
        blobs += 1;
      }
      if (blobs > 0) copied.push(BLOBS_FOLDER);
      if (withKey && copyKey(from, to)) copied.push(MASTER_KEY_FILE);
      await list.end();
      return copied;
    } finally {
      await list.close();
    }
  });
}

/**
 * Brings a backup into an empty data folder. It is looked through first, and copied aside: a folder that has a store has all of them.
 *
 * @returns as `writeBackup`
 * @throws RegctlError `ALREADY_EXISTS`, `NOT_FOUND`, `INVALID_INPUT` for a backup that is not whole, `FILE_FAILED`
 */
export async function restoreBackup(from: string, to: string): Promise<readonly string[]> {
  refuseFilled(to);
  const isListed = hasBackupList(from);
  if (isListed) await inFolder('read', from, () => checkList(from));
  const stores = storesOf(from);
  if (!stores.includes(DIRECTORY)) throw noBackup(from);
  for (const store of stores) checkStore(from, store);
  return inFolder('write', to, async () => {
    const aside = join(to, RESTORING);
    await rm(aside, { recursive: true, force: true });
    try {
      for (const store of stores) copyStore(join(from, store), join(aside, store));
      let blobs = 0;
      for await (const blob of isListed ? blobsListedIn(from) : filesOfBlobs(join(from, BLOBS))) {
        const content = await copyFileOf(join(from, BLOBS, blob), join(aside, BLOBS, blob));
        if (content === undefined) throw notWhole(from, `${BLOBS_FOLDER}${blob} went as it was read`);
        blobs += 1;
      }
      const hasKey = copyKey(from, aside);
      await moveUp(aside, to);
      return [...stores, ...(blobs > 0 ? [BLOBS_FOLDER] : []), ...(hasKey ? [MASTER_KEY_FILE] : [])];
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  });
}

/** @throws RegctlError `INVALID_INPUT` for what is missing or changed */
async function checkList(folder: string): Promise<void> {
  for await (const file of readBackupList(folder)) {
    if ('store' in file) {
      if (!existsSync(join(folder, file.store))) throw notWhole(folder, `${file.store} is missing`);
      continue;
    }
    const found = await contentOf(join(folder, BLOBS, file.blob));
    if (found === undefined) throw notWhole(folder, `${BLOBS_FOLDER}${file.blob} is missing`);
    if (found.octets !== file.octets || found.sha256 !== file.sha256)
      throw notWhole(folder, `${BLOBS_FOLDER}${file.blob} is not what was copied`);
  }
}

/** @throws RegctlError `INVALID_INPUT` for a damaged one */
function checkStore(folder: string, store: string): void {
  const damage = damageIn(join(folder, store));
  if (damage !== undefined) throw notWhole(folder, `${store} is damaged: ${damage}`);
}

/** SQLite does not even open what is no store at all. */
function damageIn(path: string): string | undefined {
  try {
    return damageOf(path);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function* blobsListedIn(folder: string): AsyncGenerator<string> {
  for await (const file of readBackupList(folder)) if ('blob' in file) yield file.blob;
}

function copyKey(from: string, to: string): boolean {
  const key = join(from, MASTER_KEY_FILE);
  if (!existsSync(key)) return false;
  copyFileSync(key, join(to, MASTER_KEY_FILE));
  chmodSync(join(to, MASTER_KEY_FILE), 0o600);
  return true;
}

/** The directory comes last: whoever finds it finds the rest. */
async function moveUp(aside: string, to: string): Promise<void> {
  const names = await readdir(aside, { withFileTypes: true });
  for (const { name } of names.filter((entry) => entry.isDirectory())) {
    makeFolder(join(to, name), 0o700);
    for (const child of await readdir(join(aside, name)))
      await rename(join(aside, name, child), join(to, name, child));
  }
  const files = names.filter((entry) => entry.isFile()).map(({ name }) => name);
  // `master.key` after `control.db` as they are sorted, and so the other way round.
  for (const name of files.toSorted().toReversed()) await rename(join(aside, name), join(to, name));
}

/** Says of a failure of the file system where it was. @throws RegctlError `FILE_FAILED`, `FILE_NOT_FOUND` */
async function inFolder<T>(verb: 'read' | 'write', folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isFileError(error) ? fileFailure(verb, folder, error) : error;
  }
}
