import type { FallbackOrigin } from '../../core/custom-hostname.ts';
import { RegctlError } from '../../core/errors.ts';
import { isWithin, type DomainName } from '../../core/names.ts';
import type { HostnameCall, HostnameDeps, HostnameScope } from './deps.ts';
import { findHostnameZone } from './find.ts';
import { pauses } from './wait.ts';

/** The fallback origin of a zone. */
export interface ZoneFallbackOrigin extends FallbackOrigin {
  readonly zone: DomainName;
  readonly account: string;
}

/** @throws RegctlError `NOT_FOUND` where none is set */
export async function getFallbackOrigin(
  deps: HostnameDeps,
  scope: HostnameScope,
  call: HostnameCall = {},
): Promise<ZoneFallbackOrigin> {
  const { part, zone, account } = await findHostnameZone(deps, scope, call.signal);
  const found = await part.fallbackOrigin(zone, call.signal);
  if (found !== null) return { ...found, zone, account: account.name };
  throw new RegctlError('NOT_FOUND', `zone ${zone} has no fallback origin`, {
    reason: 'custom hostnames without an origin of their own lead nowhere yet',
    hint: `regctl hostnames fallback set NAME.${zone}`,
  });
}

/**
 * Sets where custom hostnames lead that have no origin of their own, and waits until it is in use where that is wished.
 *
 * @throws RegctlError `INVALID_NAME` outside the zone, `TIMEOUT`
 */
export async function setFallbackOrigin(
  deps: HostnameDeps,
  input: HostnameScope & { readonly origin: DomainName; readonly wait?: boolean },
  call: HostnameCall = {},
): Promise<ZoneFallbackOrigin> {
  const { part, zone, account } = await findHostnameZone(deps, input, call.signal);
  const { origin } = input;
  if (!isWithin(origin, zone)) {
    throw new RegctlError('INVALID_NAME', `${origin} cannot be the fallback origin of zone ${zone}`, {
      reason: 'it lies outside the zone',
      hint: `give a name such as origin.${zone}, which has a proxied record`,
    });
  }
  const about = { zone, account: account.name };
  let found: FallbackOrigin = await part.setFallbackOrigin(zone, origin, call.signal);
  if (input.wait !== true) return { ...found, ...about };
  for await (const left of pauses(deps, call)) {
    if (found.state !== 'pending') return { ...found, ...about };
    if (left <= 0) break;
    call.onEvent?.({ kind: 'waiting', message: `fallback origin ${origin} is ${found.status}` });
    found = (await part.fallbackOrigin(zone, call.signal)) ?? found;
  }
  throw new RegctlError('TIMEOUT', `fallback origin ${origin} of zone ${zone} is not in use yet`, {
    reason: `it is ${found.status}`,
    hint: `look again with \`regctl hostnames fallback get --zone ${zone}\``,
  });
}
