import { makeId } from '../../core/ids.ts';
import { countRecords, hashZone } from '../../core/zone.ts';
import type { ProviderZoneState } from '../../ports/dns-provider.ts';
import type { Snapshot } from '../../ports/snapshot-store.ts';
import type { ZoneDeps } from './deps.ts';

/** Keeps a state of a zone; durable when it resolves. */
export async function takeSnapshot(
  deps: Pick<ZoneDeps, 'snapshots' | 'clock' | 'random'>,
  found: { readonly account: { readonly name: string }; readonly zone: string },
  state: ProviderZoneState,
  about: { readonly moment: Snapshot['moment']; readonly operation: string | null; readonly reason: string },
): Promise<Snapshot> {
  const now = deps.clock.now();
  const snapshot: Snapshot = {
    id: makeId('snap', now, deps.random.bytes(7)),
    account: found.account.name,
    zone: found.zone,
    takenAt: now.toISOString(),
    ...about,
    hash: hashZone(state),
    records: countRecords(state.rrsets),
  };
  await deps.snapshots.save(snapshot, state.rrsets);
  return snapshot;
}
