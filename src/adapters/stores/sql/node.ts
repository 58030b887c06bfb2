import { chmodSync, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { RegctlError } from '../../../core/errors.ts';
import type { SqlDatabase, SqlRow, SqlStatement } from '../../../ports/sql-database.ts';
import { makeFolder } from '../../make-folder.ts';
import { MIGRATIONS } from './migrations.gen.ts';
import { checkedValues, storeFailure } from './strict.ts';
import { openWriteAheadLog, type WriteAheadLog } from './write-ahead-log.ts';

/** Milliseconds that a statement waits for another process's write; the lock port keeps such waits short. */
const BUSY_TIMEOUT_MS = 10_000;

/** Tells a store of regctl from any other SQLite file: "rgct". */
const APPLICATION_ID = 0x72676374;

/**
 * Opens the store of this machine: `node:sqlite` in WAL mode behind the shape of D1, migrated to the present schema.
 *
 * @param path - of the database file; the folder is made with mode 0700, the file has 0600
 * @throws RegctlError `STORE_FAILED`, `STORE_TOO_NEW`
 */
export function openNodeDatabase(path: string): SqlDatabase {
  try {
    if (path !== ':memory:') {
      makeFolder(dirname(path), 0o700);
    }
    const isNew = path !== ':memory:' && !existsSync(path);
    const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
    if (isNew) chmodSync(path, 0o600);
    try {
      database.exec('pragma journal_mode = wal; pragma synchronous = full;');
      migrate(database, path);
    } catch (error) {
      database.close();
      throw error;
    }
    return wrap(database, path);
  } catch (error) {
    throw failure(error, path);
  }
}

function migrate(database: DatabaseSync, path: string): void {
  const version = (): number => Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0);
  const newest = MIGRATIONS.at(-1)?.number ?? 0;
  if (version() === newest) return;
  const id = Number(database.prepare('pragma application_id').get()?.['application_id'] ?? 0);
  if (version() > newest || (id !== 0 && id !== APPLICATION_ID)) {
    throw new RegctlError(
      id === APPLICATION_ID ? 'STORE_TOO_NEW' : 'STORE_FAILED',
      `the store ${path} cannot be used`,
      {
        reason:
          id === APPLICATION_ID
            ? `a newer regctl wrote it (schema ${version()}, this one knows ${newest})`
            : 'it is not a store of regctl',
        hint: id === APPLICATION_ID ? 'regctl update' : 'set another XDG_STATE_HOME, or move the file away',
      },
    );
  }
  // Another process may migrate at the same moment: the version is looked at again once the write lock is held.
  database.exec('begin immediate');
  try {
    for (const migration of MIGRATIONS)
      if (migration.number > version()) {
        database.exec(migration.sql);
        database.exec(`pragma user_version = ${migration.number}`);
      }
    database.exec(`pragma application_id = ${APPLICATION_ID}`);
    database.exec('commit');
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
}

/** The journal of applies must survive a power cut. SQLite syncs at each commit, for which the whole process waits; where there is a log, it is synced beside other work. */
function logOf(database: DatabaseSync, path: string): WriteAheadLog | undefined {
  // Some file systems have no shared memory, and those in memory no file.
  if (database.prepare('pragma journal_mode').get()?.['journal_mode'] !== 'wal') return undefined;
  database.exec('pragma synchronous = normal');
  // Beside the file itself, where the path is a link to it.
  return openWriteAheadLog(`${database.location() ?? path}-wal`);
}

function wrap(database: DatabaseSync, path: string): SqlDatabase {
  const prepared = new Map<string, StatementSync>();
  const statementOf = (text: string): StatementSync => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const statement = database.prepare(text);
    prepared.set(text, statement);
    return statement;
  };
  const log = logOf(database, path);
  const guarded = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      // A statement with the wrong parameters is a defect of whoever wrote it, not of the store.
      throw error instanceof TypeError ? error : failure(error, path);
    }
  };
  /** What was written is told only once it would survive a power cut. */
  const durably = <T>(work: () => T): Promise<T> =>
    guarded(async () => {
      const result = work();
      await log?.synced();
      return result;
    });
  const reading = <T>({ sql }: SqlStatement, work: () => T): Promise<T> =>
    isRead(sql) ? guarded(work) : durably(work);
  const run = (statement: SqlStatement): { changes: number } => ({
    changes: Number(statementOf(statement.sql).run(...checkedValues(statement)).changes),
  });
  return {
    all: (statement) =>
      reading(statement, () => statementOf(statement.sql).all(...checkedValues(statement)) as SqlRow[]),
    first: (statement) =>
      reading(
        statement,
        () => statementOf(statement.sql).get(...checkedValues(statement)) as SqlRow | undefined,
      ),
    run: (statement, life) =>
      life === 'passing' ? guarded(() => run(statement)) : durably(() => run(statement)),
    batch: (statements) =>
      durably(() => {
        database.exec('begin immediate');
        try {
          const results = statements.map(run);
          database.exec('commit');
          return results;
        } catch (error) {
          database.exec('rollback');
          throw error;
        }
      }),
    close: () =>
      guarded(async () => {
        // The log goes with the last who has it open: what was just written opens it before.
        const waiting = log?.waiting();
        if (waiting !== undefined) await waiting;
        prepared.clear();
        database.close();
        await log?.close();
      }),
  };
}

/** Statements that give rows may write, too: `insert … returning`. */
function isRead(text: string): boolean {
  return /^\s*select\b/i.test(text);
}

function failure(error: unknown, path: string): RegctlError {
  return storeFailure(error, `the store ${path}`, (message) => hintFor(message, path));
}

function hintFor(message: string, path: string): string {
  if (/full/.test(message)) return 'make room on the disk and run it again';
  if (/readonly|unable to open|EACCES|EROFS|permission/i.test(message))
    return 'make the folder writable, or set XDG_STATE_HOME to one that is';
  if (/malformed|not a database/.test(message))
    return `move ${path} away; a new store is made, accounts must be added again`;
  return 'run `regctl doctor`';
}
