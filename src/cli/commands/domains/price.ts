import type { AccountPrice } from '../../../control-plane/domains.ts';
import { RegctlError } from '../../../core/errors.ts';
import { convertMoney, type Money } from '../../../core/money.ts';
import { parseDomainName } from '../../../core/names.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { moneyText, plain } from '../../domain-view.ts';
import { domainOptions } from '../../domain-words.ts';
import { text, type Row } from '../../output/view.ts';
import { readPriceList } from '../../price-list.ts';

const DEFAULT_YEARS = 5;

export const command: AnyCommand = defineCommand({
  summary: 'Compare what a name costs at every registrar: first year, renewal, transfer, total',
  description:
    'Amounts of another currency are converted with --rate; without a rate they stay as they are. Prices of a registrar whose API names none come from --prices, a list of your own with its date.',
  examples: [
    { command: 'regctl domains price acme --tld com,dev,jp', does: 'all registrars side by side' },
    {
      command: 'regctl domains price acme.com --years 10 --currency JPY --rate USD=155.2',
      does: 'ten years, in yen',
    },
  ],
  args: [{ name: 'name', description: 'a word, or a name whose extension is meant' }],
  flags: {
    tld: { type: 'string', value: 'TLDS', description: 'extensions, separated by commas' },
    years: {
      type: 'integer',
      value: 'N',
      description: `years of the total; ${String(DEFAULT_YEARS)} when omitted`,
    },
    currency: { type: 'string', value: 'CODE', description: 'show amounts in this currency' },
    rate: { type: 'list', value: 'CODE=RATE', description: 'units of --currency for one unit of CODE' },
    prices: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      description: 'price list for registrars whose API names none',
    },
    refresh: { type: 'boolean', description: 'ask the registrars though their prices of today are known' },
  },
  fields: [
    { name: 'name', description: 'domain' },
    { name: 'tld', description: 'extension' },
    { name: 'account', description: 'provider account' },
    { name: 'provider', description: 'kind of provider' },
    { name: 'registration', description: 'first year, minor units and currency' },
    { name: 'renewal', description: 'each further year' },
    { name: 'transfer', description: 'transfer with a year' },
    { name: 'total', description: 'all the years' },
    { name: 'years', description: 'years of the total' },
    { name: 'converted', description: 'whether the amounts were converted' },
    { name: 'source', description: 'api, or the price list' },
    { name: 'asOf', description: 'when that was said' },
  ],
  exitCodes: {
    4: 'no account',
    6: 'no account is with a registrar',
    9: 'a registrar could not be asked',
    10: 'the registrar could not be reached',
  },
  writes: false,
  run: async (context, { arg, flags }) => {
    const { word, tlds } = wordAndTlds(arg('name'), flags.tld);
    const account = (await context.settings()).get('account');
    const rates = readRates(flags.rate, flags.currency);
    let failed = false;
    const options = domainOptions(context);
    const found = await (
      await context.controlPlane()
    ).domains.prices(
      {
        tlds,
        years: flags.years ?? DEFAULT_YEARS,
        list: flags.prices === undefined ? [] : await readPriceList(context, flags.prices),
        refresh: flags.refresh,
        ...(account === undefined ? {} : { account }),
      },
      {
        ...options,
        onFailure: (name, error) => {
          failed = true;
          options.onFailure?.(name, error);
        },
      },
    );
    const rows = found
      .map((price) => priceRow(word, price, flags.currency?.toUpperCase(), rates))
      .toSorted(
        (a, b) =>
          tlds.indexOf(text(a['tld'] ?? null)) - tlds.indexOf(text(b['tld'] ?? null)) ||
          minorOf(a) - minorOf(b),
      );
    return {
      kind: 'rows',
      columns: [
        { field: 'name', header: 'DOMAIN' },
        { field: 'account', header: 'ACCOUNT' },
        { field: 'registration', header: 'FIRST YEAR', align: 'right', format: moneyText },
        { field: 'renewal', header: 'RENEWAL', align: 'right', format: moneyText },
        { field: 'transfer', header: 'TRANSFER', align: 'right', format: moneyText },
        {
          field: 'total',
          header: `${String(flags.years ?? DEFAULT_YEARS)} YEARS`,
          align: 'right',
          format: moneyText,
        },
        { field: 'source', header: 'SOURCE' },
        { field: 'asOf', header: 'AS OF', format: (value) => text(value).slice(0, 10) },
      ],
      rows,
      nameField: 'name',
      empty: `no registrar here names a price for ${tlds.join(', ')}`,
      exitCode: failed ? 9 : 0,
    };
  },
});

function wordAndTlds(
  word: string,
  list: string | undefined,
): { readonly word: string; readonly tlds: readonly string[] } {
  const given = (list ?? '')
    .split(',')
    .map((tld) => tld.trim().toLowerCase().replace(/^\./, ''))
    .filter((tld) => tld !== '');
  const name = parseDomainName(word);
  const dot = name.indexOf('.');
  if (given.length === 0 && dot < 0) {
    throw new RegctlError('USAGE', `${word}: which extension?`, {
      reason: 'the word has none, and --tld is not given',
      hint: `regctl domains price ${word} --tld com,dev`,
    });
  }
  return {
    word: dot < 0 ? name : name.slice(0, dot),
    tlds: given.length > 0 ? given : [name.slice(dot + 1)],
  };
}

function readRates(words: readonly string[], currency: string | undefined): ReadonlyMap<string, string> {
  if (words.length > 0 && currency === undefined) {
    throw new RegctlError('USAGE', '--rate needs --currency', {
      reason: 'a rate converts into that currency',
      hint: '--currency JPY --rate USD=155.2',
    });
  }
  return new Map(
    words.map((word) => {
      const match = /^([A-Za-z]{3})=(\d{1,9}(?:\.\d{1,9})?)$/.exec(word);
      if (match?.[1] !== undefined && match[2] !== undefined)
        return [match[1].toUpperCase(), match[2]] as const;
      throw new RegctlError('USAGE', `--rate ${word}: that is no rate`, {
        reason: 'it takes a currency and a number',
        hint: '--rate USD=155.2',
      });
    }),
  );
}

function priceRow(
  word: string,
  price: AccountPrice,
  currency: string | undefined,
  rates: ReadonlyMap<string, string>,
): Row {
  let converted = false;
  const show = (money: Money | null): Money | null => {
    if (money === null || currency === undefined || money.currency === currency) return money;
    const rate = rates.get(money.currency);
    if (rate === undefined) return money;
    converted = true;
    return convertMoney(money, currency, rate);
  };
  const { account, provider, tld, years, source, asOf } = price;
  const amounts = {
    registration: plain(show(price.registration)),
    renewal: plain(show(price.renewal)),
    transfer: plain(show(price.transfer)),
    total: plain(show(price.total)),
  };
  return { name: `${word}.${tld}`, tld, account, provider, ...amounts, years, converted, source, asOf };
}

/** For the order: what is not known comes last, currencies are not mixed up but kept apart. */
function minorOf(row: Row): number {
  const total = row['total'];
  return typeof total === 'object' && total !== null && 'minor' in total ? Number(total['minor']) : Infinity;
}
