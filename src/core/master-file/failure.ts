import { RegctlError } from '../errors.ts';

/** One text under the parser, with the name that errors give it. */
export interface Source {
  readonly text: string;
  readonly file: string;
}

/** A place in a source, counted from 1; columns in characters. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Finds line and column of an offset. Only errors need it, so it counts from the start each time. */
export function placeOf(source: Source, offset: number): Place {
  let line = 1;
  let lineStart = 0;
  for (let at = source.text.indexOf('\n'); at >= 0 && at < offset; at = source.text.indexOf('\n', at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { file: source.file, line, column: offset - lineStart + 1 };
}

/**
 * Makes the error for a fault in a master file: `INVALID_ZONE_FILE` with file, line, column and what was expected in `details`.
 *
 * @param problem - what is wrong there, lower case
 * @param expected - what should have stood there, or how to mend it
 */
export function zoneFileError(place: Place, problem: string, expected: string, cause?: unknown): RegctlError {
  return new RegctlError('INVALID_ZONE_FILE', `${place.file}:${place.line}:${place.column}: ${problem}`, {
    reason: expected,
    hint: `correct line ${place.line}; \`regctl validate\` checks the file without touching anything`,
    details: { file: place.file, line: place.line, column: place.column, expected },
    ...(cause === undefined ? {} : { cause }),
  });
}
