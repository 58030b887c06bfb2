import type { SqlDatabase } from '../../../ports/sql-database.ts';

/**
 * Reads from a replica that may be behind. A row that is not there may be too new for it, so the primary is asked before it is taken as absent: a key that
 * was made a moment ago is good at once. What is written goes to the primary.
 */
export function readingReplica(replica: SqlDatabase, primary: SqlDatabase): SqlDatabase {
  return {
    ...primary,
    all: (statement) => (isRead(statement.sql) ? replica : primary).all(statement),
    first: async (statement) => {
      const row = isRead(statement.sql) ? await replica.first(statement) : undefined;
      return row ?? primary.first(statement);
    },
  };
}

function isRead(sql: string): boolean {
  return /^\s*(select|with)\b/i.test(sql) && !/\breturning\b/i.test(sql);
}
