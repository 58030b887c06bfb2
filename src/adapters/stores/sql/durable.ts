import { isRegctlError, RegctlError, type ErrorCode } from '../../../core/errors.ts';
import type { SqlDatabase, SqlRow, SqlStatement } from '../../../ports/sql-database.ts';
import { MIGRATIONS } from './migrations.gen.ts';
import { checkedValues, plainRow, storeFailure } from './strict.ts';

/** The slice of a Durable Object's storage that is used. */
export interface DurableStorage {
  readonly sql: {
    exec(sql: string, ...values: unknown[]): { toArray(): { readonly [column: string]: unknown }[] };
  };
  transactionSync<T>(work: () => T): T;
  deleteAll(): Promise<void>;
}

/** One call of the store of a Durable Object, as it travels to it. */
export interface SqlCall {
  readonly kind: 'all' | 'first' | 'run' | 'batch';
  readonly statements: readonly SqlStatement[];
}

/** What comes back; an error loses its class on the way and so travels as data. */
export type SqlReply =
  | { readonly rows: readonly SqlRow[] }
  | { readonly changes: readonly number[] }
  | { readonly failure: { readonly code: ErrorCode; readonly message: string; readonly reason: string } };

/** Gives the SQLite of a Durable Object as a SqlDatabase, migrated to the present schema. @throws RegctlError `STORE_TOO_NEW`, `STORE_FAILED` */
export function openDurableDatabase(storage: DurableStorage): SqlDatabase {
  const query = (sql: string, values: readonly unknown[] = []): SqlRow[] =>
    storage.sql
      .exec(sql, ...values)
      .toArray()
      .map(plainRow);
  const guarded = async <T>(work: () => T): Promise<T> => {
    try {
      return work();
    } catch (error) {
      throw error instanceof TypeError && !/constraint/.test(error.message) ? error : failure(error);
    }
  };
  const read = (statement: SqlStatement): SqlRow[] => query(statement.sql, checkedValues(statement));
  // What the cursor counts are rows of indexes too; SQLite's own count is that of the rows.
  const run = (statement: SqlStatement): { changes: number } => {
    read(statement);
    return { changes: Number(query('select changes() as changes')[0]?.['changes']) };
  };
  migrate(storage, query);
  return {
    all: (statement) => guarded(() => read(statement)),
    first: (statement) => guarded(() => read(statement)[0]),
    run: (statement) => guarded(() => run(statement)),
    batch: (statements) => guarded(() => storage.transactionSync(() => statements.map(run))),
    close: () => Promise.resolve(),
  };
}

function migrate(storage: DurableStorage, query: (sql: string) => SqlRow[]): void {
  query('create table if not exists applied_migrations (number integer primary key) strict');
  const version = Number(query('select max(number) as version from applied_migrations')[0]?.['version'] ?? 0);
  const newest = MIGRATIONS.at(-1)?.number ?? 0;
  if (version > newest)
    throw new RegctlError('STORE_TOO_NEW', 'the store of the organization cannot be used', {
      reason: `a newer version of the Worker wrote it (schema ${version}, this one knows ${newest})`,
      hint: 'deploy the newer version again',
    });
  for (const migration of MIGRATIONS)
    if (migration.number > version)
      storage.transactionSync(() => {
        query(migration.sql);
        query(`insert into applied_migrations (number) values (${migration.number})`);
      });
}

/** Answers a call inside the Durable Object. A call with wrong parameters throws: that is a defect. */
export async function answerSqlCall(database: SqlDatabase, call: SqlCall): Promise<SqlReply> {
  const [first] = call.statements;
  try {
    switch (call.kind) {
      case 'batch':
        return { changes: (await database.batch(call.statements)).map(({ changes }) => changes) };
      case 'run':
        return { changes: first === undefined ? [] : [(await database.run(first)).changes] };
      case 'all':
        return { rows: first === undefined ? [] : await database.all(first) };
      case 'first': {
        const row = first === undefined ? undefined : await database.first(first);
        return { rows: row === undefined ? [] : [row] };
      }
    }
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    return { failure: { code: error.code, message: error.message, reason: error.reason ?? '' } };
  }
}

/** Gives the store of a Durable Object as a SqlDatabase to whoever can call it. */
export function remoteDatabase(send: (call: SqlCall) => Promise<SqlReply>): SqlDatabase {
  const call = async (kind: SqlCall['kind'], statements: readonly SqlStatement[]): Promise<SqlReply> => {
    // Checked here, so that a defect is seen where it was made.
    for (const statement of statements) checkedValues(statement);
    let reply: SqlReply;
    try {
      reply = await send({ kind, statements });
    } catch (error) {
      throw failure(error);
    }
    if (!('failure' in reply)) return reply;
    const { code, message, reason } = reply.failure;
    throw new RegctlError(code, message, { reason, hint: HINT });
  };
  const rows = async (kind: 'all' | 'first', statement: SqlStatement): Promise<readonly SqlRow[]> => {
    const reply = await call(kind, [statement]);
    return 'rows' in reply ? reply.rows : [];
  };
  const changes = async (kind: 'run' | 'batch', statements: readonly SqlStatement[]) => {
    const reply = await call(kind, statements);
    return 'changes' in reply ? reply.changes.map((count) => ({ changes: count })) : [];
  };
  return {
    all: (statement) => rows('all', statement),
    first: async (statement) => (await rows('first', statement))[0],
    run: async (statement) => (await changes('run', [statement]))[0] ?? { changes: 0 },
    batch: (statements) => changes('batch', statements),
    close: () => Promise.resolve(),
  };
}

/** Removes the store of a Durable Object by whoever can call it. @throws RegctlError `STORE_FAILED` */
export async function removeDurableStore(send: () => Promise<void>): Promise<void> {
  try {
    await send();
  } catch (error) {
    throw failure(error);
  }
}

const HINT = 'try again; Cloudflare says at www.cloudflarestatus.com whether Durable Objects are at work';

function failure(error: unknown): RegctlError {
  return storeFailure(error, 'the store of the organization', () => HINT);
}
