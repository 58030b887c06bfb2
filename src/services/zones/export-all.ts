import { isRegctlError } from '../../core/errors.ts';
import { formatMasterFile } from '../../core/master-file/format.ts';
import type { DomainName } from '../../core/names.ts';
import type { RRset } from '../../core/rrset.ts';
import { MOST_EXPORT_DAYS } from '../../core/zone-export.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ZoneExportStore } from '../../ports/zone-export-store.ts';

const DAY_MS = 86_400_000;

interface Place {
  readonly zone: DomainName;
  readonly account: string;
}

export interface ExportAllDeps {
  /** Every zone of every account; an account that cannot be asked is told of. */
  readonly listZones: (call: {
    readonly signal: AbortSignal;
    readonly onFailure: (account: string, error: unknown) => void;
  }) => Promise<readonly { readonly name: DomainName; readonly account: string }[]>;
  readonly readZone: (
    place: Place,
    call: { readonly signal: AbortSignal },
  ) => Promise<{ readonly rrsets: readonly RRset[] }>;
  readonly exports: ZoneExportStore;
  readonly clock: Clock;
}

/**
 * Keeps a master file of each zone for today, and forgets those that are older than `keepDays`. What today has already is left alone, so that it can be called
 * again after it was cut off, or where some zones could not be read.
 *
 * @returns how many were written
 * @throws the first failure, once all that can be exported is
 */
export async function exportAllZones(
  deps: ExportAllDeps,
  keepDays: number,
  call: { readonly signal: AbortSignal; readonly onProgress: (text: string) => Promise<void> },
): Promise<number> {
  const { exports } = deps;
  const now = deps.clock.now();
  const day = dayOf(now);
  if ((await exports.keptFor()) !== keepDays) await exports.keepFor(keepDays);
  await forget(deps, keepDays);
  const failures: unknown[] = [];
  const zones = await zonesOf(deps, call.signal, failures);
  let written = 0;
  for (const [index, { name: zone, account }] of zones.entries()) {
    call.signal.throwIfAborted();
    if (await isThere(exports, { zone, account, day })) continue;
    try {
      const { rrsets } = await deps.readZone({ zone, account }, { signal: call.signal });
      const header = [`${zone || '.'} of account ${account}, exported by regctl on ${now.toISOString()}`];
      await exports.put({ zone, account, day }, formatMasterFile({ zone, rrsets, header }));
      written++;
    } catch (error) {
      // What may stop one zone must not keep the others from being exported; what stops the store does.
      if (!isRegctlError(error) || isRegctlError(error, 'INTERRUPTED', 'STORE_FAILED')) throw error;
      failures.push(error);
    }
    await call.onProgress(`${String(index + 1)} of ${String(zones.length)} zones`);
  }
  if (failures.length > 0) throw failures[0];
  return written;
}

/** Forgets exports that are older than they were to be kept, where none are made any more; those that nobody knows it of, at the latest that there is. */
export async function forgetOldExports(deps: Pick<ExportAllDeps, 'exports' | 'clock'>): Promise<void> {
  await forget(deps, (await deps.exports.keptFor()) ?? MOST_EXPORT_DAYS);
}

async function forget(
  { exports, clock }: Pick<ExportAllDeps, 'exports' | 'clock'>,
  days: number,
): Promise<void> {
  await exports.prune(dayOf(new Date(clock.now().getTime() - days * DAY_MS)));
}

async function zonesOf(
  { listZones }: ExportAllDeps,
  signal: AbortSignal,
  failures: unknown[],
): Promise<readonly { readonly name: DomainName; readonly account: string }[]> {
  try {
    return await listZones({ signal, onFailure: (_, error) => failures.push(error) });
  } catch (error) {
    if (isRegctlError(error, 'NO_ACCOUNT', 'CAPABILITY_MISSING')) return [];
    throw error;
  }
}

async function isThere(
  exports: ZoneExportStore,
  { zone, account, day }: Place & { readonly day: string },
): Promise<boolean> {
  return (await exports.get({ zone, account, day })) !== undefined;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
