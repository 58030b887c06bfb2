import { resolve } from 'node:path';
import { RegctlError } from '../core/errors.ts';
import type { Context } from './context.ts';
import { readBytes } from './files.ts';

/** Reads a file named on the command line; `-` is stdin. @throws RegctlError `FILE_NOT_FOUND`, `FILE_FAILED` */
export async function readInput(context: Context, path: string): Promise<string> {
  return new TextDecoder().decode(await readInputBytes(context, path));
}

/** The same as octets. */
export async function readInputBytes(context: Context, path: string): Promise<Uint8Array> {
  if (path === '-') return new TextEncoder().encode(await context.io.stdin.text());
  return readBytes(resolve(context.cwd, path), path);
}

/** A value as given: `@file` and `-` stand for the content of a file and of stdin, the last line end left out. */
export async function readValue(context: Context, value: string): Promise<string> {
  if (value === '-') return (await readInput(context, '-')).replace(/\r?\n$/, '');
  if (value.startsWith('@') && value.length > 1 && !value.startsWith('@.'))
    return (await readInput(context, value.slice(1))).replace(/\r?\n$/, '');
  return value;
}

/** Reads JSON text that a user gave. @throws RegctlError `INVALID_INPUT` */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new RegctlError('INVALID_INPUT', `${what} is no JSON`, {
      reason: error instanceof Error ? error.message : 'it cannot be read',
      hint: 'give the file as the command that wrote it printed it',
      cause: error,
    });
  }
}
