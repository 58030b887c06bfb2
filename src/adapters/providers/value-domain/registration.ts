import { isRegctlError } from '../../../core/errors.ts';
import { parseDomainName, type DomainName } from '../../../core/names.ts';
import type { Registration } from '../../../ports/registrar.ts';
import { domainPath, domainSubject, type ValueDomainClient } from './client.ts';
import { dsFromApi } from './ds.ts';
import {
  apiDnssec,
  apiDomain,
  apiLock,
  apiNameservers,
  apiWhois,
  type ApiAutorenew,
  type ApiDomain,
} from './schema.ts';

/** Gives what a row of the list says; lock, privacy, name servers and DS have calls of their own. */
export function fromRow(row: ApiDomain): Registration {
  return {
    name: parseDomainName(row.domainname),
    status: [],
    createdAt: null,
    expiresAt: expiryOf(row),
    autoRenew: isRenewing(row),
    locked: null,
    privacy: null,
    nameservers: null,
    ds: null,
    extras: {
      registrar: row.registrar ?? null,
      domainId: row.domainid ?? null,
      // Numbers of a meaning that is not documented: 0 is off, 1 and 10 were seen (read 2026-11-21).
      autorenewAll: row.autorenew_all ?? null,
      autorenewDomain: row.autorenew_domain ?? null,
    },
  };
}

/** Reads everything about one registration: five requests. @throws RegctlError `DOMAIN_NOT_FOUND` */
export async function readRegistration(
  client: ValueDomainClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<Registration> {
  const registration = fromRow(await readRow(client, name, signal));
  const path = domainPath(name);
  const subject = domainSubject(name);
  const [lock, whois, nameservers, dnssec] = await Promise.all([
    unlessRefused(client.read(`${path}/transferlock`, apiLock, subject, signal)),
    unlessRefused(client.read(`${path}/whois`, apiWhois, subject, signal)),
    unlessRefused(client.read(`${path}/nameserver`, apiNameservers, subject, signal)),
    unlessRefused(client.read(`${path}/dnssec`, apiDnssec, subject, signal)),
  ]);
  const ds = dnssec?.ds_records.map(dsFromApi);
  return {
    ...registration,
    locked: lock === null ? null : lock.transfer_lock !== 0,
    privacy: whois === null ? null : whois.whois_proxy !== 0,
    nameservers: nameservers === null ? null : canonicalNames(nameservers.ns),
    ds: ds?.every((each) => each !== undefined) === true ? ds : null,
  };
}

export function readRow(
  client: ValueDomainClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<ApiDomain> {
  return client.read(domainPath(name), apiDomain, domainSubject(name), signal);
}

/** A date without time or zone; the port takes midnight UTC. */
export function expiryOf({ expirationdate: date }: Pick<ApiDomain, 'expirationdate'>): string | null {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(date ?? '')?.[0];
  return day === undefined || day.startsWith('0000') ? null : `${day}T00:00:00Z`;
}

/** What is in force: the word of the API, else the account's setting or the domain's own. */
export function isRenewing(api: ApiAutorenew): boolean | null {
  if (api.autorenew !== undefined) return api.autorenew !== 0;
  const settings = [api.autorenew_all, api.autorenew_domain].filter((value) => value !== undefined);
  return settings.length === 0 ? null : settings.some((value) => value !== 0);
}

export function canonicalNames(names: readonly string[]): DomainName[] {
  return names.filter((name) => name !== '').map(parseDomainName);
}

/** Not every extension has a lock, contacts or DNSSEC: what is refused of a registration that is there, is not said. */
async function unlessRefused<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (isRegctlError(error, 'REGISTRAR_REFUSED', 'DOMAIN_UNAVAILABLE', 'DOMAIN_NOT_FOUND')) return null;
    throw error;
  }
}
