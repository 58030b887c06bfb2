import type { Json } from '../../core/errors.ts';
import { plainLine } from '../../core/plain-text.ts';

export type Row = { readonly [field: string]: Json };

/** One column of the table form; `field` is one of the row's, `max` the width beyond which a terminal cuts it. */
export interface Column {
  readonly field: string;
  readonly header: string;
  readonly align?: 'right';
  readonly format?: (value: Json, row: Row) => string;
  /** What becomes of it on a terminal of fewer than 100 characters: left out, or said in fewer words. */
  readonly narrow?: 'left-out' | ((value: Json, row: Row) => string);
}

/** Something to be said about a result, or about a place in a file, where CI shows it: with `--annotate` only. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title?: string;
  /** Path of the file, from the working folder. */
  readonly file?: string;
  /** Line and column, counted from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** What a command gives to be printed, whatever the format. */
export type View = {
  /** When not 0 though nothing failed: 3 for "changes present". */
  readonly exitCode?: number;
  /** What `--annotate` makes of it. */
  readonly annotations?: readonly Annotation[];
} & (
  | {
      readonly kind: 'rows';
      readonly columns: readonly Column[];
      readonly rows: readonly Row[];
      /** The field that `-o name` prints. */
      readonly nameField: string;
      /** What a terminal shows, on stderr, where there are no rows. */
      readonly empty: string;
      /** The same as a master file, where there is one. */
      readonly zoneText?: () => string;
    }
  | {
      readonly kind: 'object';
      readonly value: Row;
      /** What a person sees; `field  value` lines without it. */
      readonly text?: (paint: Paint) => string;
      readonly nameField?: string;
      readonly zoneText?: () => string;
    }
  /** Text that is the output itself: a master file, a completion script. `--json` prints `{"text": …}` unless a value is given. */
  | { readonly kind: 'text'; readonly text: string; readonly value?: Json }
  | { readonly kind: 'nothing' }
);

/** Colours for people; each gives its text as it is where there is no colour. */
export interface Paint {
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

/** Paints with ANSI sequences, or not at all. */
export function createPaint(colour: boolean): Paint {
  const paint = (open: number, close: number) => (text: string) =>
    colour && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    dim: paint(2, 22),
    bold: paint(1, 22),
  };
}

/** A value as one word for tables. */
export function text(value: Json): string {
  if (value === null) return '';
  if (Array.isArray(value)) return (value as readonly Json[]).map(text).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : plainLine(String(value));
}
