import type { RegctlError } from '../../../core/errors.ts';
import type { SqlDatabase, SqlStatement } from '../../../ports/sql-database.ts';
import { checkedValues, plainRow, storeFailure } from './strict.ts';

/** The slice of D1 that is used: a database, or a session of it. */
export interface D1 {
  prepare(sql: string): D1Statement;
  batch(statements: D1Statement[]): Promise<readonly D1Result[]>;
}

interface D1Statement {
  bind(...values: unknown[]): D1Statement;
  all(): Promise<D1Result>;
}

interface D1Result {
  readonly results: readonly { readonly [column: string]: unknown }[];
  readonly meta: { readonly changes: number };
}

/** A D1 database as a Worker gets it. */
export interface D1Binding extends D1 {
  /** @param start - `first-primary`, `first-unconstrained`, or the bookmark of an earlier session */
  withSession(start: string): D1Session;
}

export interface D1Session extends D1 {
  /** How far the session has seen; null before its first statement. */
  getBookmark(): string | null;
}

/** Gives a D1 database, or a session of one, as a SqlDatabase. Its migrations are applied when a version is deployed. */
export function createD1Database(d1: D1): SqlDatabase {
  const prepare = (statement: SqlStatement): D1Statement => {
    const values = checkedValues(statement).map(toBound);
    const prepared = d1.prepare(statement.sql);
    return values.length === 0 ? prepared : prepared.bind(...values);
  };
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      // A statement with the wrong parameters is a defect of whoever wrote it, not of the store.
      throw error instanceof TypeError ? error : failure(error);
    }
  };
  return {
    all: (statement) => guarded(async () => (await prepare(statement).all()).results.map(plainRow)),
    first: (statement) =>
      guarded(async () => {
        const [row] = (await prepare(statement).all()).results;
        return row === undefined ? undefined : plainRow(row);
      }),
    run: (statement) => guarded(async () => toChanges(await prepare(statement).all())),
    batch: (statements) =>
      guarded(async () =>
        statements.length === 0 ? [] : (await d1.batch(statements.map(prepare))).map(toChanges),
      ),
    close: () => Promise.resolve(),
  };
}

/** A view of a larger buffer is bound as the whole of it on D1: it gets a buffer of its own. */
function toBound(value: unknown): unknown {
  return value instanceof Uint8Array ? Uint8Array.from(value).buffer : value;
}

function toChanges({ meta }: D1Result): { changes: number } {
  return { changes: meta.changes };
}

function failure(error: unknown): RegctlError {
  return storeFailure(error, 'the database of the Worker', (message) =>
    /no such (table|column)/.test(message)
      ? 'apply the migrations: `wrangler d1 migrations apply DB --remote`'
      : 'try again; Cloudflare says at www.cloudflarestatus.com whether D1 is at work',
  );
}
