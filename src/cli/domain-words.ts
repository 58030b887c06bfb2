import type { DomainRef } from '../control-plane/domains.ts';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import { parseMoney, type Money } from '../core/money.ts';
import { parseDomainName, type DomainName } from '../core/names.ts';
import type { DomainCall } from '../control-plane/domains.ts';
import type { Context } from './context.ts';
import { text, type Row, type View } from './output/view.ts';
import { CHANGE_COLUMNS } from './domain-view.ts';
import { toRegctlError } from './print-error.ts';
import { readInput } from './read-input.ts';

/** The argument of commands that take many names. */
export const NAMES_ARG = {
  name: 'name',
  description: 'domain; - reads names from stdin',
  variadic: true,
  optional: true,
  completes: 'domain',
} as const;

/** Flag of commands that take many names. */
export const NAMES_FLAG = {
  file: {
    type: 'string',
    value: 'FILE',
    completes: 'file',
    description: 'read names from a file, one a line; - is stdin',
  },
} as const;

/** Flag of commands that change a registration. */
export const DRY_RUN_FLAG = {
  'dry-run': { type: 'boolean', short: 'n', description: 'show what would change, and change nothing' },
} as const;

/** The registration that a word names, with the account from flag, environment or configuration. */
export async function domainRef(context: Context, word: string): Promise<DomainRef> {
  const name = parseDomainName(word);
  const account = (await context.settings()).get('account');
  return account === undefined ? { name } : { name, account };
}

/** Names given as words, in a file or on stdin (`-`), each once. @throws RegctlError `USAGE` where there are none */
export async function domainNames(
  context: Context,
  words: readonly string[],
  file: string | undefined,
): Promise<readonly DomainName[]> {
  const listed = file === undefined ? [] : linesOf(await readInput(context, file));
  const given: string[] = [];
  for (const word of words) {
    if (word === '-') given.push(...linesOf(await context.io.stdin.text()));
    else given.push(word);
  }
  const names = [...new Set([...given, ...listed].map(parseDomainName))];
  if (names.length > 0) return names;
  throw new RegctlError('USAGE', 'no domain is named', {
    reason: 'there are neither words nor lines with a name',
    hint: 'name domains, or give --file FILE or - for stdin',
  });
}

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

/**
 * Does the same to each name, one after the other. Of several, one that fails is a row of its own and the rest goes on: exit code 9, or that of the failures
 * where all failed with the same.
 */
export async function forEachDomain(
  context: Context,
  names: readonly DomainName[],
  action: string,
  work: (ref: DomainRef) => Promise<Row>,
): Promise<View> {
  const rows: Row[] = [];
  const failures: RegctlError[] = [];
  for (const name of names) {
    if (context.signal.aborted) break;
    const ref = await domainRef(context, name);
    try {
      rows.push(await work(ref));
    } catch (error) {
      if (names.length === 1 || !isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
      failures.push(error);
      const said = error.message.includes(name) ? error.message : `${name}: ${error.message}`;
      context.warn(`${said}${error.reason === undefined ? '' : ` (${error.reason})`}`);
      rows.push({
        name,
        account: ref.account ?? null,
        action,
        state: 'failed',
        detail: error.message,
        operation: null,
        error: { code: error.code, message: error.message },
      });
    }
  }
  nameAccounts(context, rows, action);
  return {
    kind: 'rows',
    columns: CHANGE_COLUMNS,
    rows,
    nameField: 'name',
    empty: 'nothing was asked for',
    exitCode: exitCodeOf(rows, failures),
  };
}

/** Says on stderr at which accounts something was done: the account may have been found by asking all of them. */
function nameAccounts(context: Context, rows: readonly Row[], action: string): void {
  const done = rows.filter(({ state }) => !['failed', 'planned', 'unchanged'].includes(text(state ?? null)));
  for (const account of new Set(done.map((row) => row['account']))) {
    const names = done.filter((row) => row['account'] === account).map((row) => text(row['name'] ?? null));
    const what = names.length === 1 ? (names[0] ?? '') : `${names.length} domains`;
    context.notice(`${what} at ${text(account ?? null)}: ${action}`);
  }
}

function exitCodeOf(rows: readonly Row[], failures: readonly RegctlError[]): number {
  const [code, ...others] = new Set(failures.map((failure) => failure.exitCode));
  if (code !== undefined) return failures.length === rows.length && others.length === 0 ? code : 9;
  return rows.some((row) => row['state'] === 'action-required') ? 8 : 0;
}

/** Options of every call about registrations. */
export function domainOptions(context: Context): DomainCall {
  const timeoutMs = context.flags.timeout;
  return {
    signal: context.signal,
    ...(typeof timeoutMs === 'number' ? { timeoutMs } : {}),
    onEvent: (event) => context.notice(event.message),
    onFailure: (account, error) => {
      const { message, reason, hint } = toRegctlError(error);
      context.warn(
        [
          `account ${account} could not be asked: ${message}`,
          ...(reason === undefined ? [] : [`  ${reason}`]),
          ...(hint === undefined ? [] : [`  → ${hint}`]),
        ].join('\n'),
      );
    },
  };
}

/** Reads an amount such as `12.50`, `12.50 USD` or `USD 12.50`; the currency of the quote where none is said. @throws RegctlError `INVALID_INPUT` */
export function priceLimit(words: string, currency: string): Money {
  const said = /[A-Za-z]{3}/.exec(words)?.[0];
  return parseMoney(words.replace(/[A-Za-z]{3}/, '').trim(), (said ?? currency).toUpperCase());
}

/** Days from words such as `60d`, `60` or `8w`. @throws RegctlError `USAGE` */
export function daysOf(words: string, flag: string): number {
  const match = /^(\d{1,5})(d|w|y)?$/.exec(words.trim());
  if (match !== null) return Number(match[1]) * ({ d: 1, w: 7, y: 365 }[match[2] ?? 'd'] ?? 1);
  throw new RegctlError('USAGE', `${flag} ${words}: that is no number of days`, {
    reason: 'days, weeks or years are understood',
    hint: `${flag} 60d`,
  });
}
