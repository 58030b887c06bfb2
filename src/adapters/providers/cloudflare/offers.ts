import { RegctlError } from '../../../core/errors.ts';
import { addMoney, parseMoney, type Money } from '../../../core/money.ts';
import { parseDomainName, type DomainName } from '../../../core/names.ts';
import type { Availability, AvailabilityStatus } from '../../../ports/registrar.ts';
import type { ApiOffer } from './schema.ts';

const STATUS_OF_REASON: { readonly [reason: string]: AvailabilityStatus } = {
  domain_unavailable: 'taken',
  domain_premium: 'premium',
  extension_not_supported: 'unsupported',
  extension_not_supported_via_api: 'unsupported',
  extension_disallows_registration: 'unsupported',
};

export function availabilityOf(
  { name, registrable, reason, tier, pricing }: ApiOffer,
  definitive: boolean,
): Availability {
  const money = (amount: string | number): Money =>
    parseMoney(String(amount), (pricing?.currency ?? '').toUpperCase());
  return {
    name: parseDomainName(name),
    status:
      tier === 'premium'
        ? 'premium'
        : registrable
          ? 'available'
          : (STATUS_OF_REASON[reason ?? ''] ?? 'unknown'),
    reason: reason?.replaceAll('_', ' ') ?? null,
    price: pricing ? money(pricing.registration_cost) : null,
    renewalPrice: pricing ? money(pricing.renewal_cost) : null,
    definitive,
  };
}

export function unanswered(name: DomainName): Availability {
  const reason = 'Cloudflare gives no answer for this name';
  return { name, status: 'unknown', reason, price: null, renewalPrice: null, definitive: false };
}

/** n years cost the registration and n − 1 renewals (read 2026-11-21). @throws RegctlError `DOMAIN_UNAVAILABLE` */
export function priceOf({ name, status, reason, price, renewalPrice }: Availability, years: number): Money {
  if (status !== 'available' || price === null || renewalPrice === null) {
    throw new RegctlError('DOMAIN_UNAVAILABLE', `${name} cannot be registered at Cloudflare`, {
      reason: reason ?? (status === 'available' ? 'it names no price' : `it is ${status}`),
      hint: 'look for another name with `regctl domains search`',
      provider: 'cloudflare',
    });
  }
  const renewals = { minor: renewalPrice.minor * (years - 1), currency: renewalPrice.currency };
  return addMoney(price, renewals);
}
