import type { Contacts, DomainRef } from '../control-plane/domains.ts';
import { CONTACT_ROLES, type Contact } from '../core/contact.ts';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import { parseMoney, type Money } from '../core/money.ts';
import { parseDomainName, type DomainName } from '../core/names.ts';
import type { DomainCallOptions } from '../control-plane/domains.ts';
import type { Context } from './context.ts';
import type { Row, View } from './output/view.ts';
import { CHANGE_COLUMNS } from './domain-view.ts';
import { toRegctlError } from './print-error.ts';
import { readInput } from './read-input.ts';

/** Flag of commands that take many names. */
export const NAMES_FLAG = {
  file: {
    type: 'string',
    value: 'FILE',
    completes: 'file',
    description: 'read names from a file, one a line; - is stdin',
  },
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
  return {
    kind: 'rows',
    columns: CHANGE_COLUMNS,
    rows,
    nameField: 'name',
    empty: 'nothing was asked for',
    exitCode: exitCodeOf(rows, failures),
  };
}

function exitCodeOf(rows: readonly Row[], failures: readonly RegctlError[]): number {
  const [code, ...others] = new Set(failures.map((failure) => failure.exitCode));
  if (code !== undefined) return failures.length === rows.length && others.length === 0 ? code : 9;
  return rows.some((row) => row['state'] === 'action-required') ? 8 : 0;
}

/** Options of every call about registrations. */
export function domainOptions(context: Context): DomainCallOptions {
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

/** Reads a contact file: YAML or JSON with `registrant`, `admin`, `tech`, `billing`, or one contact for all of them. @throws RegctlError `INVALID_INPUT` */
export async function readContacts(context: Context, path: string): Promise<Contacts> {
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    // Every scalar as it is written: a phone number such as +81.312345678 is no number, and NO is Norway.
    value = parse(await readInput(context, path), { schema: 'failsafe' });
  } catch (error) {
    if (isRegctlError(error)) throw error;
    throw wrongContacts(
      path,
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it cannot be read',
    );
  }
  if (!isMap(value)) throw wrongContacts(path, 'it is no map');
  if ('firstName' in value) {
    const contact = readContact(path, 'contact', value);
    return { registrant: contact, admin: contact, tech: contact, billing: contact };
  }
  const unknown = Object.keys(value).find((key) => !(CONTACT_ROLES as readonly string[]).includes(key));
  if (unknown !== undefined) throw wrongContacts(path, `there is no role ${unknown}`);
  return Object.fromEntries(
    Object.entries(value).map(([role, contact]) => [role, readContact(path, role, contact)]),
  );
}

const REQUIRED = ['firstName', 'lastName', 'email', 'phone', 'city', 'postalCode', 'country'] as const;
const OPTIONAL = ['organization', 'fax', 'state', 'street', 'extras'] as const;

function readContact(path: string, role: string, value: unknown): Contact {
  if (!isMap(value)) throw wrongContacts(path, `${role} is no map`);
  const unknown = Object.keys(value).find(
    (key) => ![...REQUIRED, ...OPTIONAL].some((known) => known === key),
  );
  if (unknown !== undefined) throw wrongContacts(path, `${role} has no field ${unknown}`);
  const word = (field: string): string => {
    const given = value[field];
    if (typeof given === 'string' || typeof given === 'number') return String(given).trim();
    throw wrongContacts(path, `${role}.${field} is missing`);
  };
  const optional = (field: string): string | null =>
    [undefined, null, '', 'null', '~'].some((none) => value[field] === none) ? null : word(field);
  const street = value['street'];
  const phone = word('phone');
  // RFC 5733 §2.5
  if (!/^\+\d{1,3}\.\d{1,14}$/.test(phone))
    throw wrongContacts(path, `${role}.phone must look like +81.312345678`);
  const country = word('country').toUpperCase();
  if (!/^[A-Z]{2}$/.test(country))
    throw wrongContacts(path, `${role}.country must be two letters such as JP`);
  return {
    firstName: word('firstName'),
    lastName: word('lastName'),
    organization: optional('organization'),
    email: word('email'),
    phone,
    fax: optional('fax'),
    street: Array.isArray(street) ? street.map(String) : [word('street')],
    city: word('city'),
    state: optional('state'),
    postalCode: word('postalCode'),
    country,
    extras: isMap(value['extras'])
      ? Object.fromEntries(Object.entries(value['extras']).map(([key, each]) => [key, String(each)]))
      : {},
  };
}

function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongContacts(path: string, reason: string): RegctlError {
  return new RegctlError('INVALID_INPUT', `${path} is no contact file`, {
    reason,
    hint: 'see the fields in `regctl domains contacts get NAME -o yaml`',
  });
}
