import { lstat, open, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { isFileError } from '../../core/file-failure.ts';
import { makeFolder } from '../make-folder.ts';

/**
 * What a delivery does to the file system, each call one step: a test fails them one by one.
 *
 * Contract: `writeFile` makes a file that was not there, mode 0600, durable when it resolves; `rename` puts a file or link in the place of another at once.
 */
export interface DeliveryFiles {
  makeFolder(path: string): Promise<void>;
  writeFile(path: string, content: string | Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  linkFolder(target: string, path: string): Promise<void>;
  /** Makes the names in a folder durable. */
  syncFolder(path: string): Promise<void>;
  /** Removes a file, link or folder with all in it; what is not there is no matter. */
  remove(path: string): Promise<void>;
  /** What is at a path. */
  look(path: string): Promise<{ readonly kind: 'nothing' | 'link' | 'other'; readonly target: string }>;
  /** Names in a folder; none where it is not there. */
  list(path: string): Promise<readonly string[]>;
}

/** The file system of this machine. */
export const nodeDeliveryFiles: DeliveryFiles = {
  makeFolder: async (path) => makeFolder(path, 0o700),
  writeFile: async (path, content) => {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename: async (from, to) => {
    // Windows puts nothing in the place of a junction: there it goes first.
    if (process.platform === 'win32' && (await look(to)).kind === 'link') await rm(to);
    await rename(from, to);
  },
  // A junction needs no rights that people on Windows lack; elsewhere the kind is not looked at.
  linkFolder: (target, path) => symlink(target, path, 'junction'),
  syncFolder: async (path) => {
    // Windows cannot open a folder, and needs no such thing.
    if (process.platform === 'win32') return;
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
  look,
  list: async (path) => {
    try {
      return (await readdir(path)).toSorted();
    } catch (error) {
      if (isFileError(error, 'ENOENT')) return [];
      throw error;
    }
  },
};

async function look(path: string): ReturnType<DeliveryFiles['look']> {
  try {
    const found = await lstat(path);
    return found.isSymbolicLink()
      ? { kind: 'link', target: await readlink(path) }
      : { kind: 'other', target: '' };
  } catch (error) {
    if (isFileError(error, 'ENOENT', 'ENOTDIR')) return { kind: 'nothing', target: '' };
    throw error;
  }
}
