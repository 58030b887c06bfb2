import { closeSync, fsync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RegctlError } from '../../../core/errors.ts';
import { fileFailure, isFileError } from '../../../core/file-failure.ts';
import type { KeyStore } from '../../../ports/certificate-store.ts';
import { makeFolder } from '../../make-folder.ts';

/** Keeps each key in a file of its own, mode 0600, in a folder of mode 0700. */
export function createKeyFileStore(folder: string): KeyStore {
  const pathOf = (id: string): string => {
    if (/^[a-z0-9_]+$/.test(id)) return join(folder, `${id}.pem`);
    throw new RegctlError('INTERNAL', `defect: ${id} is not the id of a key`);
  };
  return {
    put: async (id, pem) => {
      const path = pathOf(id);
      const temporary = `${path}.${process.pid}.tmp`;
      try {
        makeFolder(folder, 0o700);
        const file = openSync(temporary, 'wx', 0o600);
        await synced(file, () => writeFileSync(file, pem));
        // A link fails where there is a key already; a rename would replace it.
        linkSync(temporary, path);
        await syncFolder(folder);
      } catch (error) {
        if (isFileError(error, 'EEXIST'))
          throw new RegctlError('ALREADY_EXISTS', `key ${id} is there already`, {
            reason: path,
            cause: error,
          });
        throw fileFailure('write', path, error);
      } finally {
        rmSync(temporary, { force: true });
      }
    },
    get: async (id) => {
      try {
        return readFileSync(pathOf(id), 'utf8');
      } catch (error) {
        if (isFileError(error, 'ENOENT')) return undefined;
        throw fileFailure('read', pathOf(id), error);
      }
    },
    delete: async (id) => {
      await rm(pathOf(id), { force: true });
    },
  };
}

/** A name is durable once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder, and needs no such thing.
  if (process.platform === 'win32') return;
  await synced(openSync(folder, 'r'));
}

const syncFile = promisify(fsync);

/** Closes a file once it is on the disk. To wait for that takes a thread; what goes before is done sooner than one is woken. */
async function synced(file: number, write: () => void = () => undefined): Promise<void> {
  try {
    write();
    await syncFile(file);
  } finally {
    closeSync(file);
  }
}
