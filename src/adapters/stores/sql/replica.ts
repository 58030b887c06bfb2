import type { SqlDatabase, SqlStatement } from '../../../ports/sql-database.ts';

/**
 * Reads from a replica that may be behind. A row that is not there may be too new for it, so the primary is asked before it is taken as absent: a key that
 * was made a moment ago is good at once. What is written goes to the primary, and so does every read after it: whoever holds a lock, or found a place taken,
 * looks again to see what is there now.
 */
export function readingReplica(replica: SqlDatabase, primary: SqlDatabase): SqlDatabase {
  let reads = replica;
  const databaseFor = (statement: SqlStatement): SqlDatabase => {
    if (!isRead(statement.sql)) reads = primary;
    return reads;
  };
  return {
    ...primary,
    all: (statement) => databaseFor(statement).all(statement),
    first: async (statement) => {
      const database = databaseFor(statement);
      const row = await database.first(statement);
      return row === undefined && database === replica ? primary.first(statement) : row;
    },
    run: (statement, life) => {
      reads = primary;
      return primary.run(statement, life);
    },
    batch: (statements) => {
      reads = primary;
      return primary.batch(statements);
    },
  };
}

function isRead(sql: string): boolean {
  return /^\s*(select|with)\b/i.test(sql) && !/\breturning\b/i.test(sql);
}
