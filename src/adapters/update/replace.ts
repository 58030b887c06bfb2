import { execFile } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { RegctlError } from '../../core/errors.ts';
import { fileFailure, isFileError } from '../../core/file-failure.ts';
import { untrusted } from './release.ts';

/** Milliseconds in which a new file must tell its version. */
const RUN_TIMEOUT_MS = 20_000;

/** Milliseconds after which the leavings of an update that was killed are swept away. */
const ABANDONED_MS = 60 * 60_000;

/** Files beside the one that is replaced. */
interface Beside {
  /** Where the new file is written. */
  readonly fresh: string;
  /** The file that a rollback brings back. */
  readonly previous: string;
}

export function besideOf(path: string): Beside {
  const ending = extname(path) === '.exe' ? '.exe' : '';
  const at = (name: string): string => join(dirname(path), `.${basename(path, ending)}.${name}${ending}`);
  return { fresh: at(`new-${process.pid}`), previous: at('previous') };
}

/** Asks a file for its version. @throws RegctlError `RELEASE_UNTRUSTED` where it does not run */
export async function versionOf(path: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], {
      timeout: RUN_TIMEOUT_MS,
      encoding: 'utf8',
    });
    return stdout.trim();
  } catch (error) {
    throw new RegctlError('RELEASE_UNTRUSTED', 'the new file does not run on this machine', {
      reason: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it could not be started',
      hint: 'nothing was changed; see what the release needs in its README',
      cause: error,
    });
  }
}

/**
 * Puts a new file into the place of a program. The old one is kept beside it. At every moment the place holds the whole old or the whole new file.
 *
 * @param step - called before each change on disk, for tests that end there
 */
export function replace(path: string, step: (name: string) => void = () => undefined): void {
  const { fresh, previous } = besideOf(path);
  try {
    chmodSync(fresh, statSync(path).mode & 0o777);
    const kept = `${previous}.${process.pid}`;
    step('keep');
    rmSync(kept, { force: true });
    // Windows lets nobody write over a program that runs, but lets it be moved.
    if (process.platform === 'win32') renameSync(path, kept);
    else duplicate(path, kept);
    step('name');
    renameSync(kept, previous);
    // Two names of one file are not moved over each other.
    rmSync(kept, { force: true });
    step('replace');
    renameSync(fresh, path);
    syncFolder(dirname(path));
    step('done');
  } catch (error) {
    throw fileFailure('write', path, error, 'nothing was changed; make room, or make the folder writable');
  }
}

/** Exchanges a program with the one that was there before. */
export function exchange(path: string, step?: (name: string) => void): void {
  const { fresh, previous } = besideOf(path);
  duplicate(previous, fresh);
  replace(path, step);
}

/** Removes what updates left behind that were killed. */
export function sweep(path: string, now: number = Date.now()): void {
  const { fresh, previous } = besideOf(path);
  const [begins, kept] = [basename(fresh).replace(/\d+(\.exe)?$/, ''), `${basename(previous)}.`];
  for (const entry of readdirSync(dirname(path))) {
    if (!entry.startsWith(begins) && !entry.startsWith(kept)) continue;
    const file = join(dirname(path), entry);
    const changedAt = statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? Infinity;
    // Another update may be at work with a young one.
    if (now - changedAt > ABANDONED_MS) rmSync(file, { force: true });
  }
}

/** Refuses a file that tells another version than the release. */
export function requireVersion(found: string, version: string): void {
  if (found !== version)
    throw untrusted(`the file says that it is ${found || 'nothing'}, and not ${version}`);
}

/** A second name of a file, or a copy where the file system has no such names. */
function duplicate(from: string, to: string): void {
  rmSync(to, { force: true });
  try {
    linkSync(from, to);
  } catch (error) {
    if (!isFileError(error, 'EPERM', 'ENOTSUP', 'EMLINK', 'EXDEV')) throw error;
    copyFileSync(from, to);
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
