import type { AccountQuote, Contacts, Job } from '../control-plane/domains.ts';
import { RegctlError } from '../core/errors.ts';
import { toJson } from '../core/json.ts';
import { formatMoney, type Money } from '../core/money.ts';
import type { DomainName } from '../core/names.ts';
import { amountOf, refuseDear } from '../core/price-limit.ts';
import type { OutputField } from './command-record.ts';
import type { Context } from './context.ts';
import { JOB_FIELDS, jobRow, moneyText } from './domain-view.ts';
import { domainOptions, priceLimit } from './domain-words.ts';
import type { Row } from './output/view.ts';

/** Flags of every command that costs money. */
export const PURCHASE_FLAGS = {
  years: { type: 'integer', value: 'N', description: 'years; the least that is sold when omitted' },
  'max-price': {
    type: 'string',
    value: 'AMOUNT',
    description: 'refuse to pay more for a name: 12.50, or 12.50 USD',
  },
  'any-price': { type: 'boolean', description: 'buy though the registrar names no price, or whatever it is' },
  'accept-terms': { type: 'boolean', description: 'agree to what the registrar wants to be agreed to' },
  'idempotency-key': {
    type: 'string',
    value: 'KEY',
    description: 'the same key never buys twice, also after a crash',
  },
  wait: { type: 'boolean', description: 'wait until the registrar is done' },
  'dry-run': { type: 'boolean', short: 'n', description: 'print the quote and buy nothing' },
} as const;

export const PURCHASE_FIELDS: readonly OutputField[] = [
  ...JOB_FIELDS,
  { name: 'quote', description: 'what it costs, with --dry-run' },
];

export const PURCHASE_EXIT_CODES: { readonly [code: number]: string } = {
  4: 'no account, or its credential is rejected',
  5: 'no account holds it',
  6: 'the registrar has no API for it',
  7: 'the price, the balance, an earlier purchase or the registrar refused',
  8: 'not finished yet, or a person must do something',
  9: 'some of several failed',
  10: 'the registrar could not be reached',
};

export interface PurchaseFlags {
  readonly years: number | undefined;
  readonly 'max-price': string | undefined;
  readonly 'any-price': boolean;
  readonly 'accept-terms': boolean;
  readonly 'idempotency-key': string | undefined;
  readonly wait: boolean;
  readonly 'dry-run': boolean;
}

export interface PurchaseWish {
  readonly action: AccountQuote['action'];
  readonly name: DomainName;
  readonly account?: string;
  readonly contacts: Contacts | null;
  readonly nameservers: readonly DomainName[];
  readonly privacy: boolean;
  readonly autoRenew: boolean;
  readonly allowFaults?: number | undefined;
  /** Asked for only once everything else is settled. */
  readonly authCode?: () => Promise<string>;
}

/** Quote, guard, question, purchase: gives the row to print. */
export async function purchase(context: Context, wish: PurchaseWish, flags: PurchaseFlags): Promise<Row> {
  const { domains, jobs } = await context.controlPlane();
  const options = domainOptions(context);
  checkAmount(flags['max-price']);
  const earlier = await earlierQuote(context, wish, flags);
  const quote =
    earlier ??
    (await domains.quote(
      {
        action: wish.action,
        name: wish.name,
        ...(flags.years === undefined ? {} : { years: flags.years }),
        ...(wish.account === undefined ? {} : { account: wish.account }),
      },
      options,
    ));
  const maxPrice = limitOf(quote, flags);
  if (flags['dry-run']) {
    if (maxPrice !== null) refuseDear(quote, maxPrice);
    context.notice(describe(quote));
    return {
      ...EMPTY_ROW,
      domain: quote.name,
      account: quote.account,
      action: quote.action,
      price: toJson(quote.total),
      quote: toJson(quote),
    };
  }
  if (earlier === undefined) await agree(context, quote, flags);
  const authCode = await wish.authCode?.();
  let job = await domains.buy(
    {
      quote,
      maxPrice,
      contacts: wish.contacts,
      nameservers: wish.nameservers,
      privacy: wish.privacy,
      autoRenew: wish.autoRenew,
      idempotencyKey: flags['idempotency-key'] ?? crypto.randomUUID(),
      ...(authCode === undefined ? {} : { authCode }),
      ...(wish.allowFaults === undefined ? {} : { allowFaults: wish.allowFaults }),
    },
    options,
  );
  if (flags.wait && (job.status === 'running' || job.status === 'unknown'))
    job = await jobs.wait(job.id, options);
  tell(context, job, quote);
  return { ...jobRow(job), quote: toJson(quote) };
}

