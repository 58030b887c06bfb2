import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import { formatMoney, type Money } from '../../../core/money.ts';
import type { DomainName } from '../../../core/names.ts';
import type { Clock } from '../../../ports/clock.ts';
import {
  DONE,
  type Progress,
  type Purchase,
  type PurchaseAction,
  type Quote,
} from '../../../ports/registrar.ts';
import { ROLE_WORDS, toApiContact } from './contact.ts';
import type { DomainsClient } from './domains-client.ts';
import { transferability } from './domains-schema.ts';
import { availabilityOf, detailOf, findHeld, pricesOf } from './lookups.ts';
import { newestOperation, startOperation } from './operations.ts';
import { availabilityStatus, progressOf, timesYears, tldOf } from './registration.ts';

interface Deps {
  readonly client: DomainsClient;
  readonly clock: Clock;
}

const OPERATION_TYPES: { readonly [A in PurchaseAction]: string } = {
  register: 'REGISTER_DOMAIN',
  renew: 'RENEW_DOMAIN',
  transfer: 'TRANSFER_IN_DOMAIN',
};

/** Says what something costs now. @throws RegctlError `DOMAIN_UNAVAILABLE`, `DOMAIN_NOT_FOUND` */
export async function quote(
  deps: Deps,
  request: { readonly action: PurchaseAction; readonly name: DomainName; readonly years: number },
  signal?: AbortSignal,
): Promise<Quote> {
  const { action, name, years } = request;
  if (action === 'transfer' && years !== 1)
    throw new RegctlError('INVALID_INPUT', `${name} cannot be transferred for ${years} years`, {
      reason: 'what a transfer adds to the registration is up to the registry, mostly one year',
      hint: '--years 1',
      provider: 'route53',
    });
  if (action === 'register') await refuseUnavailable(deps, name, signal);
  if (action === 'transfer') await refuseUntransferable(deps, name, signal);
  const expiresAt = action === 'renew' ? expiryOf(await detailOf(deps.client, name, signal)) : null;
  const total = await priceOf(deps, action, name, years, signal);
  return { action, name, years, total, expiresAt, agreements: [] };
}

async function refuseUnavailable(
  { client, clock }: Deps,
  name: DomainName,
  signal?: AbortSignal,
): Promise<void> {
  const word = await availabilityOf(client, clock, name, signal);
  const status = availabilityStatus(word);
  if (status === 'available') return;
  if (status === 'unknown') throw notKnown(name, 'registered', word);
  throw unavailable(`${name} cannot be registered`, `Route 53 Domains says ${word}`);
}

async function refuseUntransferable({ client }: Deps, name: DomainName, signal?: AbortSignal): Promise<void> {
  const { Transferability: found, Message } = await client.call(
    'CheckDomainTransferability',
    { DomainName: name },
    transferability,
    { repeat: 'always', about: name, signal },
  );
  // Both `TRANSFERABLE` and `Transferable` are documented (service model 2014-05-15, read 2026-11-21).
  if (found.Transferable.toUpperCase() === 'TRANSFERABLE') return;
  if (found.Transferable === 'DONT_KNOW') throw notKnown(name, 'transferred', found.Transferable);
  throw unavailable(
    `${name} cannot be transferred`,
    Message === undefined
      ? `Route 53 Domains says ${found.Transferable}`
      : `${found.Transferable}: ${Message}`,
  );
}

function notKnown(name: DomainName, what: string, word: string): RegctlError {
  return new RegctlError('PROVIDER_UNAVAILABLE', `whether ${name} can be ${what} is not known now`, {
    reason: `the registry answers ${word}`,
    hint: 'try again later',
    provider: 'route53',
  });
}

function unavailable(message: string, reason: string): RegctlError {
  return new RegctlError('DOMAIN_UNAVAILABLE', message, {
    reason,
    hint: 'nothing was bought; check the name with `regctl domains check`',
    provider: 'route53',
  });
}

function expiryOf(registration: { readonly name: DomainName; readonly expiresAt: string | null }): string {
  if (registration.expiresAt !== null) return registration.expiresAt;
  throw new RegctlError('PROVIDER_UNAVAILABLE', `when ${registration.name} expires is not known`, {
    reason: 'Route 53 Domains does not say it, and a renewal counts from it',
    hint: 'try again later',
    provider: 'route53',
  });
}

/** @throws RegctlError `DOMAIN_UNAVAILABLE` for what has no price */
async function priceOf(
  { client }: Deps,
  action: PurchaseAction,
  name: DomainName,
  years: number,
  signal?: AbortSignal,
): Promise<Money> {
  const [found] = await pricesOf(client, [tldOf(name)], signal);
  const member = ({ register: 'registration', renew: 'renewal', transfer: 'transfer' } as const)[action];
  const total = timesYears(found?.[member] ?? null, years);
  if (total !== null) return total;
  throw unavailable(
    `there is no price to ${action} ${name}`,
    `Route 53 Domains does not sell it for .${tldOf(name)}`,
  );
}

