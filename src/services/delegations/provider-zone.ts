import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { absoluteName, relativeName, type DomainName } from '../../core/names.ts';
import { diffRRsets } from '../../core/plan/diff.ts';
import { orderChanges } from '../../core/plan/order.ts';
import { textOf } from '../../core/records/txt.ts';
import type { RRset } from '../../core/rrset.ts';
import { MAX_VALUES, type ChallengeWriter, type ValueEnds } from '../../ports/challenge-writer.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DnsProvider } from '../../ports/dns-provider.ts';
import type { Lock } from '../../ports/lock.ts';
import type { createLookupOperations } from '../lookups/index.ts';

export interface ProviderZoneDeps {
  /** Opened for the operator's own account, for nothing but this zone. */
  readonly dns: DnsProvider;
  readonly lookups: Pick<ReturnType<typeof createLookupOperations>, 'wait'>;
  /** Spans all processes that write to the zone. */
  readonly lock: Lock;
  readonly clock: Clock;
  /** The ends of values, which no zone can hold. */
  readonly ends: ValueEnds;
}

/** Where the zone of the challenges is, at its provider. */
export interface ProviderZone {
  /** The zone that targets lie in: the provider's zone itself, or a name in it. */
  readonly zone: DomainName;
  /** The zone as the provider has it. */
  readonly served: DomainName;
}

/** Seconds; the least that the provider takes, else this. */
const VALUE_TTL = 60;
/** Tries of a write whose zone somebody else wrote to at the same moment. */
const MAX_TRIES = 10;
/** Milliseconds to wait for another process, and for every name server to answer. */
const LOCK_TIMEOUT_MS = 60_000;
const SEEN_TIMEOUT_MS = 120_000;
/** Values that are over and are swept with each write. */
const SWEEP = 20;
/** Values that are over and may still stand in the zone; each write sweeps more than it adds. */
const MAX_OVER = 1_000;

/** Answers challenges by records in a zone at a provider: where no process of ours can answer questions itself. */
export function createProviderZoneWriter(deps: ProviderZoneDeps, place: ProviderZone): ChallengeWriter {
  const { dns, lock, clock, ends } = deps;
  const { zone, served } = place;
  const ownerOf = (label: string): string => relativeName(absoluteName(label, zone), served);
  const edit = (
    label: string,
    change: (values: readonly string[]) => readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<void> =>
    lock.withLock(`challenges/${zone}`, { timeoutMs: LOCK_TIMEOUT_MS, ...given(signal) }, () =>
      retried(async () => {
        const { rrsets, revision } = await dns.readZone(served, signal);
        const owner = ownerOf(label);
        const present = rrsets.find((one) => one.name === owner && one.type === 'TXT');
        const before = (present?.rdata ?? []).map(textOf);
        const after = change(before);
        if (after.length === before.length && after.every((value) => before.includes(value))) return;
        const wanted: RRset[] =
          after.length === 0
            ? []
            : [
                {
                  name: owner,
                  type: 'TXT',
                  ttl: ttlOf(dns),
                  rdata: after.toSorted().map((one) => `"${one}"`),
                },
              ];
        const changes = orderChanges(diffRRsets(present === undefined ? [] : [present], wanted));
        await dns.write(served, changes, { revision }, signal);
      }),
    );
  return {
    zone,
    set: async (label, value, expiresAt, signal) => {
      // Noted first: what a process that dies has written is swept away all the same.
      await ends.set(label, value, expiresAt);
      await edit(
        label,
        (values) => {
          if (!values.includes(value) && values.length >= MAX_VALUES) throw full(label, zone);
          return [...new Set([...values, value])];
        },
        signal,
      );
      await sweep(deps, edit, signal);
      const name = absoluteName(ownerOf(label), served);
      await deps.lookups.wait(
        {
          name,
          type: 'TXT',
          expected: [`"${value}"`],
          among: true,
          servers: await dns.nameservers(served, signal),
        },
        { timeoutMs: SEEN_TIMEOUT_MS, ...given(signal) },
      );
    },
    unset: async (label, value, signal) => {
      await edit(label, (values) => values.filter((one) => one !== value), signal);
      await ends.delete(label, value);
    },
    values: async (label, signal) => {
      const over = await ends.over(clock.now(), MAX_OVER);
      const { rrsets } = await dns.readZone(served, signal);
      const owner = ownerOf(label);
      const texts = rrsets.find((one) => one.name === owner && one.type === 'TXT')?.rdata.map(textOf) ?? [];
      return texts
        .filter((text) => !over.some((one) => one.label === label && one.value === text))
        .toSorted();
    },
  };
}

/** Takes away what is over, a few at a time. */
async function sweep(
  { ends, clock }: ProviderZoneDeps,
  edit: (
    label: string,
    change: (values: readonly string[]) => readonly string[],
    signal: AbortSignal | undefined,
  ) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const { label, value } of await ends.over(clock.now(), SWEEP)) {
    await edit(label, (values) => values.filter((one) => one !== value), signal);
    await ends.delete(label, value);
  }
}

async function retried(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt >= MAX_TRIES || !isRegctlError(error, 'CONFLICT', 'PLAN_STALE')) throw error;
    }
  }
}

function ttlOf({ capabilities: { minTtl, maxTtl } }: DnsProvider): number {
  return Math.max(minTtl, Math.min(VALUE_TTL, maxTtl));
}

function full(label: string, zone: DomainName): RegctlError {
  return new RegctlError(
    'CONFLICT',
    `the target ${label}.${zone} holds ${String(MAX_VALUES)} values already`,
    {
      reason: 'more do not fit into one answer',
      hint: 'unset those that are not needed any more, or wait until they end',
    },
  );
}

function given(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
