import type { Json } from '../../../core/errors.ts';
import { parseDomainName } from '../../../core/names.ts';
import type { Progress, Registration } from '../../../ports/registrar.ts';
import type { ApiDomain } from './schema.ts';

/** Facts that have no common name. The auth code and the contacts are never among them. */
const EXTRAS = [
  'domainId',
  'renewable',
  'renewDeadline',
  'expirationProtected',
  'transferProtected',
  'transferAwayEligibleAt',
  'holdRegistrar',
] as const;

/** The list keeps names that the account lost; of the hundred or so statuses these say so (an open set, read 2026-11-21). */
export function isHeld({ status }: ApiDomain): boolean {
  return !/^(?:CANCELLED|TRANSFERRED_OUT|CONFISCATED|REPOSSESSED|REVOKED)/.test(status ?? '');
}

export function toRegistration(domain: ApiDomain): Registration {
  const extras: { [key: string]: Json } = {};
  for (const key of EXTRAS) extras[key] = domain[key] ?? null;
  return {
    name: parseDomainName(domain.domain),
    status: domain.status === undefined || domain.status === null ? [] : [domain.status.toLowerCase()],
    createdAt: instant(domain.createdAt),
    expiresAt: instant(domain.expires),
    autoRenew: domain.renewAuto ?? null,
    locked: domain.locked ?? null,
    privacy: hidesContacts(domain),
    nameservers: domain.nameServers?.map((host) => parseDomainName(host)) ?? null,
    ds: null,
    extras,
  };
}

/** The paid product hides the contacts; without it the registration says whether they are shown. */
export function hidesContacts({ privacy, exposeWhois }: ApiDomain): boolean | null {
  if (privacy === true) return true;
  return exposeWhois === undefined || exposeWhois === null ? (privacy ?? null) : !exposeWhois;
}

export function instant(text: string | null | undefined): string | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** What the status says of a registration or transfer that was ordered. */
export function progressOf({ status }: ApiDomain, handle: string): Progress {
  const word = status ?? '';
  const detail = `GoDaddy's status is ${word === '' ? 'not given' : word}`;
  if (/^(?:CANCELLED|FAILED|REVERTED|DISABLED)/.test(word)) return { state: 'failed', handle, detail };
  if (/^AWAITING_(?:TRANSFER_IN_AUTH|PAYMENT|VERIFICATION|DOCUMENT)|^HELD/.test(word))
    return {
      state: 'action-required',
      handle,
      detail: `${detail}: see what it waits for in the GoDaddy account`,
    };
  if (/^(?:PENDING|AWAITING)/.test(word)) return { state: 'running', handle, detail };
  return { state: 'done', handle, detail };
}
