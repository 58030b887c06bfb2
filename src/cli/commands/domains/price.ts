import type { AccountPrice } from '../../../control-plane/domains.ts';
import { RegctlError, type Json } from '../../../core/errors.ts';
import { toJson } from '../../../core/json.ts';
import { convertMoney, type Money } from '../../../core/money.ts';
import { parseDomainName } from '../../../core/names.ts';
import type { Context } from '../../context.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { moneyText } from '../../domain-view.ts';
import { domainOptions } from '../../domain-words.ts';
import { text, type Column, type Row } from '../../output/view.ts';
import { readPriceList } from '../../price-list.ts';

const DEFAULT_YEARS = 5;

export const command: AnyCommand = defineCommand({
  summary: 'Compare what a name costs at every registrar: first year, renewal, transfer, total',
  description:
    'Amounts of another currency are converted with --rate; without a rate they stay as they are. Prices of a registrar whose API names none come from --prices, a list of your own with its date. Where the API tells the price of single names only, the name itself is asked for, which must be free.',
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
    {
      name: 'source',
      description: 'api, check (of this very name), or the price list; null without a price',
    },
    { name: 'asOf', description: 'when that was said' },
    { name: 'note', description: 'why there is no price' },
  ],
  exitCodes: {
    4: 'no account',
    6: 'no account is with a registrar',
    9: 'a registrar could not be asked',
    10: 'the registrar could not be reached',
  },
  writes: false,
  run: async (context, { arg, flags }) => {
    const given = labelAndTlds(arg('name'), flags.tld);
    const account = (await context.settings()).get('account');
    const rates = readRates(flags.rate, flags.currency);
    const { label, tlds } = given;
    const currency = flags.currency?.toUpperCase();
    let failed = false;
    const options = domainOptions(context);
    const found = await (
      await context.controlPlane()
    ).domains.prices(
      {
        label,
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
    const prices = found
      .map((price) => inCurrency(price, currency, rates))
      .toSorted((a, b) => tlds.indexOf(a.tld) - tlds.indexOf(b.tld) || byPrice(a, b, currency));
    noteCurrencies(context, prices);
    return {
      kind: 'rows',
      columns: columnsFor(flags.years ?? DEFAULT_YEARS),
      rows: prices.map((price) => priceRow(label, price)),
      nameField: 'name',
      empty: `no registrar here names a price for ${tlds.join(', ')}`,
      exitCode: failed ? 9 : 0,
    };
  },
});

/** A price as it is shown. */
interface ShownPrice extends AccountPrice {
  readonly converted: boolean;
}

function columnsFor(years: number): readonly Column[] {
  const money = (field: string, header: string): Column => ({
    field,
    header,
    align: 'right',
    // An amount that somebody's rate made is near the truth, and shown so.
    format: (value, row) => `${value !== null && row['converted'] === true ? '≈' : ''}${moneyText(value)}`,
  });
  return [
    { field: 'name', header: 'DOMAIN' },
    { field: 'account', header: 'ACCOUNT' },
    money('registration', 'FIRST YEAR'),
    money('renewal', 'RENEWAL'),
    { ...money('transfer', 'TRANSFER'), narrow: 'left-out' },
    money('total', years === 1 ? '1 YEAR' : `${String(years)} YEARS`),
    {
      field: 'source',
      header: 'SOURCE',
      format: (value, row) => sourceText(value, row, `${text(value)},`),
      narrow: (value, row) => sourceText(value, row, value === 'api' || value === 'check' ? value : 'list'),
    },
  ];
}

/** Where a price is from and how old it is, or why there is none. */
function sourceText(source: Json, row: Row, word: string): string {
  return source === null ? text(row['note'] ?? null) : `${word} ${text(row['asOf'] ?? null).slice(0, 10)}`;
}

function labelAndTlds(
  word: string,
  list: string | undefined,
): { readonly label: string; readonly tlds: readonly string[] } {
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
    label: dot < 0 ? name : name.slice(0, dot),
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

function inCurrency(
  price: AccountPrice,
  currency: string | undefined,
  rates: ReadonlyMap<string, string>,
): ShownPrice {
  let converted = false;
  const show = (money: Money | null): Money | null => {
    if (money === null || currency === undefined || money.currency === currency) return money;
    const rate = rates.get(money.currency);
    if (rate === undefined) return money;
    converted = true;
    return convertMoney(money, currency, rate);
  };
  const { registration, renewal, transfer, total } = price;
  const amounts = {
    registration: show(registration),
    renewal: show(renewal),
    transfer: show(transfer),
    total: show(total),
  };
  return { ...price, ...amounts, converted };
}

/** The cheapest first; amounts of another currency are not compared but come after, and then what is not known. */
function byPrice(a: ShownPrice, b: ShownPrice, wanted: string | undefined): number {
  const rank = ({ registration }: ShownPrice): string =>
    registration === null ? '2' : registration.currency === wanted ? '0' : `1${registration.currency}`;
  const amount = ({ total }: ShownPrice): number => total?.minor ?? Number.MAX_SAFE_INTEGER;
  const first = ({ registration }: ShownPrice): number => registration?.minor ?? 0;
  return (
    compare(rank(a), rank(b)) || amount(a) - amount(b) || first(a) - first(b) || compare(a.account, b.account)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Says how amounts of several currencies can be compared. */
function noteCurrencies(context: Context, prices: readonly ShownPrice[]): void {
  const currencies = [
    ...new Set(prices.flatMap(({ registration }) => registration?.currency ?? [])),
  ].toSorted();
  const [first, ...others] = currencies;
  if (first === undefined || others.length === 0) return;
  context.notice(
    `amounts are in ${currencies.join(' and ')}; --currency ${first} ${others.map((code) => `--rate ${code}=RATE`).join(' ')} makes them comparable`,
  );
}

function priceRow(label: string, price: ShownPrice): Row {
  const { tld, account, provider, years, converted, source, asOf, note } = price;
  const amounts = {
    registration: toJson(price.registration),
    renewal: toJson(price.renewal),
    transfer: toJson(price.transfer),
    total: toJson(price.total),
  };
  return {
    name: `${label}.${tld}`,
    tld,
    account,
    provider,
    ...amounts,
    years,
    converted,
    source,
    asOf,
    note,
  };
}
