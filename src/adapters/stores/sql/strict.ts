import { RegctlError } from '../../../core/errors.ts';
import { fileFailure, isFileError } from '../../../core/file-failure.ts';
import type { SqlRow, SqlStatement, SqlValue } from '../../../ports/sql-database.ts';

/** D1's bound, kept everywhere so that a statement that passes on one engine passes on the other. */
const MAX_PARAMETERS = 100;

/** Checks what D1 would refuse: types it does not bind, too many parameters, or another number than the statement has. @throws TypeError */
export function checkedValues({ sql, values }: SqlStatement): readonly SqlValue[] {
  const expected = sql.split('?').length - 1;
  if (values.length !== expected || values.length > MAX_PARAMETERS) {
    throw new TypeError(
      `the statement takes ${expected} parameters, at most ${MAX_PARAMETERS}, and got ${values.length}`,
    );
  }
  for (const value of values as readonly unknown[]) {
    const bindable =
      value === null ||
      typeof value === 'string' ||
      value instanceof Uint8Array ||
      (typeof value === 'number' && Number.isFinite(value));
    if (!bindable) throw new TypeError(`a parameter of type ${typeof value} cannot be bound`);
  }
  return values;
}

/** Gives a row of an engine that hands out blobs in its own way and integers that lost their last digits, as `node:sqlite` would. */
export function plainRow(row: { readonly [column: string]: unknown }): SqlRow {
  const plain: { [column: string]: unknown } = {};
  for (const [column, value] of Object.entries(row)) {
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
      throw new RangeError(`the value of ${column} is too large for a number`);
    plain[column] = toOctets(value) ?? value;
  }
  return plain;
}

/** A blob is a list of numbers on D1, an ArrayBuffer in a Durable Object. */
function toOctets(value: unknown): Uint8Array | undefined {
  if (Array.isArray(value)) return Uint8Array.from(value as readonly number[]);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

/**
 * Gives what an engine threw as the port promises it.
 *
 * @param place - names the store: `the store /var/lib/regctl/control.db`
 * @param hintFor - what to do, by the engine's own words
 */
export function storeFailure(
  error: unknown,
  place: string,
  hintFor: (message: string) => string,
): RegctlError {
  if (error instanceof RegctlError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/UNIQUE constraint failed/.test(message)) {
    return new RegctlError('ALREADY_EXISTS', 'it is in the store already', { reason: message, cause: error });
  }
  if (/FOREIGN KEY constraint failed/.test(message)) {
    return new RegctlError('CONFLICT', 'the store holds something that belongs to it', {
      reason: message,
      cause: error,
    });
  }
  return new RegctlError('STORE_FAILED', `${place} failed`, {
    reason: (isFileError(error) ? fileFailure('use', place, error).reason : undefined) ?? message,
    hint: hintFor(message),
    cause: error,
  });
}
