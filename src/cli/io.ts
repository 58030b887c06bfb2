import { createPaint, type Paint } from './output/view.ts';

/** A stream that text goes to. */
export interface Sink {
  write(text: string): void;
  /** Lets a line of text stand on a terminal until the next one, or whatever else is written; an empty one takes it away. */
  status(text: string): void;
  /** Whether a person reads it. */
  readonly isTty: boolean;
  /** Characters in a line; 80 where nobody knows. */
  readonly columns: number;
  readonly paint: Paint;
}

/** Where a command reads and writes. stdout carries data or nothing; everything else is stderr. */
export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly stdin: { readonly isTty: boolean; text(): Promise<string> };
}

export interface ColourWish {
  readonly colour: 'auto' | 'always' | 'never';
  readonly environment: { readonly [name: string]: string | undefined };
}

/** Decides for one stream: the flag, then NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, CLICOLOR, TERM=dumb, then whether it is a terminal. */
export function wantsColour({ colour, environment }: ColourWish, isTty: boolean): boolean {
  if (colour !== 'auto') return colour === 'always';
  const set = (name: string): boolean => (environment[name] ?? '') !== '';
  if (set('NO_COLOR')) return false;
  if (set('FORCE_COLOR')) return environment['FORCE_COLOR'] !== '0';
  if (set('CLICOLOR_FORCE') && environment['CLICOLOR_FORCE'] !== '0') return true;
  if (environment['CLICOLOR'] === '0' || environment['TERM'] === 'dumb') return false;
  return isTty;
}

/** Goes to the beginning of the line and empties it (ECMA-48, 5th edition: CR, EL 2). */
const EMPTIED = '\r\u001b[2K';

/** Makes a sink of a write function. */
export function createSink(
  write: (text: string) => void,
  about: { readonly isTty: boolean; readonly columns: number | undefined; readonly wish: ColourWish },
): Sink {
  const { environment } = about.wish;
  const given = Number(environment['COLUMNS'] ?? about.columns ?? 80);
  const columns = Number.isFinite(given) && given > 0 ? given : 80;
  const hasStatus = about.isTty && environment['TERM'] !== 'dumb';
  let isStanding = false;
  return {
    write: (text) => {
      write(isStanding ? `${EMPTIED}${text}` : text);
      isStanding = false;
    },
    status: (text) => {
      if (hasStatus && (isStanding || text !== '')) write(`${EMPTIED}${text.slice(0, columns - 1)}`);
      isStanding = hasStatus && text !== '';
    },
    isTty: about.isTty,
    columns,
    paint: createPaint(wantsColour(about.wish, about.isTty)),
  };
}
