/** What one bound parameter may be: the strict common ground of D1 and `node:sqlite`. */
export type SqlValue = string | number | null | Uint8Array;

/** One row, column name → value; checked by the store that asked for it. */
export type SqlRow = { readonly [column: string]: unknown };

/** One statement with its parameters, ready to run alone or in a batch. */
export interface SqlStatement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/**
 * The slice of a SQL database that regctl uses, in D1's shape: statements and batches, no open transaction, no PRAGMA.
 *
 * Contract: at most 100 bound parameters a statement (use `json_each` for lists); a batch is one transaction, all or nothing; UNIQUE
 * and FOREIGN KEY violations throw RegctlError `ALREADY_EXISTS` or `CONFLICT`; a full disk, a lock kept too long or a damaged file
 * `STORE_FAILED`. Integers stay within ±2^53.
 */
export interface SqlDatabase {
  all(statement: SqlStatement): Promise<readonly SqlRow[]>;
  first(statement: SqlStatement): Promise<SqlRow | undefined>;
  /** @param life - `passing` for what need not survive a power cut, as a lock need not that is held by a process of the machine */
  run(statement: SqlStatement, life?: 'passing'): Promise<{ readonly changes: number }>;
  batch(statements: readonly SqlStatement[]): Promise<readonly { readonly changes: number }[]>;
  close(): Promise<void>;
}
