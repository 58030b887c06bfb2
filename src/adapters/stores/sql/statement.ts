import type { SqlStatement, SqlValue } from '../../../ports/sql-database.ts';

/** Makes a statement with its parameters: `sql('select 1 where ? = ?', a, b)`. */
export function sql(text: string, ...values: readonly SqlValue[]): SqlStatement {
  return { sql: text, values };
}