/** Buys. The order goes out once; a price that moved stops it before. */
export async function buy(deps: Deps, purchase: Purchase): Promise<Progress> {
  const { quote: asked, signal } = purchase;
  const input = orderOf(purchase);
  const now = await priceOf(deps, asked.action, asked.name, asked.years, signal);
  if (asked.total === null || now.minor !== asked.total.minor || now.currency !== asked.total.currency)
    throw new RegctlError(
      'PRICE_CHANGED',
      `the price to ${asked.action} ${asked.name} is now ${formatMoney(now)}`,
      {
        reason: `it was quoted at ${asked.total === null ? 'no price' : formatMoney(asked.total)}; nothing was bought`,
        hint: 'run the command again to see the new price',
        provider: 'route53',
      },
    );
  const operation = (
    { register: 'RegisterDomain', renew: 'RenewDomain', transfer: 'TransferDomain' } as const
  )[asked.action];
  try {
    return await startOperation(deps.client, operation, input, {
      repeat: 'never',
      secret: purchase.authCode,
      signal,
    });
  } catch (error) {
    // A name that went away since the quote is a plain InvalidInput.
    if (isRegctlError(error, 'REGISTRAR_REFUSED') && /not available|unavailable/i.test(error.reason ?? ''))
      throw unavailable(`${asked.name} cannot be had`, error.reason ?? '');
    throw error;
  }
}

function orderOf(purchase: Purchase): {
  readonly DomainName: DomainName;
  readonly [member: string]: unknown;
} {
  const { quote: asked, nameservers, authCode } = purchase;
  const order = { DomainName: asked.name, DurationInYears: asked.years };
  if (asked.action === 'renew') {
    // The year makes a renewal that is sent twice fail the second time.
    const year = new Date(asked.expiresAt ?? '').getUTCFullYear();
    if (Number.isNaN(year)) throw invalid(asked, 'the quote does not say when the registration expires');
    return { ...order, CurrentExpiryYear: year };
  }
  if (asked.action === 'register' && nameservers.length > 0)
    throw invalid(
      asked,
      'Route 53 points a new registration at a hosted zone that it makes for it',
      'register it without name servers, and set them with `regctl domains ns set` when it is done',
    );
  return {
    ...order,
    ...contactsOf(purchase),
    AutoRenew: purchase.autoRenew,
    ...(authCode === undefined ? {} : { AuthCode: authCode }),
    ...(nameservers.length === 0 ? {} : { Nameservers: nameservers.map((Name) => ({ Name })) }),
  };
}

/** Registrant, administrative and technical contact are required, the one for billing is not (service model 2014-05-15, read 2026-11-21). */
function contactsOf({ quote: asked, contacts, privacy }: Purchase): { readonly [member: string]: unknown } {
  const registrant = contacts?.registrant;
  if (registrant === undefined)
    throw invalid(
      asked,
      'Route 53 Domains needs the contact of the registrant; nothing was bought',
      'give it with `--contacts contacts.yaml`',
    );
  const people = {
    registrant,
    admin: contacts?.admin ?? registrant,
    tech: contacts?.tech ?? registrant,
    ...(contacts?.billing === undefined ? {} : { billing: contacts.billing }),
  };
  return Object.fromEntries(
    Object.entries(people).flatMap(([role, contact]): [string, unknown][] => {
      const word = ROLE_WORDS[role as keyof typeof people];
      return [
        [`${word}Contact`, toApiContact(contact)],
        [`PrivacyProtect${word}Contact`, privacy],
      ];
    }),
  );
}

function invalid(asked: Quote, reason: string, hint = 'nothing was bought'): RegctlError {
  return new RegctlError('INVALID_INPUT', `${asked.name} cannot be ordered so`, {
    reason,
    hint,
    provider: 'route53',
  });
}

/** Looks for what became of an order whose answer was lost. */
export async function findPurchase(
  { client }: Deps,
  asked: Quote,
  signal?: AbortSignal,
): Promise<Progress | undefined> {
  const { action, name, expiresAt } = asked;
  const held = await findHeld(client, name, signal);
  const moved = Date.parse(held?.expiresAt ?? '') > Date.parse(expiresAt ?? '');
  if (held !== undefined && (action !== 'renew' || moved)) return DONE;
  const newest = await newestOperation(client, OPERATION_TYPES[action], name, signal);
  const progress = newest === undefined ? undefined : progressOf(newest);
  // One that ended, and brought nothing that can be seen, may be of an earlier year: there is no telling, and it bought nothing now.
  return progress?.state === 'running' || progress?.state === 'action-required' ? progress : undefined;
}
