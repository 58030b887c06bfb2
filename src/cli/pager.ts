import { spawn } from 'node:child_process';
import { RegctlError } from '../core/errors.ts';
import { isUnattended } from './prompt.ts';

/**
 * Gives the program that shows long output on a terminal: the setting `pager` (REGCTL_PAGER), else PAGER. None is started unasked, and `cat` or an
 * empty value is none.
 */
export function choosePager(
  setting: string | undefined,
  environment: { readonly [name: string]: string | undefined },
): string | undefined {
  if (isUnattended(environment)) return undefined;
  const pager = (setting ?? environment['PAGER'] ?? '').trim();
  return pager === '' || pager === 'cat' || environment['TERM'] === 'dumb' ? undefined : pager;
}

/** Tells whether a text is longer than the screen. */
export function isLong(text: string, rows: number | undefined): boolean {
  return rows !== undefined && text.split('\n').length > rows;
}

/**
 * Shows a text in the pager and waits until it was left. Closing it early is no failure.
 *
 * @throws RegctlError `INVALID_CONFIG` where the program cannot be started
 */
export async function page(
  pager: string,
  text: string,
  environment: { readonly [name: string]: string | undefined },
): Promise<void> {
  const [program = '', ...args] = pager.split(/\s+/);
  await new Promise<void>((resolve, reject) => {
    // As gh and git do: leave at once where all fits, keep colours, and do not clear the screen.
    const child = spawn(program, args, {
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { LESS: 'FRX', LV: '-c', ...environment },
    });
    child.once('error', (error) => {
      reject(
        new RegctlError('INVALID_CONFIG', `the pager ${JSON.stringify(program)} cannot be started`, {
          reason: error.message,
          hint: 'set REGCTL_PAGER to a program that is there, or to cat',
        }),
      );
    });
    child.once('close', () => {
      resolve();
    });
    // Left before the end: the rest has no reader, which is what the person wanted.
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
