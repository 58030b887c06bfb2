import {
  customerRecords,
  isServed,
  type CustomerRecord,
  type CustomHostname,
} from '../../core/custom-hostname.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import type { HostnameCapabilities } from '../../ports/custom-hostnames.ts';
import type { HostnameCall, HostnameDeps, HostnameRef, HostnameScope } from './deps.ts';
import { findHostnameZone, type HostnameZone } from './find.ts';

/** A custom hostname with the account that has it. */
export interface ListedHostname extends CustomHostname {
  readonly account: string;
  readonly provider: string;
  /** Whether requests are answered: both states are active. */
  readonly served: boolean;
}

/** A custom hostname with what the customer sets. */
export interface HostnameDetail extends ListedHostname {
  /** The name that customers point at; null where there is no fallback origin. */
  readonly target: DomainName | null;
  readonly records: readonly CustomerRecord[];
}

export interface CreateHostname extends HostnameRef {
  /** What the certificate authority checks; by default `http`, which needs nothing but the CNAME, and `txt` for a wildcard. */
  readonly method?: string;
  readonly wildcard?: boolean;
  readonly authority?: string;
  readonly origin?: DomainName;
}

/** Milliseconds between looks for the records that the first answer lacks; they come within seconds. */
const RECORD_PAUSES_MS = [250, 500, 1_000, 2_000, 4_000];

/** Lists the custom hostnames of one zone, those that are not served first. */
export async function listHostnames(
  deps: HostnameDeps,
  scope: HostnameScope,
  call: HostnameCall = {},
): Promise<readonly ListedHostname[]> {
  const found = await findHostnameZone(deps, scope, call.signal);
  const hostnames = await found.part.list(found.zone, call.signal);
  return hostnames
    .map((one) => listed(found, one))
    .toSorted((a, b) => Number(a.served) - Number(b.served) || (a.hostname < b.hostname ? -1 : 1));
}

/** @throws RegctlError `HOSTNAME_NOT_FOUND` */
export async function getHostname(
  deps: HostnameDeps,
  ref: HostnameRef,
  call: HostnameCall = {},
): Promise<HostnameDetail> {
  const found = await findHostnameZone(deps, ref, call.signal);
  return detail(found, await found.part.get(found.zone, ref.hostname, call.signal), call.signal);
}

/**
 * Makes a custom hostname and waits a moment for the records that its first answer lacks.
 *
 * @throws RegctlError `CAPABILITY_MISSING` for a method or authority that the provider has not, `ALREADY_EXISTS`, `ACCOUNT_GATE`
 */
export async function createHostname(
  deps: HostnameDeps,
  input: CreateHostname,
  call: HostnameCall = {},
): Promise<HostnameDetail> {
  const { hostname, wildcard = false, authority = null, origin = null } = input;
  refuseWildcardName(hostname);
  const found = await findHostnameZone(deps, input, call.signal);
  const method = input.method ?? (wildcard ? 'txt' : 'http');
  refuseUnable(found, hostname, { method, wildcard, authority });
  const made = await found.part.create(
    found.zone,
    { hostname, method, wildcard, authority, origin },
    call.signal,
  );
  return detail(found, await withRecords(deps, found, made, call.signal), call.signal);
}

/** Lets the provider check again, by another method where one is given. */
export async function refreshHostname(
  deps: HostnameDeps,
  ref: HostnameRef & { readonly method?: string },
  call: HostnameCall = {},
): Promise<HostnameDetail> {
  const found = await findHostnameZone(deps, ref, call.signal);
  const method = ref.method ?? null;
  if (method !== null) refuseUnable(found, ref.hostname, { method, wildcard: false, authority: null });
  const fresh = await found.part.refresh(found.zone, ref.hostname, method, call.signal);
  return detail(found, await withRecords(deps, found, fresh, call.signal), call.signal);
}

