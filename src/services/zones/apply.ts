import { isRegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import { batchChanges } from '../../core/plan/order.ts';
import type { Change } from '../../core/plan/plan.ts';
import { isDone, planProgress } from '../../core/plan/progress.ts';
import { nextSerial, soaSerial, withSerial } from '../../core/plan/soa.ts';
import { hashZone } from '../../core/zone.ts';
import type { ProviderZoneState } from '../../ports/dns-provider.ts';
import type { Operation, OperationEntry } from '../../ports/operation-store.ts';
import { afterFailure, interrupted } from './apply-failure.ts';
import { DEFAULT_LOCK_TIMEOUT_MS, zoneLock, type ZoneCall, type ZoneDeps } from './deps.ts';
import type { FoundZone } from './find-zone.ts';
import { guardChanges, lookAt, openPlan, type ApplyInput } from './ready.ts';
import { describeInterrupted, endRun, settleUnderLock } from './settle.ts';
import { takeSnapshot } from './snapshot.ts';

export interface ApplyResult {
  readonly operation: string | null;
  readonly account: string;
  readonly zone: string;
  readonly outcome: 'applied' | 'nothing';
  readonly applied: readonly Change[];
  readonly resumed: number;
  readonly snapshotBefore: string | null;
  readonly snapshotAfter: string | null;
  readonly hash: string;
}

/**
 * Carries a plan out: lock, read, compare with the plan's base, guards, snapshot, write, read back, snapshot. Every step is in the journal
 * before and after it happens, so that a run that dies at any point can be finished by the next run of the same plan.
 *
 * @throws RegctlError `INVALID_PLAN`, `PLAN_STALE`, `UNSAFE_PLAN`, `PROTECTED`, `LOCKED`, `PARTLY_APPLIED`, `INTERRUPTED`, and what the provider
 * throws when nothing was written
 */
export async function applyPlan(
  deps: ZoneDeps,
  input: ApplyInput,
  call: ZoneCall = {},
): Promise<ApplyResult> {
  const { plan } = input;
  const found = await openPlan(deps, input);
  return deps.lock.withLock(
    zoneLock(found.account.name, plan.zone),
    {
      timeoutMs: call.timeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
      onWait: (holder) =>
        call.onEvent?.({ kind: 'waiting', message: `waiting for ${holder}, which works on ${plan.zone}` }),
    },
    () => applyUnderLock(deps, found, input, call),
  );
}

async function applyUnderLock(
  deps: ZoneDeps,
  found: FoundZone,
  input: ApplyInput,
  call: ZoneCall,
): Promise<ApplyResult> {
  const { plan } = input;
  await settleUnderLock(deps, found, call, plan.id);
  const { state, progress, open, earlier } = await lookAt(deps, found, plan, call);
  if (progress.open.length === 0) return finishedBefore(deps, found, input, { state, earlier });
  await guardChanges(deps, found, input, { state, open });
  const resumed = plan.changes.length - open.length;
  if (earlier !== undefined && resumed > 0) {
    call.onEvent?.({
      kind: 'resuming',
      operation: earlier.id,
      message: describeInterrupted(earlier, progress),
    });
  }
  // What cannot be written at all is refused here, before anything is in the journal.
  const share = (change: Change): number => found.dns.writeShare?.(change) ?? 0;
  const batches = batchChanges(open, found.dns.capabilities.maxChangesPerWrite, share);
  const inFlightChanges = batches[0]?.length ?? 0;
  const operation = await openOperation(deps, found, input, { state, earlier, resumed, inFlightChanges });
  return runChanges(deps, found, { input, operation, batches, resumed, before: state }, call);
}

interface Run {
  readonly input: ApplyInput;
  readonly operation: OperationEntry;
  readonly batches: readonly (readonly Change[])[];
  readonly resumed: number;
  readonly before: ProviderZoneState;
}

async function runChanges(deps: ZoneDeps, found: FoundZone, run: Run, call: ZoneCall): Promise<ApplyResult> {
  const { plan } = run.input;
  const applied: Change[] = [];
  let state = run.before;
  const journal = (changes: Partial<OperationEntry>): Promise<void> =>
    deps.operations.save({
      ...run.operation,
      appliedChanges: run.resumed + applied.length,
      updatedAt: deps.clock.now().toISOString(),
      ...changes,
    });
  const failed = (cause: unknown, inFlight: number): Promise<unknown> =>
    afterFailure(
      deps,
      found,
      {
        operation: run.operation,
        reason: run.input.reason ?? plan.id,
        made: run.resumed + applied.length,
        inFlight,
        journal,
      },
      cause,
    );
  for (const [i, batch] of run.batches.entries()) {
    try {
      // Between two writes is the one place to stop: a write that was begun is always seen through.
      if (call.signal?.aborted === true)
        throw interrupted(plan, applied.length, applied.length === 0 ? undefined : run.operation);
      // One entry for the end of the write before and the beginning of this one; the first was opened with its own.
      if (i > 0) await journal({ inFlightChanges: batch.length });
      state = await writeBatch(found, batch, state);
    } catch (error) {
      throw await failed(error, batch.length);
    }
    for (const change of batch) {
      applied.push(change);
      call.onEvent?.({
        kind: 'applied',
        done: run.resumed + applied.length,
        total: plan.changes.length,
        change,
        operation: run.operation.id,
      });
    }
  }
  const seen = planProgress(plan, state.rrsets);
  if (seen.open.length + seen.moved.length > 0) {
    throw await failed(undefined, 0);
  }
  const snapshotAfter = await takeSnapshot(deps, found, state, {
    moment: 'after',
    operation: run.operation.id,
    reason: run.input.reason ?? plan.id,
  });
  await journal({ inFlightChanges: 0, status: 'done', snapshotAfter: snapshotAfter.id, error: null });
  return {
    operation: run.operation.id,
    account: plan.account,
    zone: plan.zone,
    outcome: 'applied',
    applied,
    resumed: run.resumed,
    snapshotBefore: run.operation.snapshotBefore,
    snapshotAfter: snapshotAfter.id,
    hash: hashZone(state),
  };
}

/** Writes and reads back. A write whose reply was lost counts as made when the zone holds what it was to bring. */
async function writeBatch(
  found: FoundZone,
  batch: readonly Change[],
  state: ProviderZoneState,
): Promise<ProviderZoneState> {
  let failure: unknown;
  try {
    await found.dns.write(found.zone, withMovedSerial(batch, state), { revision: state.revision });
  } catch (error) {
    if (!isRegctlError(error) || error.category !== 'transient') throw error;
    failure = error;
  }
  const after = await found.dns.readZone(found.zone);
  if (failure !== undefined && !batch.every((change) => isDone(change, after.rrsets))) throw failure;
  return after;
}

interface Beginning {
  readonly state: ProviderZoneState;
  readonly earlier: Operation | undefined;
  readonly resumed: number;
  /** Changes of the first write. */
  readonly inFlightChanges: number;
}

async function openOperation(
  deps: ZoneDeps,
  found: FoundZone,
  input: ApplyInput,
  { state, earlier, resumed, inFlightChanges }: Beginning,
): Promise<OperationEntry> {
  const now = deps.clock.now();
  const id = makeId('op', now, deps.random.bytes(7));
  // A resumed apply keeps the snapshot of its first run: that is the state which `zones restore` should bring back.
  const snapshotBefore =
    resumed > 0 && earlier?.snapshotBefore !== undefined && earlier.snapshotBefore !== null
      ? earlier.snapshotBefore
      : (
          await takeSnapshot(deps, found, state, {
            moment: 'before',
            operation: id,
            reason: input.reason ?? input.plan.id,
          })
        ).id;
  const operation: OperationEntry = {
    id,
    account: found.account.name,
    zone: found.zone,
    status: 'running',
    plan: input.plan,
    appliedChanges: resumed,
    inFlightChanges,
    startedAt: now.toISOString(),
    updatedAt: now.toISOString(),
    actor: deps.actor,
    snapshotBefore,
    snapshotAfter: null,
    error: null,
  };
  if (earlier?.status === 'running') {
    const seen = { appliedChanges: resumed, inFlightChanges: 0, updatedAt: now.toISOString() };
    await deps.operations.save({ ...earlier, ...seen, status: 'interrupted' });
  }
  await deps.operations.save(operation);
  return operation;
}

/** Nothing is left to do: of a run that died, or stopped, before it knew that, this is written down. */
async function finishedBefore(
  deps: ZoneDeps,
  found: FoundZone,
  { plan, reason }: ApplyInput,
  { state, earlier }: Pick<Beginning, 'state' | 'earlier'>,
): Promise<ApplyResult> {
  // What another operation brought about since is not its doing.
  const ended =
    earlier === undefined || earlier.overtakenBy !== null
      ? earlier
      : await endRun(deps, found, earlier, { state, reason: reason ?? plan.id });
  return {
    operation: ended?.id ?? null,
    account: plan.account,
    zone: plan.zone,
    outcome: 'nothing',
    applied: [],
    resumed: plan.changes.length,
    snapshotBefore: ended?.snapshotBefore ?? null,
    snapshotAfter: ended?.snapshotAfter ?? null,
    hash: hashZone(state),
  };
}

/** A changed SOA must carry a serial above the present one, or secondaries and servers take it for old (RFC 2136 §3.6). */
function withMovedSerial(batch: readonly Change[], state: ProviderZoneState): readonly Change[] {
  const present = state.rrsets.find((rrset) => rrset.type === 'SOA');
  if (present === undefined) return batch;
  return batch.map((change) =>
    change.type === 'SOA' && change.after !== null
      ? { ...change, before: present, after: withSerial(change.after, nextSerial(soaSerial(present))) }
      : change,
  );
}
