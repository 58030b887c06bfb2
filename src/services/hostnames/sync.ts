import type { CustomHostname } from '../../core/custom-hostname.ts';
import { isRegctlError, type Json } from '../../core/errors.ts';
import type { NewEvent } from '../../core/events.ts';
import type { DomainName } from '../../core/names.ts';
import type { Account } from '../../ports/account-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CustomHostnames } from '../../ports/custom-hostnames.ts';
import type { EventOutbox } from '../../ports/event-bus.ts';
import type { LookupStore } from '../../ports/job-store.ts';

/** Zones of an account that are read in one run; the others come with the next ones. */
const BATCH = 25;
/** Milliseconds for which a zone is left alone whose account may not have custom hostnames. */
const GATED_MS = 86_400_000;

export interface HostnameSyncDeps {
  readonly lookups: LookupStore;
  readonly events: EventOutbox;
  readonly clock: Clock;
}

/** What was seen of a zone last. */
interface Seen {
  readonly [hostname: string]: { readonly state: string; readonly certificate: string | null };
}

/**
 * Reads the custom hostnames of an account and tells which are in another state than at the last look. Cut off anywhere and run again it tells nothing twice.
 *
 * @returns how many zones were read
 */
export async function syncHostnames(
  deps: HostnameSyncDeps,
  account: Account,
  part: CustomHostnames,
  signal: AbortSignal,
): Promise<number> {
  const zones = account.zones.length > 0 ? account.zones : await part.zones(signal);
  const cursor = await deps.lookups.get(`hostnames/cursor/${account.name}`);
  const from = typeof cursor?.body === 'number' && cursor.body < zones.length ? cursor.body : 0;
  const batch = zones.slice(from, from + BATCH);
  for (const zone of batch) {
    signal.throwIfAborted();
    await syncZone(deps, account, part, zone, signal);
  }
  const next = from + BATCH >= zones.length ? 0 : from + BATCH;
  await deps.lookups.put(`hostnames/cursor/${account.name}`, next, deps.clock.now().toISOString());
  return batch.length;
}

async function syncZone(
  deps: HostnameSyncDeps,
  account: Account,
  part: CustomHostnames,
  zone: DomainName,
  signal: AbortSignal,
): Promise<void> {
  const key = `hostnames/seen/${account.name}/${zone}`;
  const now = deps.clock.now();
  const last = await deps.lookups.get(key);
  const isGated = last?.body === 'gated' && now.getTime() - Date.parse(last.readAt) < GATED_MS;
  if (isGated) return;
  let body: Json;
  try {
    const hostnames = await part.list(zone, signal);
    const seen: Seen = Object.fromEntries(hostnames.map((one) => [one.hostname, stateOf(one)]));
    if (last !== undefined && last.body !== 'gated') {
      const changes = changesOf(last.body as unknown as Seen, seen, { account: account.name, zone });
      // The time of the look before is in the key: a run that tells the same again, after it was cut off, has the same one.
      await deps.events.publish(changes.map((one) => ({ ...one, key: `${one.key ?? ''}/${last.readAt}` })));
    }
    body = seen as unknown as Json;
  } catch (error) {
    if (!isRegctlError(error, 'ACCOUNT_GATE', 'PERMISSION_MISSING', 'ZONE_NOT_FOUND')) throw error;
    body = 'gated';
  }
  await deps.lookups.put(key, body, now.toISOString());
}

function stateOf({ state, certificate }: CustomHostname): Seen[string] {
  return { state, certificate: certificate?.state ?? null };
}

function changesOf(
  before: Seen,
  after: Seen,
  where: { readonly account: string; readonly zone: DomainName },
): readonly NewEvent[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((hostname) => {
    const [old, now] = [before[hostname], after[hostname]];
    if (old?.state === now?.state && old?.certificate === now?.certificate) return [];
    return [
      {
        type: 'hostname.changed',
        subject: hostname,
        data: {
          hostname,
          ...where,
          state: now?.state ?? 'deleted',
          certificate: now?.certificate ?? null,
          before: old ?? null,
        },
        key: `hostname/${where.account}/${hostname}/${now?.state ?? 'deleted'}/${now?.certificate ?? ''}`,
      } satisfies NewEvent,
    ];
  });
}
