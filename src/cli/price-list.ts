import type { PriceInput } from '../control-plane/domains.ts';
import { RegctlError } from '../core/errors.ts';
import { parseMoney, type Money } from '../core/money.ts';
import type { Context } from './context.ts';
import { readInput } from './read-input.ts';

/**
 * Reads a price list: YAML or JSON, a list of `{account, tld, currency, registration, renewal, transfer, asOf}`, amounts as decimal text, `account` the name of an
 * account or of a provider.
 *
 * @throws RegctlError `INVALID_INPUT`
 */
export async function readPriceList(context: Context, path: string): Promise<PriceInput['list']> {
  const { parse } = await import('yaml');
  const wrong = (reason: string): RegctlError =>
    new RegctlError('INVALID_INPUT', `${path} is no price list`, {
      reason,
      hint: 'an entry looks like {account: value-domain, tld: jp, currency: JPY, registration: 2035, renewal: 3124, asOf: 2026-11-01}',
    });
  const value: unknown = parse(await readInput(context, path));
  if (!Array.isArray(value)) throw wrong('it is no list');
  return value.map((entry: unknown, i) => {
    if (typeof entry !== 'object' || entry === null) throw wrong(`entry ${String(i + 1)} is no map`);
    const fields = entry as { readonly [key: string]: unknown };
    const word = (key: string): string => {
      const given = fields[key];
      if (typeof given === 'string' || typeof given === 'number') return String(given);
      throw wrong(`entry ${String(i + 1)} has no ${key}`);
    };
    const money = (key: string): Money | null =>
      fields[key] === undefined || fields[key] === null
        ? null
        : parseMoney(word(key), word('currency').toUpperCase());
    const asOf = new Date(word('asOf'));
    if (Number.isNaN(asOf.getTime())) throw wrong(`entry ${String(i + 1)}: asOf is no date`);
    return {
      account: word('account'),
      tld: word('tld').toLowerCase().replace(/^\./, ''),
      registration: money('registration'),
      renewal: money('renewal'),
      transfer: money('transfer'),
      source: path,
      asOf: asOf.toISOString(),
    };
  });
}
