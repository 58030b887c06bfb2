import type { Json } from '../core/errors.ts';

/** Where diagnostics go (`--verbose`, `--debug`; JSON lines on the server). Whoever implements it removes secrets. */
export interface Logger {
  debug(message: string, fields?: { readonly [key: string]: Json }): void;
  info(message: string, fields?: { readonly [key: string]: Json }): void;
  warn(message: string, fields?: { readonly [key: string]: Json }): void;
}
