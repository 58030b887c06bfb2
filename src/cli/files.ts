import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RegctlError } from '../core/errors.ts';
import { fileFailure, isFileError } from '../core/file-failure.ts';

/** Reads a file. @param shown - the path as the user gave it @throws RegctlError `FILE_NOT_FOUND`, `FILE_FAILED` */
export function readBytes(path: string, shown: string = path): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileFailure('read', shown, error);
  }
}

/** The same as text; other octets than UTF-8 would be lost when it is written back, and are refused. */
export function readText(path: string, shown: string = path): string {
  const octets = readBytes(path, shown);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch (error) {
    throw fileFailure('read', shown, error, 'store it as UTF-8');
  }
}

/** Gives the names in a folder, sorted. @throws RegctlError as {@link readBytes} */
export function listFolder(path: string, shown: string = path): string[] {
  try {
    return readdirSync(path).toSorted();
  } catch (error) {
    throw fileFailure('read', shown, error);
  }
}

/** Tells whether there is a folder; false where nothing is, or it cannot be looked at. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (error) {
    if (isFileError(error)) return false;
    throw error;
  }
}

/**
 * Writes a file whole or not at all: beside it first, then renamed over it, through a link, the mode kept.
 * What is no file, such as a pipe, is written straight.
 *
 * @throws RegctlError `FILE_FAILED`
 */
export async function writeWhole(
  path: string,
  text: string,
  shown: string = path,
  mode: number = 0o666,
): Promise<void> {
  let temporary: string | undefined;
  try {
    const present = statSync(path, { throwIfNoEntry: false });
    if (present !== undefined && !present.isFile()) {
      await writeFile(path, text);
      return;
    }
    const target = present === undefined ? path : await realpath(path);
    const beside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    await writeFile(beside, text, { mode });
    temporary = beside;
    if (present !== undefined) await chmod(temporary, present.mode);
    await rename(temporary, target);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true });
    throw fileFailure('write', shown, error);
  }
}

/**
 * Makes a folder with everything above it; nothing happens where it is.
 *
 * Node's own recursive `mkdir` never ends where a file system refuses with ENOENT, as /proc does; this one fails.
 *
 * @throws RegctlError `FILE_FAILED`
 */
export function makeFolder(
  path: string,
  options: { readonly shown?: string; readonly mode?: number } = {},
): void {
  const shown = options.shown ?? path;
  const missing: string[] = [];
  try {
    for (let at = path; statSync(at, { throwIfNoEntry: false }) === undefined; at = dirname(at))
      missing.push(at);
    for (const folder of missing.toReversed()) makeOne(folder, options.mode);
  } catch (error) {
    throw fileFailure('create', `the folder ${shown}`, error);
  }
  if (isFolder(path)) return;
  throw new RegctlError('FILE_FAILED', `cannot create the folder ${shown}`, {
    reason: 'a file is in its place',
    hint: 'name another folder, or move the file away',
  });
}

function makeOne(folder: string, mode: number | undefined): void {
  try {
    mkdirSync(folder, mode === undefined ? {} : { mode });
  } catch (error) {
    // Another process made it meanwhile.
    if (!isFileError(error, 'EEXIST')) throw error;
  }
}
