import { createPaint, type Paint } from './output/view.ts';

/** A stream that text goes to. */
export interface Sink {
  write(text: string): void;
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

/** Makes a sink of a write function. */
export function createSink(
  write: (text: string) => void,
  about: { readonly isTty: boolean; readonly columns: number | undefined; readonly wish: ColourWish },
): Sink {
  const columns = Number(about.wish.environment['COLUMNS'] ?? about.columns ?? 80);
  return {
    write,
    isTty: about.isTty,
    columns: Number.isFinite(columns) && columns > 0 ? columns : 80,
    paint: createPaint(wantsColour(about.wish, about.isTty)),
  };
}
