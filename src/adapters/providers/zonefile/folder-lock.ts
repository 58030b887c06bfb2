import { existsSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RegctlError } from '../../../core/errors.ts';
import { fileFailure, isFileError } from '../../../core/file-failure.ts';
import type { Clock } from '../../../ports/clock.ts';
import { currentProcess, isAlive } from '../../process-info.ts';
import { LOCK_RETRY_MS, LOCK_TIMEOUT_MS } from './limits.ts';

type Self = ReturnType<typeof currentProcess>;

/**
 * Runs `work` while a lock file exists, so that two writers of one file take turns, whatever store they use. The file of a process that died is removed.
 *
 * @throws RegctlError `LOCKED` when another process holds it for too long, `FILE_FAILED`
 */
export async function withLockFile<T>(path: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  const self = currentProcess();
  const giveUpAt = clock.now().getTime() + LOCK_TIMEOUT_MS;
  while (!tryCreate(path, self)) {
    const holder = await removeIfDead(path);
    if (clock.now().getTime() > giveUpAt) {
      throw new RegctlError('LOCKED', `${path} is held by another process`, {
        reason: `waited ${LOCK_TIMEOUT_MS / 1000} s for ${holder === undefined ? 'it' : `pid ${holder}`}`,
        hint: 'try again when the other regctl has finished',
      });
    }
    await clock.sleep(LOCK_RETRY_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** Makes the lock file, which never exists without its holder in it: who is killed half way would leave one of nobody. */
function tryCreate(path: string, { pid, processStart }: Self): boolean {
  const filled = join(dirname(path), `.lock.${pid}.${lockCount++}`);
  try {
    writeFileSync(filled, `${pid} ${processStart}`, { mode: 0o600 });
    try {
      linkSync(filled, path);
    } finally {
      rmSync(filled, { force: true });
    }
    return true;
  } catch (error) {
    // ENOENT: what was filled was taken for a leftover by another container, where this process is not seen.
    if (isFileError(error, 'EEXIST') || (isFileError(error, 'ENOENT') && existsSync(dirname(path))))
      return false;
    throw fileFailure('create', path, error, 'make the folder of the zone files writable');
  }
}

/** Keeps apart the locks that one process waits for at the same time. */
let lockCount = 0;

/** Removes the lock file of a process that is gone, or of nobody, and does nothing where there is none. Gives the process that holds it, where one does. */
export async function removeIfDead(path: string): Promise<number | undefined> {
  const holder = await read(path);
  if (holder === undefined) return undefined;
  const [, word = '0', start = ''] = /^([0-9]+)(?: (.*))?$/s.exec(holder) ?? [];
  const pid = Number(word);
  if (pid > 0 && isAlive(pid, start)) return pid;
  // Another process may have taken over since: only the file that was read is removed.
  if ((await read(path)) === holder) await rm(path, { force: true });
  return undefined;
}

/** The content of the lock file; undefined where it is gone, or cannot be read. */
async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
