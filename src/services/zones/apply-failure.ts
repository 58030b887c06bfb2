import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { Change, Plan } from '../../core/plan/plan.ts';
import { planProgress } from '../../core/plan/progress.ts';
import type { ProviderZoneState } from '../../ports/dns-provider.ts';
import type { OperationEntry } from '../../ports/operation-store.ts';
import type { ZoneDeps } from './deps.ts';
import type { FoundZone } from './find-zone.ts';
import { takeSnapshot } from './snapshot.ts';

/** An apply that failed, and where it is written down. */
export interface FailedRun {
  readonly operation: OperationEntry;
  /** For people; kept with the snapshot. */
  readonly reason: string;
  /** Changes that were read back, those of earlier runs among them, and changes of the write that failed. */
  readonly made: number;
  readonly inFlight: number;
  readonly journal: (changes: Partial<OperationEntry>) => Promise<void>;
}

/**
 * Finds out what a failed write left behind, writes it into the journal and gives the error that tells it.
 *
 * @param cause - undefined where nothing failed but the zone does not hold what was written
 */
export async function afterFailure(
  deps: ZoneDeps,
  found: FoundZone,
  { operation, reason, made, inFlight, journal }: FailedRun,
  cause: unknown,
): Promise<unknown> {
  const { plan } = operation;
  const code = isRegctlError(cause) ? cause.code : 'INTERNAL';
  const message = cause instanceof Error ? cause.message : 'the zone does not hold what was written to it';
  let state: ProviderZoneState;
  try {
    state = await found.dns.readZone(plan.zone);
  } catch {
    // The server is gone: what it did with the last write stays unknown, so the operation stays open for the next run to look.
    await journal({ error: { code, message } });
    return isRegctlError(cause) && cause.code !== 'INTERRUPTED'
      ? outOfSight(cause, operation, { made, inFlight })
      : cause;
  }
  const { done, open, moved } = planProgress(plan, state.rrsets);
  // A change of several records can stop in its midst. One that a conflict stopped was never begun: what stands there is somebody else's.
  const halves = isRegctlError(cause, 'CONFLICT') ? [] : moved;
  const isUntouched = done.length + halves.length === 0;
  await journal({
    inFlightChanges: 0,
    appliedChanges: done.length,
    status: code === 'INTERRUPTED' ? 'interrupted' : isUntouched ? 'failed' : 'partial',
    error: { code, message },
  });
  if (isUntouched && cause !== undefined) return cause;
  await takeSnapshot(deps, found, state, { moment: 'after', operation: operation.id, reason });
  if (isRegctlError(cause, 'INTERRUPTED')) return interrupted(plan, done.length, operation);
  const why = isRegctlError(cause) && cause.reason !== undefined ? `${message}: ${cause.reason}` : message;
  return partlyApplied(operation, { done, halves, missing: [...open, ...moved] }, why, cause);
}

/** What failed where the zone cannot be read any more: the failure as it was, and how far the apply had come. */
function outOfSight(
  cause: RegctlError,
  { id, plan, snapshotBefore }: OperationEntry,
  { made, inFlight }: Pick<FailedRun, 'made' | 'inFlight'>,
): RegctlError {
  const { code, message, reason, hint, details, provider, retryAfterSeconds } = cause;
  const total = plan.changes.length;
  const far = `${made} of ${total} changes to ${plan.zone} were made, perhaps ${inFlight} more: it could not be read again`;
  const next = `go on with \`regctl apply ${id}\`, or undo with \`regctl zones restore ${plan.zone} ${snapshotBefore ?? ''}\``;
  return new RegctlError(code, message, {
    reason: reason === undefined ? far : `${reason}; ${far}`,
    hint: hint === undefined ? next : `${hint}; then ${next}`,
    details: { ...details, operation: id, applied: made, total, inFlight, outcome: 'unknown' },
    ...(provider === undefined ? {} : { provider }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    cause,
  });
}

/** What an apply that was asked to stop throws. @param operation - by which it is gone on with, once something was written */
export function interrupted(
  plan: Plan,
  applied: number,
  operation?: Pick<OperationEntry, 'id' | 'snapshotBefore'>,
): RegctlError {
  return new RegctlError(
    'INTERRUPTED',
    `apply to ${plan.zone} stopped after ${applied} of ${plan.changes.length} changes`,
    {
      reason: 'it was asked to stop; the write at hand was finished',
      hint:
        operation === undefined
          ? 'nothing was changed'
          : `go on with \`regctl apply ${operation.id}\`, or undo with \`regctl zones restore ${plan.zone} ${operation.snapshotBefore ?? ''}\``,
      details: {
        applied,
        total: plan.changes.length,
        ...(operation === undefined ? {} : { operation: operation.id }),
      },
    },
  );
}

/** Names RRsets that hold neither what was there before nor what was wanted; empty where there are none. */
export function describeHalves(halves: readonly Change[]): string {
  if (halves.length === 0) return '';
  const names = halves.map((change) => `${change.name} ${change.type}`).join(', ');
  return `; ${names} ${halves.length === 1 ? 'is' : 'are'} neither as before nor as wanted`;
}

function partlyApplied(
  { id, plan, snapshotBefore }: OperationEntry,
  changes: {
    readonly done: readonly Change[];
    readonly halves: readonly Change[];
    readonly missing: readonly Change[];
  },
  reason: string,
  cause: unknown,
): RegctlError {
  const { done, halves, missing } = changes;
  const label = (change: Change): string => `${change.action} ${change.name} ${change.type}`;
  return new RegctlError(
    'PARTLY_APPLIED',
    `${done.length} of ${plan.changes.length} changes to ${plan.zone} were made${describeHalves(halves)}`,
    {
      reason,
      hint: `run it again to finish, or undo with \`regctl zones restore ${plan.zone} ${snapshotBefore ?? ''}\``,
      details: { operation: id, applied: done.map(label), missing: missing.map(label) },
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
