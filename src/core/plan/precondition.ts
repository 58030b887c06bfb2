import { isRegctlError, RegctlError } from '../errors.ts';
import type { DomainName } from '../names.ts';
import { rrsetKey, type RRset } from '../rrset.ts';
import { hashZone, indexRRsets } from '../zone.ts';
import type { Change } from './plan.ts';
import { sameState } from './progress.ts';

/**
 * Refuses changes to a zone that is no longer what they were made for: for providers whose API knows no precondition and is read again right before a write.
 *
 * @param present - the zone as it was read just now; without a revision of its own that is the digest of its RRsets
 * @throws RegctlError `CONFLICT`
 */
export function refuseMoved(
  present: { readonly name: DomainName; readonly rrsets: readonly RRset[]; readonly revision?: string },
  changes: readonly Change[],
  revision: string,
  provider: string,
): void {
  const index = indexRRsets(present.rrsets);
  const moved = changes.find((change) => !sameState(index.get(rrsetKey(change)) ?? null, change.before));
  if (moved === undefined && (present.revision ?? hashZone(present)) === revision) return;
  throw new RegctlError('CONFLICT', `zone ${present.name} changed since it was read`, {
    reason:
      moved === undefined ? 'somebody else wrote to it' : `somebody else changed ${moved.name} ${moved.type}`,
    hint: 'run the command again: it then starts from the present state',
    provider,
  });
}

/**
 * Gives the error of a write of several requests that failed behind its first one. `CONFLICT` would say that nothing was written, which is no longer so.
 */
export function failureMidway(error: unknown): unknown {
  if (!isRegctlError(error, 'CONFLICT')) return error;
  const { message, reason, hint, provider } = error;
  return new RegctlError('PARTLY_APPLIED', message, {
    ...(reason === undefined ? {} : { reason }),
    ...(hint === undefined ? {} : { hint }),
    ...(provider === undefined ? {} : { provider }),
    cause: error,
  });
}
