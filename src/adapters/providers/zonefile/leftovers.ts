import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../../process-info.ts';
import { removeIfDead } from './folder-lock.ts';

/** What a write makes beside its file and takes away again: `.lock.PID.COUNT`, `.a.test.zone.lock` and `.a.test.zone.PID.tmp`. */
const FILLED_LOCK = /^\.lock\.([0-9]+)\.[0-9]+$/;
const LOCK = /^\..+\.zone\.lock$/;
const TEMPORARY = /^\.(.+)\.([0-9]+)\.tmp$/;

/** Milliseconds; far more than a write of any zone takes, so that what a process in another container makes right now, of which none is seen here, is left alone. */
const OLD_MS = 60_000;

/**
 * Removes what writes left in the folder whose process was killed. The caller holds the lock of `zoneFile`, so nobody else is at work on that.
 *
 * Never fails: a leftover that stays harms nothing.
 */
export async function removeLeftovers(folder: string, zoneFile: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const path = join(folder, name);
    if (LOCK.test(name)) {
      if (await isOld(path)) await removeIfDead(path).catch(() => undefined);
    } else if (await isLeftover(path, name, zoneFile)) await rm(path, { force: true }).catch(() => undefined);
  }
}

async function isLeftover(path: string, name: string, zoneFile: string): Promise<boolean> {
  const lock = FILLED_LOCK.exec(name);
  if (lock !== null) {
    const [, start = ''] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
    return isOfDead(path, Number(lock[1]), start);
  }
  const [, file, pid] = TEMPORARY.exec(name) ?? [];
  if (file === undefined || !file.endsWith('.zone')) return false;
  if (!(await isOfDead(path, Number(pid), ''))) return false;
  return file === zoneFile || isOld(path);
}

async function isOld(path: string): Promise<boolean> {
  return Date.now() - (await changedAt(path)) > OLD_MS;
}

/** Tells whether the process that made a file is gone. In a container each has the number of the one before it: then the file is older than this one. */
async function isOfDead(path: string, pid: number, start: string): Promise<boolean> {
  if (pid === process.pid) return (await changedAt(path)) < performance.timeOrigin;
  return !isAlive(pid, start);
}

/** Milliseconds since the epoch; now for a file that is gone. */
async function changedAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
}
