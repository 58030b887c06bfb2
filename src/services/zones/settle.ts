import { isRegctlError } from '../../core/errors.ts';
import type { Change } from '../../core/plan/plan.ts';
import { planProgress, type PlanProgress } from '../../core/plan/progress.ts';
import type { Operation } from '../../ports/operation-store.ts';
import { describeHalves } from './apply-failure.ts';
import { zoneLock, type ZoneCall, type ZoneDeps } from './deps.ts';
import type { FoundZone } from './find-zone.ts';

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
  const { rrsets } = await found.dns.readZone(found.zone, call.signal);
  for (const operation of operations) {
    const progress = planProgress(operation.plan, rrsets);
    await deps.operations.save({
      ...operation,
      status: progress.open.length === 0 && progress.moved.length === 0 ? 'done' : 'interrupted',
      appliedChanges: progress.done.length,
      inFlightChanges: 0,
      updatedAt: deps.clock.now().toISOString(),
      error: { code: 'INTERRUPTED', message: 'the process ended before the apply did' },
    });
    call.onEvent?.({
      kind: 'resuming',
      operation: operation.id,
      message: describeInterrupted(operation, progress),
    });
  }
}

/** Where a provider shows writes late, waits until it must show what an interrupted apply sent last: else that would be sent again. */
async function outlastDelay(
  deps: ZoneDeps,
  { dns, zone }: FoundZone,
  operations: readonly Operation[],
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
export function describeInterrupted(operation: Operation, progress: PlanProgress): string {
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
export function halvesOf(operation: Operation, { moved }: PlanProgress): readonly Change[] {
  return operation.inFlightChanges > 0 ? moved : [];
}

async function interrupted(deps: ZoneDeps, found: FoundZone): Promise<readonly Operation[]> {
  return deps.operations.list({
    account: found.account.name,
    zone: found.zone,
    status: 'running',
    limit: MAX_INTERRUPTED,
  });
}
