import { parseMoney, type Money } from '../../../core/money.ts';
import { failure } from './failures.ts';

/** Reads an amount in millionths of a currency (read 2026-11-21), by its digits. @throws RegctlError `PROVIDER_UNAVAILABLE` */
export function moneyOf(micro: number, currency: string): Money {
  const digits = String(micro).padStart(7, '0');
  try {
    return parseMoney(`${digits.slice(0, -6)}.${digits.slice(-6)}`, currency);
  } catch (error) {
    throw failure('PROVIDER_UNAVAILABLE', 'GoDaddy named an amount that cannot be understood', {
      reason: `${micro} millionths of ${currency} are no amount in its smallest unit`,
      cause: error,
    });
  }
}