/** The quote that was agreed to with this key: what it bought is not quoted again, as it is no longer to be had. */
async function earlierQuote(
  context: Context,
  wish: PurchaseWish,
  flags: PurchaseFlags,
): Promise<AccountQuote | undefined> {
  const key = flags['idempotency-key'];
  if (key === undefined) return undefined;
  const job = await (await context.controlPlane()).domains.purchaseOf(key);
  if (job === undefined) return undefined;
  const quote = job.request['quote'] as unknown as AccountQuote;
  const others = flags.years !== undefined && flags.years !== quote.years;
  const elsewhere = wish.account !== undefined && wish.account !== job.account;
  if (job.domain !== wish.name || job.action !== wish.action || others || elsewhere) {
    throw new RegctlError(
      'INVALID_INPUT',
      `the idempotency key was used for ${job.action} of ${job.domain}`,
      {
        reason: 'one key stands for one purchase',
        hint: 'give another --idempotency-key',
      },
    );
  }
  return quote;
}

const EMPTY_ROW: Row = Object.fromEntries(JOB_FIELDS.map((field) => [field.name, null]));

/**
 * A person on a terminal sees the price and says yes. `--yes` alone buys nothing: where nobody is asked, the price must be bounded by --max-price (or freed by
 * --any-price) and the terms accepted.
 */
async function agree(context: Context, quote: AccountQuote, flags: PurchaseFlags): Promise<void> {
  const isBounded = flags['any-price'] || (flags['max-price'] !== undefined && quote.total !== null);
  const termsOpen = quote.agreements.length > 0 && !flags['accept-terms'];
  if (isBounded && !termsOpen && (context.flags.yes === true || !context.prompt.interactive)) return;
  if (!context.json) context.io.stderr.write(`${describe(quote)}\n`);
  for (const agreement of termsOpen ? quote.agreements : [])
    context.notice(`  agreement: ${agreement.title}${agreement.url === null ? '' : ` ${agreement.url}`}`);
  const needed = [
    ...(isBounded ? [] : [quote.total === null ? '--any-price' : `--max-price ${amountOf(quote.total)}`]),
    ...(termsOpen ? ['--accept-terms'] : []),
  ].join(' and ');
  const question = termsOpen ? 'Agree to this and buy it?' : 'Buy it?';
  if (await context.prompt.confirm(question, needed === '' ? '--yes' : needed)) return;
  throw new RegctlError('INTERRUPTED', `nothing was bought: ${quote.name}`, { reason: 'the answer was no' });
}

function describe(quote: AccountQuote): string {
  const price = quote.total === null ? 'a price that its API does not name' : moneyText(toJson(quote.total));
  return `${quote.action} ${quote.name} for ${String(quote.years)} ${quote.years === 1 ? 'year' : 'years'} at ${quote.account} (${quote.provider}): ${price}`;
}

function tell(context: Context, job: Job, quote: AccountQuote): void {
  const what = `${job.action} of ${job.domain} at ${job.account}`;
  const price = quote.total === null ? '' : ` for ${formatMoney(quote.total)}`;
  if (job.status === 'done') context.notice(`${what}: done${price}`);
  else if (job.status === 'action-required')
    context.warn(
      `${what}: ${job.detail ?? 'a person must do something'}; then \`regctl ops wait ${job.id}\``,
    );
  else if (job.status === 'failed' || job.status === 'cancelled')
    context.warn(`${what}: ${job.status}${job.detail === null ? '' : `, ${job.detail}`}`);
  else context.notice(`${what}: ${job.status}; \`regctl ops wait ${job.id}\``);
}

/** What --max-price means in the currency of a quote. @throws RegctlError `PRICE_LIMIT` where no price is named that it could be held against */
function limitOf(quote: AccountQuote, flags: PurchaseFlags): Money | null {
  const words = flags['max-price'];
  if (words === undefined) return null;
  if (quote.total !== null) return priceLimit(words, quote.total.currency);
  if (!flags['any-price']) refuseDear(quote, priceLimit(words, 'USD'));
  return null;
}

/** Refuses what is no amount before anybody is asked for a price. @throws RegctlError `INVALID_INPUT` */
function checkAmount(words: string | undefined): void {
  // Bahrain's dinar has the most decimals: what has too many for the currency of the quote is refused then.
  if (words !== undefined) priceLimit(words.replace(/[A-Za-z]{3}/, ''), 'BHD');
}
