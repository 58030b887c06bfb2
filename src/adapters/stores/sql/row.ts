import { RegctlError } from '../../../core/errors.ts';
import type { SqlRow } from '../../../ports/sql-database.ts';

/** Reads columns of a row as what they must be; a store that holds anything else was not written by regctl. */
export function rowReader(row: SqlRow): {
  text(column: string): string;
  textOrNull(column: string): string | null;
  number(column: string): number;
  json(column: string): unknown;
} {
  const text = (column: string): string => {
    const value = row[column];
    if (typeof value === 'string') return value;
    throw damaged(column);
  };
  return {
    text,
    textOrNull: (column) => (row[column] === null ? null : text(column)),
    number: (column) => {
      const value = row[column];
      if (typeof value === 'number') return value;
      throw damaged(column);
    },
    json: (column) => {
      try {
        return JSON.parse(text(column)) as unknown;
      } catch {
        throw damaged(column);
      }
    },
  };
}

function damaged(column: string): RegctlError {
  return new RegctlError('STORE_FAILED', `the store holds a damaged ${column}`, {
    reason: 'the value is not of the form regctl writes',
    hint: 'run `regctl doctor`',
  });
}
