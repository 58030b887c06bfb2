import { isRegctlError } from '../../core/errors.ts';
import type { Change } from '../../core/plan/plan.ts';
import { isThere, planProgress, type PlanProgress } from '../../core/plan/progress.ts';
import type { ProviderZoneState } from '../../ports/dns-provider.ts';
import type { OperationEntry } from '../../ports/operation-store.ts';
import { describeHalves } from './apply-failure.ts';
import { zoneLock, type ZoneCall, type ZoneDeps } from './deps.ts';
import type { FoundZone } from './find-zone.ts';
import { takeSnapshot } from './snapshot.ts';

/** More interrupted applies of one zone than can pile up before one is accounted for. */
const MAX_INTERRUPTED = 20;

/**
 * Accounts for applies of a zone whose process died: looks at what they did, writes it into the journal and says it.
 * Does nothing while another process holds the zone, since its apply is then at work and not interrupted.
 */
export async function settleInterrupted(deps: ZoneDeps, found: FoundZone, call: ZoneCall): Promise<void> {
  if ((await interrupted(deps, found)).length === 0) return;
  try {
    await deps.lock.withLock(zoneLock(found.account.name, found.zone), { timeoutMs: 0 }, () =>
      settleUnderLock(deps, found, call),
    );
  } catch (error) {
    if (!isRegctlError(error, 'LOCKED')) throw error;
  }
}

/** The same for a caller that holds the zone's lock; `except` is an operation that the caller goes on with itself. */
export async function settleUnderLock(
  deps: ZoneDeps,
  found: FoundZone,
  call: ZoneCall,
  except?: string,
): Promise<void> {
  const running = await interrupted(deps, found);
  await outlastDelay(deps, found, running, call);
  const operations = running.filter((operation) => operation.plan.id !== except);
  if (operations.length === 0) return;
  const state = await found.dns.readZone(found.zone, call.signal);
  for (const operation of operations) {
    const progress = planProgress(operation.plan, state.rrsets);
    const error = { code: 'INTERRUPTED', message: 'the process ended before the apply did' };
    if (isThere(progress))
      await endRun(deps, found, { ...operation, error }, { state, reason: operation.plan.id });
    else
      await deps.operations.save({
        ...operation,
        status: 'interrupted',
        appliedChanges: progress.done.length,
        inFlightChanges: 0,
        updatedAt: deps.clock.now().toISOString(),
        error,
      });
    call.onEvent?.({
      kind: 'resuming',
      operation: operation.id,
      message: describeInterrupted(operation, progress),
    });
  }
}

/** Writes down that all of a run is there, with the state it left behind, where that is not yet known. */
export async function endRun(
  deps: Pick<ZoneDeps, 'operations' | 'snapshots' | 'clock' | 'random'>,
  found: FoundZone,
  run: OperationEntry,
  { state, reason }: { readonly state: ProviderZoneState; readonly reason: string },
): Promise<OperationEntry> {
  if (run.status === 'done') return run;
  const after = await takeSnapshot(deps, found, state, { moment: 'after', operation: run.id, reason });
  const ended: OperationEntry = {
    ...run,
    status: 'done',
    appliedChanges: run.plan.changes.length,
    inFlightChanges: 0,
    updatedAt: deps.clock.now().toISOString(),
    snapshotAfter: after.id,
  };
  await deps.operations.save(ended);
  return ended;
}

/** Where a provider shows writes late, waits until it must show what an interrupted apply sent last: else that would be sent again. */
async function outlastDelay(
  deps: ZoneDeps,
  { dns, zone }: FoundZone,
  operations: readonly OperationEntry[],
  call: ZoneCall,
): Promise<void> {
  const sent = operations.filter((operation) => operation.inFlightChanges > 0);
  const last = Math.max(...sent.map((operation) => Date.parse(operation.updatedAt)));
  const waitMs = last + (dns.capabilities.readDelaySeconds ?? 0) * 1000 - deps.clock.now().getTime();
  if (waitMs <= 0) return;
  call.onEvent?.({
    kind: 'waiting',
    message: `waiting up to ${Math.ceil(waitMs / 1000)} s for what an interrupted apply wrote to ${zone} to show`,
  });
  await deps.clock.sleep(waitMs, call.signal);
}

/** Says what an interrupted apply did, for people. */
export function describeInterrupted(operation: OperationEntry, progress: PlanProgress): string {
  const total = operation.plan.changes.length;
  const halves = halvesOf(operation, progress);
  const undo =
    operation.snapshotBefore === null
      ? ''
      : `; undo with \`regctl zones restore ${operation.zone} ${operation.snapshotBefore}\``;
  return [
    `an apply started ${operation.startedAt} was interrupted: `,
    `${progress.done.length} of ${total} changes were made${describeHalves(halves)}`,
    progress.done.length + halves.length > 0 ? undo : '',
  ].join('');
}

/** Changes of several records that stopped in their midst, or that somebody else came upon since; none where no write was under way. */
export function halvesOf(operation: OperationEntry, { moved }: PlanProgress): readonly Change[] {
  return operation.inFlightChanges > 0 ? moved : [];
}

async function interrupted(deps: ZoneDeps, found: FoundZone): Promise<readonly OperationEntry[]> {
  return deps.operations.list({
    account: found.account.name,
    zone: found.zone,
    status: 'running',
    limit: MAX_INTERRUPTED,
  });
}
