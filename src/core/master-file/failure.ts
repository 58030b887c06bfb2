import { RegctlError } from '../errors.ts';

/** One text under the parser, with the name that errors give it. */
export interface Source {
  readonly text: string;
  readonly file: string;
  /** Where a text stands that is no file of its own, such as a line of `$GENERATE`: all its faults are reported there. */
  readonly standsAt?: () => Place;
}

/** A place in a source, counted from 1; columns in characters. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Characters of a file that a message repeats: a word may be as long as the file. */
const MAX_SHOWN_CHARS = 200;

/** Control characters, which a terminal would obey, and the marks that turn the direction of writing. */
// oxlint-disable-next-line no-control-regex -- they are what must not reach a terminal
const UNSHOWABLE = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Makes the error for a fault in a master file: `INVALID_ZONE_FILE` with file, line, column and what was expected in `details`.
 *
 * @param problem - what is wrong there, lower case
 * @param expected - what should have stood there, or how to mend it
 */
export function zoneFileError(place: Place, problem: string, expected: string, cause?: unknown): RegctlError {
  const reason = showable(expected);
  return new RegctlError(
    'INVALID_ZONE_FILE',
    `${place.file}:${place.line}:${place.column}: ${showable(problem)}`,
    {
      reason,
      hint: `correct line ${place.line}; \`regctl validate\` checks the file without touching anything`,
      details: { file: place.file, line: place.line, column: place.column, expected: reason },
      ...(cause === undefined ? {} : { cause }),
    },
  );
}

/** Makes text that holds words of a file fit for a message: no longer than a few lines, and nothing in it that moves a terminal. */
export function showable(text: string): string {
  const short = text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}...` : text;
  return short.replace(UNSHOWABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
