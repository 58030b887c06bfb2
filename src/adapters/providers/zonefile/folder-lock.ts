import { open, readFile, rm } from 'node:fs/promises';
import { RegctlError } from '../../../core/errors.ts';
import { fileFailure, isFileError } from '../../../core/file-failure.ts';
import type { Clock } from '../../../ports/clock.ts';
import { LOCK_RETRY_MS, LOCK_TIMEOUT_MS } from './limits.ts';

/**
 * Runs `work` while a lock file exists, so that two writers of one file take turns, whatever store they use. The file of a process that died is removed.
 *
 * @throws RegctlError `LOCKED` when another process holds it for too long, `FILE_FAILED`
 */
export async function withLockFile<T>(path: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  const giveUpAt = clock.now().getTime() + LOCK_TIMEOUT_MS;
  while (!(await tryCreate(path))) {
    await removeIfDead(path);
    if (clock.now().getTime() > giveUpAt) {
      throw new RegctlError('LOCKED', `${path} is held by another process`, {
        reason: `waited ${LOCK_TIMEOUT_MS / 1000} s for it`,
        hint: 'try again when the other regctl has finished',
      });
    }
    await clock.sleep(LOCK_RETRY_MS);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryCreate(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(String(process.pid));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (isFileError(error, 'EEXIST')) return false;
    throw fileFailure('create', path, error, 'make the folder of the zone files writable');
  }
}

async function removeIfDead(path: string): Promise<void> {
  const holder = await readFile(path, 'utf8').catch(() => '');
  const pid = Number(holder);
  // An empty file is one that its maker has not filled yet.
  if (!Number.isInteger(pid) || pid <= 0 || isAlive(pid)) return;
  // Another process may have taken over since: only the file that was read is removed.
  if ((await readFile(path, 'utf8').catch(() => '')) === holder) await rm(path, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
