import { isRegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import { domainPath, type GodaddyClient } from './client.ts';
import { failure } from './failures.ts';
import { LIKELY_PAGE_SIZES } from './limits.ts';
import { apiRecords, type ApiRecord } from './schema.ts';
import type { Step } from './steps.ts';

/**
 * All records of a zone. The API gives them at once as far as is known, and `offset` is documented for a longer form of the path only (read 2026-11-21): a
 * full page of a usual size is followed by another request, and a zone is never taken for whole that may not be.
 *
 * @throws RegctlError `ZONE_NOT_FOUND`, `PROVIDER_UNAVAILABLE`
 */
export async function readRecords(
  client: GodaddyClient,
  zone: DomainName,
  signal?: AbortSignal,
): Promise<readonly ApiRecord[]> {
  const all: ApiRecord[] = [...(await askRecords(client, zone, '', {}, signal))];
  let page: readonly ApiRecord[] = all;
  while (LIKELY_PAGE_SIZES.includes(page.length)) {
    const next = await askNext(client, zone, all.length, signal);
    if (next === undefined || JSON.stringify(next) === JSON.stringify(page)) {
      throw failure('PROVIDER_UNAVAILABLE', `zone ${zone} cannot be read whole`, {
        reason: `the API gives ${page.length} records and no way to others that may be there`,
        hint: 'add or delete a record in the GoDaddy console if there are no others, so that their number is another',
      });
    }
    all.push(...next);
    page = next;
  }
  return all;
}

/** Records of one type at the apex, with one small answer. */
export function readApexRecords(
  client: GodaddyClient,
  zone: DomainName,
  type: string,
  signal?: AbortSignal,
): Promise<readonly ApiRecord[]> {
  return askRecords(client, zone, `/${type}/%40`, {}, signal);
}

export async function sendStep(
  client: GodaddyClient,
  zone: DomainName,
  { method, type, name, body }: Step,
): Promise<void> {
  const place = [type, name].filter((part) => part !== undefined).map(encodeURIComponent);
  await client.tell({
    method,
    path: [recordsPath(zone), ...place].join('/'),
    ...(body === undefined ? {} : { body }),
    subject: { what: `zone ${zone}`, kind: 'zone', scope: 'domains.dns:update', changes: true },
  });
}

/** The records behind the first ones; undefined where the API does not take `offset`. */
async function askNext(
  client: GodaddyClient,
  zone: DomainName,
  offset: number,
  signal?: AbortSignal,
): Promise<readonly ApiRecord[] | undefined> {
  try {
    return await askRecords(client, zone, '', { offset: String(offset) }, signal);
  } catch (error) {
    const status = isRegctlError(error) ? error.details?.['status'] : undefined;
    if (status === 400 || status === 422) return undefined;
    throw error;
  }
}

function askRecords(
  client: GodaddyClient,
  zone: DomainName,
  place: string,
  query: { readonly [name: string]: string },
  signal?: AbortSignal,
): Promise<readonly ApiRecord[]> {
  return client.ask(apiRecords, {
    method: 'GET',
    path: `${recordsPath(zone)}${place}`,
    query,
    subject: { what: `zone ${zone}`, kind: 'zone', scope: 'domains.domain:read', changes: false },
    signal,
  });
}

function recordsPath(zone: DomainName): string {
  return `${domainPath(zone)}/records`;
}