/** Deletes a custom hostname with its certificate. @returns what it was */
export async function deleteHostname(
  deps: HostnameDeps,
  ref: HostnameRef,
  call: HostnameCall = {},
): Promise<ListedHostname> {
  const found = await findHostnameZone(deps, ref, call.signal);
  const before = await found.part.get(found.zone, ref.hostname, call.signal);
  await found.part.delete(found.zone, ref.hostname, call.signal);
  return listed(found, before);
}

/** Completes a hostname with what the customer sets, as far as it can be known. */
export async function detail(
  found: HostnameZone,
  hostname: CustomHostname,
  signal: AbortSignal | undefined,
): Promise<HostnameDetail> {
  const { part, zone } = found;
  const origin = hostname.origin === null ? await part.fallbackOrigin(zone, signal) : null;
  const target = hostname.origin ?? origin?.origin ?? null;
  const isOpen = hostname.certificate !== null && hostname.certificate.state !== 'active';
  const delegation = isOpen ? await delegationOf(found, signal) : null;
  return {
    ...listed(found, hostname),
    target,
    records: customerRecords(hostname, { target, delegation }),
  };
}

/** Delegation is a convenience: what may not be read is left out. */
async function delegationOf(
  { part, zone }: HostnameZone,
  signal: AbortSignal | undefined,
): Promise<DomainName | null> {
  try {
    return await part.delegation(zone, signal);
  } catch (error) {
    if (isRegctlError(error, 'PERMISSION_MISSING', 'ACCOUNT_GATE', 'HOSTNAME_NOT_FOUND')) return null;
    throw error;
  }
}

function listed({ account }: HostnameZone, hostname: CustomHostname): ListedHostname {
  return { ...hostname, account: account.name, provider: account.provider, served: isServed(hostname) };
}

/** Looks a few times more at a hostname whose records are not known yet. */
async function withRecords(
  deps: Pick<HostnameDeps, 'clock'>,
  { part, zone }: HostnameZone,
  hostname: CustomHostname,
  signal: AbortSignal | undefined,
): Promise<CustomHostname> {
  let now = hostname;
  for (const pause of RECORD_PAUSES_MS) {
    if (!lacksRecords(now)) break;
    await deps.clock.sleep(pause, signal);
    now = await part.get(zone, hostname.hostname, signal);
  }
  return now;
}

function lacksRecords({ certificate }: CustomHostname): boolean {
  return certificate?.status === 'initializing' && certificate.proofs.length === 0;
}

function refuseWildcardName(hostname: DomainName): void {
  if (!hostname.startsWith('*.')) return;
  const base = hostname.slice(2);
  throw new RegctlError('INVALID_NAME', `${hostname} cannot be a custom hostname`, {
    reason: 'a wildcard is a property of the certificate, not a hostname',
    hint: `regctl hostnames create ${base} --wildcard`,
  });
}

function refuseUnable(
  { account, part }: HostnameZone,
  hostname: DomainName,
  wish: { readonly method: string; readonly wildcard: boolean; readonly authority: string | null },
): void {
  const { methods, wildcardMethods, authorities }: HostnameCapabilities = part.capabilities;
  const able = wish.wildcard ? wildcardMethods : methods;
  const wrong = !able.includes(wish.method)
    ? {
        what: `validates no ${wish.wildcard ? 'wildcard' : 'hostname'} by ${wish.method}`,
        there: able,
        flag: '--method',
      }
    : wish.authority !== null && !authorities.includes(wish.authority)
      ? { what: `has no certificates of ${wish.authority}`, there: authorities, flag: '--ca' }
      : undefined;
  if (wrong === undefined) return;
  throw new RegctlError('CAPABILITY_MISSING', `${hostname}: ${account.provider} ${wrong.what}`, {
    reason: `there are: ${wrong.there.join(', ')}`,
    hint: `give ${wrong.flag} ${wrong.there[0] ?? ''}`,
    provider: account.provider,
  });
}
