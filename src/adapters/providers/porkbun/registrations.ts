import { RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import type { Registration } from '../../../ports/registrar.ts';
import type { PorkbunClient } from './client.ts';
import type { ApiDomain } from './schema.ts';

/** Gives one registration as the list has it, which knows domains without API access too. @throws RegctlError `DOMAIN_NOT_FOUND` */
export async function findRegistration(
  client: PorkbunClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<Registration> {
  const [row] = await client.domains(name, signal);
  if (row !== undefined) return toRegistration(row);
  throw new RegctlError('DOMAIN_NOT_FOUND', `account ${client.context.account} does not hold ${name}`, {
    reason: 'the list of its domains does not name it',
    hint: 'regctl domains list',
    provider: 'porkbun',
  });
}

export function toRegistration(row: ApiDomain): Registration {
  return {
    name: row.domain.toLowerCase(),
    status: row.status === null ? [] : [row.status.toLowerCase()],
    createdAt: toTimestamp(row.createDate),
    expiresAt: toTimestamp(row.expireDate),
    autoRenew: row.autoRenew,
    locked: row.securityLock,
    privacy: row.whoisPrivacy,
    nameservers: null,
    ds: null,
    extras: { apiAccess: row.apiAccess, notLocal: row.notLocal, labels: row.labels },
  };
}

/** `YYYY-MM-DD HH:MM:SS` without a zone, taken for UTC, which is not documented; a date alone is midnight (read 2026-11-21). */
export function toTimestamp(text: string | null): string | null {
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d))?$/.exec(text ?? '');
  if (match?.[1] === undefined) return null;
  const time = `${match[1]}T${match[2] ?? '00:00:00'}Z`;
  return Number.isNaN(Date.parse(time)) ? null : time;
}
