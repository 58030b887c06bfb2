import { RegctlError } from './errors.ts';
import { toJson } from './json.ts';
import { compareMoney, formatMoney, type Money } from './money.ts';

/** What is to be paid, to whom, for what. */
export interface PriceTag {
  readonly action: string;
  readonly name: string;
  readonly account: string;
  /** null where the registrar names no price. */
  readonly total: Money | null;
}

/**
 * Refuses what costs more than a limit allows, or what a limit says nothing about as no price is known.
 *
 * @throws RegctlError `PRICE_LIMIT`
 */
export function refuseDear(tag: PriceTag, maxPrice: Money): void {
  const { action, name, account, total } = tag;
  if (total === null) {
    throw new RegctlError('PRICE_LIMIT', `${account} does not say what ${name} costs`, {
      reason: 'its API names no price, so that --max-price cannot be kept',
      hint: 'look the price up on its page, then give --any-price instead',
    });
  }
  if (compareMoney(total, maxPrice) <= 0) return;
  throw new RegctlError('PRICE_LIMIT', `${action} of ${name} costs ${formatMoney(total)} at ${account}`, {
    reason: `--max-price allows ${formatMoney(maxPrice)}`,
    hint: `--max-price ${amountOf(total)} would buy it`,
    details: { price: toJson(total), maxPrice: toJson(maxPrice) },
  });
}

/** The amount as --max-price takes it. */
export function amountOf(money: Money): string {
  return formatMoney(money).split(' ')[0] ?? '';
}
