import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RegctlError } from '../../core/errors.ts';
import { makeFolder } from '../make-folder.ts';

/**
 * Takes a data folder for this process. The lock is the system's, on a file that SQLite holds open: it ends with the process, however that ends.
 *
 * @throws RegctlError `LOCKED` where another process has it
 */
export function takeDataFolder(folder: string): { release(): void } {
  makeFolder(folder, 0o700);
  const lock = new DatabaseSync(join(folder, 'server.lock'), { timeout: 0 });
  try {
    lock.exec('pragma journal_mode = delete; pragma locking_mode = exclusive; begin exclusive');
  } catch (error) {
    lock.close();
    throw new RegctlError('LOCKED', `the data folder ${folder} is in use`, {
      reason: 'another regctl server runs on it',
      hint: 'stop that one first, or give `--data` another folder',
      cause: error,
    });
  }
  return { release: () => lock.close() };
}
