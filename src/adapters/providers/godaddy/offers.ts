import { formatMoney, type Money } from '../../../core/money.ts';
import type { DomainName } from '../../../core/names.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { Quote } from '../../../ports/registrar.ts';
import type { GodaddyClient } from './client.ts';
import { failure } from './failures.ts';
import { moneyOf } from './money.ts';
import { apiAgreements, apiAvailability, type ApiAgreement, type ApiAvailability } from './schema.ts';

/** Whether a name can be had, by the registry's word: FULL asks it, the default may be wrong (read 2026-11-21). */
export function askAvailability(
  client: GodaddyClient,
  name: DomainName,
  forTransfer: boolean,
  signal?: AbortSignal,
): Promise<ApiAvailability> {
  return client.ask(apiAvailability, {
    method: 'GET',
    path: '/v1/domains/available',
    query: { domain: name, checkType: 'FULL', ...(forTransfer ? { forTransfer: 'true' } : {}) },
    subject: { what: name, kind: 'availability', scope: 'domains.domain:read', changes: false },
    signal,
  });
}

/** As {@link askAvailability}, for a name that is to be bought. @throws RegctlError `DOMAIN_UNAVAILABLE`, `REGISTRAR_REFUSED` */
export async function askAvailable(
  client: GodaddyClient,
  name: DomainName,
  forTransfer: boolean,
  signal?: AbortSignal,
): Promise<ApiAvailability> {
  const found = await askAvailability(client, name, forTransfer, signal);
  if (!found.available) {
    throw failure('DOMAIN_UNAVAILABLE', `${name} cannot be ${forTransfer ? 'transferred' : 'registered'}`, {
      reason: forTransfer ? 'GoDaddy does not take it' : 'it is taken, or reserved',
      hint: forTransfer
        ? 'unlock it where it is registered'
        : `regctl domains search ${name.split('.')[0] ?? ''}`,
    });
  }
  if (found.definitive !== false) return found;
  throw failure('REGISTRAR_REFUSED', `GoDaddy is not sure whether ${name} can be had`, {
    reason: 'the registry did not answer it',
    hint: 'try again in a minute',
  });
}

/** What must be agreed to for names of an extension. */
export function askAgreements(
  client: GodaddyClient,
  name: DomainName,
  forTransfer: boolean,
  signal?: AbortSignal,
): Promise<readonly ApiAgreement[]> {
  return client.ask(apiAgreements, {
    method: 'GET',
    path: '/v1/domains/agreements',
    query: {
      tlds: name.slice(name.indexOf('.') + 1),
      privacy: 'false',
      ...(forTransfer ? { forTransfer: 'true' } : {}),
    },
    subject: {
      what: `the agreements for ${name}`,
      kind: 'account',
      scope: 'domains.domain:read',
      changes: false,
    },
    signal,
  });
}

/** The price is for `period` years; another number of years has none, as further years cost otherwise than the first. */
export function totalOf({ price, currency, period = 1 }: ApiAvailability, years: number): Money | null {
  return price === undefined || currency === undefined || period !== years ? null : moneyOf(price, currency);
}

/** @throws RegctlError `PRICE_CHANGED` where the price is another than quoted, or is no longer named */
export function refuseDearer(quote: Quote, found: ApiAvailability): void {
  const { total, name, years } = quote;
  // For so many years GoDaddy names no price: the total is what the user is ready to pay.
  if (total === null || (found.period ?? 1) !== years) return;
  const now = totalOf(found, years);
  if (now !== null && total.minor === now.minor && total.currency === now.currency) return;
  const price = now === null ? 'has no price any more' : `now costs ${formatMoney(now)}`;
  throw failure('PRICE_CHANGED', `${name} ${price}; nothing was bought`, {
    reason: `it was quoted at ${formatMoney(total)}`,
    hint: 'ask again and confirm the new price',
  });
}

/** Where nothing is set: the agreement is given on the machine that runs regctl, whose address to the outside is not known here. */
export const DEFAULT_CONSENT_IP = '127.0.0.1';

/** What GoDaddy keeps of an agreement: to what, when, and the address of who agreed. */
export function consentOf(context: ProviderContext, agreementKeys: readonly string[]): object {
  return {
    agreementKeys,
    agreedBy: context.settings['consent-ip'] ?? DEFAULT_CONSENT_IP,
    agreedAt: context.clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
  };
}
