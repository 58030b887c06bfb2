import { RegctlError } from './errors.ts';

/** An amount in integer minor units of a currency (cents of USD, yen of JPY). Never a float. */
export interface Money {
  readonly minor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

/** Digits behind the decimal point where they are not two (ISO 4217). */
const EXPONENTS: { readonly [currency: string]: number } = {
  JPY: 0,
  KRW: 0,
  VND: 0,
  CLP: 0,
  ISK: 0,
  BHD: 3,
  KWD: 3,
  TND: 3,
};

/** Digits behind the decimal point of a currency. */
export function minorDigits(currency: string): number {
  return EXPONENTS[currency] ?? 2;
}

/**
 * Reads a decimal amount in major units, such as `9.73` or `1280`, without ever passing through a float.
 *
 * Thousands may be parted by commas only before decimals (`1,280.00`): `13,50` and `1,280` mean different amounts to different readers and are refused.
 *
 * @throws RegctlError `INVALID_INPUT` for what is no amount or has more digits than the currency
 */
export function parseMoney(text: string, currency: string): Money {
  const trimmed = text.trim();
  const plain = /^\d{1,3}(?:,\d{3})+\.\d+$/.test(trimmed) ? trimmed.replaceAll(',', '') : trimmed;
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(plain);
  const digits = minorDigits(currency);
  const fraction = (match?.[2] ?? '').replace(/0+$/, '');
  if (match?.[1] === undefined || fraction.length > digits) {
    throw new RegctlError('INVALID_INPUT', `${JSON.stringify(text)} is not an amount of ${currency}`, {
      reason: `it takes digits with at most ${digits} behind the point, and no commas`,
      hint: digits === 0 ? 'write it such as 1280' : 'write it such as 9.73',
    });
  }
  return { minor: Number(match[1]) * 10 ** digits + Number(fraction.padEnd(digits, '0') || '0'), currency };
}

/** Writes an amount such as `9.73 USD`. */
export function formatMoney({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const major = text.slice(0, text.length - digits);
  const sign = minor < 0 ? '-' : '';
  return `${sign}${major}${digits === 0 ? '' : `.${text.slice(-digits)}`} ${currency}`;
}

/** Adds amounts of one currency. @throws RegctlError `INTERNAL` for two currencies */
export function addMoney(a: Money, b: Money): Money {
  if (a.currency !== b.currency)
    throw new RegctlError('INTERNAL', `defect: adding ${a.currency} to ${b.currency}`);
  return { minor: a.minor + b.minor, currency: a.currency };
}

/** Gives an amount so many times. */
export function multiplyMoney({ minor, currency }: Money, times: number): Money {
  return { minor: minor * times, currency };
}

/** Compares amounts of one currency. @throws RegctlError `INVALID_INPUT` for two currencies */
export function compareMoney(a: Money, b: Money): number {
  if (a.currency === b.currency) return a.minor - b.minor;
  throw new RegctlError('INVALID_INPUT', `${formatMoney(a)} cannot be compared with ${formatMoney(b)}`, {
    reason: 'they are of different currencies',
    hint: `give the amount in ${a.currency}`,
  });
}

/**
 * Converts an amount at a rate, rounded to the nearest minor unit.
 *
 * @param rate - units of the target currency for one unit of this one, as decimal text: `155.2`
 */
export function convertMoney(money: Money, currency: string, rate: string): Money {
  const [whole = '0', fraction = ''] = rate.split('.');
  // All in integers: a float would lose yen at the top and cents at the bottom.
  const scaled = BigInt(whole + fraction);
  const divisor = 10n ** BigInt(fraction.length + minorDigits(money.currency));
  const amount = BigInt(money.minor) * scaled * 10n ** BigInt(minorDigits(currency));
  return { minor: Number((2n * amount + divisor) / (2n * divisor)), currency };
}
