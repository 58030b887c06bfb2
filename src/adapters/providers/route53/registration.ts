import { dsOf } from '../../../core/dnssec.ts';
import { isRegctlError, type Json } from '../../../core/errors.ts';
import { parseMoney, type Money } from '../../../core/money.ts';
import { parseDomainName } from '../../../core/names.ts';
import { parseRdata } from '../../../core/records/index.ts';
import type { AvailabilityStatus, Progress, Registration, TldPrice } from '../../../ports/registrar.ts';
import type { ApiDomain, ApiListedDomain, ApiOperation, ApiPrice, ApiTldPrice } from './domains-schema.ts';

/** What the list says of a domain. */
export function fromListed(domain: ApiListedDomain): Registration {
  return {
    name: parseDomainName(domain.DomainName),
    status: [],
    createdAt: null,
    expiresAt: time(domain.Expiry),
    autoRenew: domain.AutoRenew ?? null,
    locked: domain.TransferLock ?? null,
    privacy: null,
    nameservers: null,
    ds: null,
    extras: {},
  };
}

/** What the details say of it. */
export function fromDetail(domain: ApiDomain): Registration {
  const status = (domain.StatusList ?? []).map((word) => word.toLowerCase());
  const extras: { readonly [key: string]: Json } = {
    registrar: domain.RegistrarName ?? null,
    registryDomainId: domain.RegistryDomainId ?? null,
    reseller: domain.Reseller ?? null,
    updatedAt: time(domain.UpdatedDate),
    privacy: {
      registrant: domain.RegistrantPrivacy ?? null,
      admin: domain.AdminPrivacy ?? null,
      tech: domain.TechPrivacy ?? null,
      billing: domain.BillingPrivacy ?? null,
    },
  };
  return {
    name: parseDomainName(domain.DomainName),
    status,
    createdAt: time(domain.CreationDate),
    expiresAt: time(domain.ExpirationDate),
    autoRenew: domain.AutoRenew ?? null,
    // The details have no flag of their own for the lock: it is the EPP status.
    locked: domain.StatusList === undefined ? null : status.includes('clienttransferprohibited'),
    privacy: privacyOf(domain),
    nameservers: domain.Nameservers?.map(({ Name }) => parseDomainName(Name)) ?? null,
    ds: domain.DnssecKeys === undefined ? null : dsOfKeys(domain),
    extras,
  };
}

/** Whether every contact is hidden; null where none is spoken of. */
export function privacyOf(domain: ApiDomain): boolean | null {
  const flags = [
    domain.RegistrantPrivacy,
    domain.AdminPrivacy,
    domain.TechPrivacy,
    domain.BillingPrivacy,
  ].filter((flag) => flag !== undefined);
  return flags.length === 0 ? null : flags.every(Boolean);
}

/** The DS of the keys: as AWS made them, or made here while it does not tell the digest. */
export function dsOfKeys(domain: ApiDomain): string[] {
  return (domain.DnssecKeys ?? []).flatMap((key) => {
    const { KeyTag, Algorithm, DigestType, Digest, Flags, PublicKey } = key;
    if (KeyTag !== undefined && Algorithm !== undefined && DigestType !== undefined && Digest !== undefined)
      return [parseRdata('DS', `${KeyTag} ${Algorithm} ${DigestType} ${Digest}`, '')];
    if (Flags === undefined || Algorithm === undefined || PublicKey === undefined) return [];
    const dnskey = parseRdata('DNSKEY', `${Flags} 3 ${Algorithm} ${PublicKey}`, '');
    return dsOf(parseDomainName(domain.DomainName), dnskey) ?? [];
  });
}

function time(seconds: number | undefined): string | null {
  return seconds === undefined ? null : new Date(Math.round(seconds * 1000)).toISOString();
}

/** `Availability` of the API (service model 2014-05-15, read 2026-11-21); what it may say one day is unknown. */
export function availabilityStatus(word: string): AvailabilityStatus {
  switch (word) {
    case 'AVAILABLE':
      return 'available';
    case 'UNAVAILABLE':
      return 'taken';
    case 'UNAVAILABLE_PREMIUM':
      return 'premium';
    case 'AVAILABLE_RESERVED':
    case 'AVAILABLE_PREORDER':
    case 'UNAVAILABLE_RESTRICTED':
    case 'RESERVED':
      return 'reserved';
    case 'INVALID_NAME_FOR_TLD':
      return 'unsupported';
    default:
      return 'unknown';
  }
}

/** The extension of a name, as the price list has it: all behind the first dot. */
export function tldOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

export function fromApiPrice(found: ApiTldPrice): TldPrice {
  return {
    tld: found.Name,
    registration: money(found.RegistrationPrice),
    renewal: money(found.RenewalPrice),
    transfer: money(found.TransferPrice),
  };
}

/** Prices are JSON numbers in major units; their decimal text is exact. One that is no amount of its currency counts as none. */
function money(price: ApiPrice | undefined): Money | null {
  if (price === undefined) return null;
  try {
    return parseMoney(String(price.Price), price.Currency);
  } catch (error) {
    if (!isRegctlError(error, 'INVALID_INPUT')) throw error;
    return null;
  }
}

/** The price of some years. */
export function timesYears(price: Money | null, years: number): Money | null {
  return price === null ? null : { ...price, minor: price.minor * years };
}

/** What a person must do, by the flag of an operation (service model 2014-05-15, read 2026-11-21). */
const TO_DO: { readonly [flag: string]: string } = {
  PENDING_ACCEPTANCE: 'the other AWS account must accept it',
  PENDING_CUSTOMER_ACTION: 'act on the e-mail that AWS or the registry sent to the contacts',
  PENDING_AUTHORIZATION: 'confirm it by the link in the e-mail that AWS sent to the registrant',
  PENDING_PAYMENT_VERIFICATION: 'AWS checks the payment: look at Billing in the AWS console',
  PENDING_SUPPORT_CASE: 'AWS Support works on it: look at the support case',
};

/** How an operation stands. */
export function progressOf(operation: ApiOperation): Progress {
  const { OperationId: handle, Status, StatusFlag, Message } = operation;
  const detail = Message ?? null;
  if (Status === 'SUCCESSFUL') return { state: 'done', handle, detail };
  if (Status === 'FAILED' || Status === 'ERROR') return { state: 'failed', handle, detail };
  if (StatusFlag !== undefined)
    return { state: 'action-required', handle, detail: TO_DO[StatusFlag] ?? `AWS says ${StatusFlag}` };
  return { state: 'running', handle, detail };
}
