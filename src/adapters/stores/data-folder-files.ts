import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RegctlError } from '../../core/errors.ts';
import { fileFailure } from '../../core/file-failure.ts';
import { makeFolder } from '../make-folder.ts';
import { hasBackupList } from './backup-list.ts';

/** File of the master key in a data folder. */
export const MASTER_KEY_FILE = 'master.key';
/** Folder of the blobs in a data folder. */
export const BLOBS = 'blobs';
/** The store of what organizations share. */
export const DIRECTORY = 'control.db';
const ORGANIZATIONS = 'organizations';

/** The stores of a data folder, as paths below it: the directory first. */
export function storesOf(folder: string): readonly string[] {
  const stores = organizationsIn(folder).map((name) => join(ORGANIZATIONS, name, 'regctl.db'));
  return [DIRECTORY, ...stores].filter((store) => existsSync(join(folder, store)));
}

/** Ids of the organizations that have a folder there; what begins with a dot is on its way out. */
export function organizationsIn(folder: string): readonly string[] {
  const organizations = join(folder, ORGANIZATIONS);
  if (!existsSync(organizations)) return [];
  return readdirSync(organizations)
    .filter((name) => !name.startsWith('.'))
    .toSorted();
}

/** Gives the number of the newest migration that a store has seen; nothing is changed. */
export function schemaOf(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0);
  } finally {
    database.close();
  }
}

/** Gives what SQLite finds wrong with a file; undefined for a sound one. */
export function damageOf(path: string): string | undefined {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const result = String(database.prepare('pragma quick_check(1)').get()?.['quick_check']);
    return result === 'ok' ? undefined : result;
  } finally {
    database.close();
  }
}

/** Of SQLite: what lies in a file is damaged. The lower eight bits of a code are the kind of the failure. */
const SQLITE_CORRUPT = 11;

/**
 * Copies a store as it is at one moment, also while a server writes to it.
 *
 * @returns false where the store went meanwhile, with its organization
 * @throws RegctlError `FILE_FAILED`, such as for a disk that is full
 */
export function copyStore(from: string, to: string): boolean {
  if (!existsSync(from)) return false;
  makeFolder(dirname(to), 0o700);
  const database = new DatabaseSync(from);
  try {
    database.prepare('vacuum into ?').run(to);
  } catch (error) {
    if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) throw error;
    throw (error.errcode & 0xff) === SQLITE_CORRUPT
      ? fileFailure('read', from, error, 'look at it with `regctl server doctor`, or bring a backup back')
      : fileFailure('write', to, error, 'make room there, or name another folder');
  } finally {
    database.close();
  }
  chmodSync(to, 0o600);
  return true;
}

/** Refuses a folder that holds stores, blobs or a key already, or what is left of a backup. @throws RegctlError `ALREADY_EXISTS` */
export function refuseFilled(folder: string): void {
  const blobs = join(folder, BLOBS);
  const isFilled =
    storesOf(folder).length > 0 ||
    existsSync(join(folder, MASTER_KEY_FILE)) ||
    hasBackupList(folder) ||
    (existsSync(blobs) && readdirSync(blobs).length > 0);
  if (!isFilled) return;
  throw new RegctlError('ALREADY_EXISTS', `${folder} holds stores or blobs already`, {
    reason: 'nothing of them is written over',
    hint: 'name an empty folder, or move that one away',
  });
}

/** Says that a folder is no backup of a server. */
export function noBackup(folder: string): RegctlError {
  return new RegctlError('NOT_FOUND', `${folder} holds no backup of a server`, {
    reason: `${DIRECTORY} is not there`,
    hint: 'name a folder that `regctl server backup` wrote',
  });
}

/** Says that a folder is not that of a server. */
export function noStores(folder: string): RegctlError {
  return new RegctlError('NOT_FOUND', `${folder} holds no stores of a server`, {
    reason: 'no server was started on it',
    hint: 'name the folder with `--data`',
  });
}
