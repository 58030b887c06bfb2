import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import { parseDomainName, type DomainName } from '../../../core/names.ts';
import { parseRdata } from '../../../core/records/index.ts';
import { DONE, type GlueHost, type Progress } from '../../../ports/registrar.ts';
import { domainPath, domainSubject, type ValueDomainClient } from './client.ts';
import { apiHost, type ApiHost } from './schema.ts';

interface Addresses {
  readonly ipv4: string;
  readonly ipv6: string;
}

export async function readGlue(
  client: ValueDomainClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<readonly GlueHost[]> {
  return (await readHosts(client, name, signal)).map(({ hostname, ipv4, ipv6 }) => ({
    host: parseDomainName(hostname),
    addresses: [
      ...(ipv4 ? [parseRdata('A', ipv4, '')] : []),
      ...(ipv6 ? [parseRdata('AAAA', ipv6, '')] : []),
    ],
  }));
}

/** Makes, changes or deletes a host object. There is no call that changes one (read 2026-11-21): it is deleted and made anew. */
export async function setGlue(
  client: ValueDomainClient,
  name: DomainName,
  { host, addresses }: GlueHost,
  signal?: AbortSignal,
): Promise<Progress> {
  const path = `${domainPath(name)}/privatenameserver`;
  const subject = domainSubject(name);
  const wanted = addressesOf(host, addresses);
  const held = (await readHosts(client, name, signal)).find((one) => parseDomainName(one.hostname) === host);
  const present = held === undefined ? undefined : { ipv4: held.ipv4 ?? '', ipv6: held.ipv6 ?? '' };
  if (present === undefined && addresses.length === 0) return DONE;
  if (present !== undefined && sameAddresses(present, wanted)) return DONE;
  if (present !== undefined)
    await client.change('DELETE', `${path}/${encodeURIComponent(host)}`, undefined, subject, signal);
  if (addresses.length === 0) return DONE;
  try {
    await client.change('POST', path, bodyOf(host, wanted), subject);
  } catch (error) {
    if (present === undefined || isRegctlError(error, 'NETWORK')) throw error;
    // The old host is gone and the new one was refused: without glue the zone may be unreachable.
    await restore(client, name, host, present);
    throw error;
  }
  return DONE;
}

async function restore(
  client: ValueDomainClient,
  name: DomainName,
  host: DomainName,
  addresses: Addresses,
): Promise<void> {
  const path = `${domainPath(name)}/privatenameserver`;
  try {
    await client.change('POST', path, bodyOf(host, addresses), domainSubject(name));
  } catch (error) {
    throw new RegctlError('PARTLY_APPLIED', `host ${host} was deleted and could not be made anew`, {
      reason: 'VALUE-DOMAIN refused the new addresses, and then the old ones too',
      hint: `make it again with ${[addresses.ipv4, addresses.ipv6].filter((one) => one !== '').join(' and ')}`,
      provider: 'value-domain',
      cause: error,
    });
  }
}

function readHosts(
  client: ValueDomainClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<readonly ApiHost[]> {
  return client.list(`${domainPath(name)}/privatenameserver`, apiHost, domainSubject(name), signal);
}

function addressesOf(host: DomainName, addresses: readonly string[]): Addresses {
  const [ipv6, ipv4] = [true, false].map((wide) => addresses.filter((one) => one.includes(':') === wide));
  if ((ipv4?.length ?? 0) < 2 && (ipv6?.length ?? 0) < 2)
    return { ipv4: ipv4?.[0] ?? '', ipv6: ipv6?.[0] ?? '' };
  throw new RegctlError('INVALID_INPUT', `${host} cannot have ${addresses.length} addresses`, {
    reason: 'VALUE-DOMAIN takes one IPv4 and one IPv6 address a host',
    hint: 'give one of each at most',
    provider: 'value-domain',
  });
}

function sameAddresses(a: Addresses, b: Addresses): boolean {
  const canonical = ({ ipv4, ipv6 }: Addresses): string =>
    `${ipv4} ${ipv6 === '' ? '' : parseRdata('AAAA', ipv6, '')}`;
  return canonical(a) === canonical(b);
}

function bodyOf(hostname: DomainName, { ipv4, ipv6 }: Addresses): object {
  return { hostname, ...(ipv4 === '' ? {} : { ipv4 }), ...(ipv6 === '' ? {} : { ipv6 }) };
}
