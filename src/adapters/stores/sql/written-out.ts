import { RegctlError } from '../../../core/errors.ts';
import type { SqlDatabase, SqlRow, SqlStatement, SqlValue } from '../../../ports/sql-database.ts';
import { checkedValues, plainRow, storeFailure } from './strict.ts';

/**
 * Gives a SQL database that takes statements as texts, their values written out: what a program can reach that runs one command for each, as
 * `wrangler d1 execute` does. It has no transactions, and so no batches.
 *
 * @param send - runs one statement and gives its rows; throws with the engine's own words
 */
export function createWrittenDatabase(send: (text: string) => Promise<readonly SqlRow[]>): SqlDatabase {
  const ask = async (text: string): Promise<readonly SqlRow[]> => {
    try {
      return (await send(text)).map(plainRow);
    } catch (error) {
      throw storeFailure(
        error,
        'the database of the Worker',
        () => 'see whether `npx wrangler whoami` knows you, and `npm run workers -- migrate` was run',
      );
    }
  };
  return {
    all: (statement) => ask(writtenOut(statement)),
    first: async (statement) => (await ask(writtenOut(statement)))[0],
    // Not everything that runs a text says how many rows it changed.
    run: async (statement) => ({
      changes: (await ask(`${writtenOut(statement)} returning 1 as changed`)).length,
    }),
    batch: () =>
      Promise.reject(
        new RegctlError('MODE_UNSUPPORTED', 'several statements at once cannot be sent as texts', {
          reason: 'nothing would make them one transaction',
        }),
      ),
    close: () => Promise.resolve(),
  };
}

function writtenOut(statement: SqlStatement): string {
  const values = checkedValues(statement);
  return statement.sql
    .split('?')
    .map((piece, index) => (index === 0 ? piece : `${literalOf(values[index - 1] ?? null)}${piece}`))
    .join('');
}

/** Writes a value so that no text ends before its end. */
function literalOf(value: SqlValue): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return String(value);
  const octets = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  // What no command line carries as it is: an octet of zeros would end it.
  if (typeof value === 'string' && !octets.includes(0)) return `'${value.replaceAll("'", "''")}'`;
  const digits = Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
  return typeof value === 'string' ? `cast(x'${digits}' as text)` : `x'${digits}'`;
}
