import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import { checkCapabilities } from '../../core/plan/capabilities.ts';
import { checkSeal, foreignOwners, policyFindings } from '../../core/plan/make-plan.ts';
import { batchChanges } from '../../core/plan/order.ts';
import type { Change, Plan } from '../../core/plan/plan.ts';
import { isDone, planProgress } from '../../core/plan/progress.ts';
import { checkSafety } from '../../core/plan/safety.ts';
import { nextSerial, soaSerial, withSerial } from '../../core/plan/soa.ts';
import { hashZone } from '../../core/zone.ts';
import type { ProviderZoneState } from '../../ports/dns-provider.ts';
import type { Operation } from '../../ports/operation-store.ts';
import { findAccount } from '../accounts/open.ts';
import { DEFAULT_LOCK_TIMEOUT_MS, zoneLock, type ZoneCall, type ZoneDeps } from './deps.ts';
import type { FoundZone } from './find-zone.ts';
import { refuseUnsafe } from './guard.ts';
import { readPolicy } from './policy.ts';
import { describeInterrupted, settleUnderLock } from './settle.ts';
import { takeSnapshot } from './snapshot.ts';

export interface ApplyInput {
  readonly plan: Plan;
  /** Lets deletion guards pass when at least the real count. */
  readonly allowDeletes?: number;
  /** Digest of the configuration as it is now, where the plan was made from one. */
  readonly configHash?: string;
  /** What is done, for people; kept with the snapshots. */
  readonly reason?: string;
}

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
  checkSeal(plan);
  if (plan.configHash !== null && input.configHash !== undefined && input.configHash !== plan.configHash) {
    throw stale(plan, 'the configuration or one of its files changed since');
  }
  const account = await findAccount(deps, plan.account);
  if (account.provider !== plan.provider) {
    throw stale(
      plan,
      `account ${account.name} was on ${plan.provider} then and is on ${account.provider} now`,
    );
  }
  const found: FoundZone = { account, dns: await deps.dnsOf(account), zone: plan.zone };
  return deps.lock.withLock(
    zoneLock(account.name, plan.zone),
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
  const earlier = await earlierRun(deps, plan);
  const state = await found.dns.readZone(plan.zone, call.signal);
  const progress = planProgress(plan, state.rrsets);
  const unchanged = hashZone(state) === plan.baseHash;
  if (!unchanged && (earlier === undefined || !progress.restUnchanged || progress.moved.length > 0)) {
    throw stale(plan, describeMoved(plan, progress.moved));
  }
  if (progress.open.length === 0) return finishedBefore(deps, plan, state, earlier);

  const done = new Set(unchanged ? [] : progress.done);
  const open = plan.changes.filter((change) => !done.has(change));
  await guard(deps, found, input, state, open);
  if (earlier !== undefined && done.size > 0) {
    call.onEvent?.({
      kind: 'resuming',
      operation: earlier.id,
      message: describeInterrupted(earlier, progress),
    });
  }
  const operation = await openOperation(deps, found, input, state, earlier, done.size);
  return runChanges(deps, found, { input, operation, open, resumed: done.size, before: state }, call);
}

/** Checks guards and capabilities against the state and the rules as they are now, not as they were when the plan was made. */
async function guard(
  deps: ZoneDeps,
  found: FoundZone,
  input: ApplyInput,
  state: ProviderZoneState,
  open: readonly Change[],
): Promise<void> {
  const { plan } = input;
  const stored = await readPolicy(deps, found.account.name, plan.zone);
  const policy = { ...stored, ignore: [...stored.ignore, ...plan.ignore] };
  const owners = foreignOwners({ current: state.rrsets, policy });
  const findings = [
    ...checkSafety(open, plan.recordsBefore, policy.limits),
    ...policyFindings(open, owners, { policy, zone: plan.zone }),
  ];
  refuseUnsafe(plan, findings, input.allowDeletes);
  checkCapabilities(open, found.dns.capabilities, found.account.provider);
}

interface Run {
  readonly input: ApplyInput;
  readonly operation: Operation;
  readonly open: readonly Change[];
  readonly resumed: number;
  readonly before: ProviderZoneState;
}

async function runChanges(deps: ZoneDeps, found: FoundZone, run: Run, call: ZoneCall): Promise<ApplyResult> {
  const { plan } = run.input;
  const applied: Change[] = [];
  let state = run.before;
  const journal = (changes: Partial<Operation>): Promise<void> =>
    deps.operations.save({
      ...run.operation,
      appliedChanges: run.resumed + applied.length,
      updatedAt: deps.clock.now().toISOString(),
      ...changes,
    });
  for (const batch of batchChanges(run.open, found.dns.capabilities.maxChangesPerWrite)) {
    try {
      // Between two writes is the one place to stop: a write that was begun is always seen through.
      if (call.signal?.aborted === true) throw interrupted(plan, applied.length);
      await journal({ inFlightChanges: batch.length });
      state = await writeBatch(found, batch, state);
    } catch (error) {
      throw await afterFailure(deps, found, run, journal, error);
    }
    for (const change of batch) {
      applied.push(change);
      call.onEvent?.({
        kind: 'applied',
        done: run.resumed + applied.length,
        total: plan.changes.length,
        change,
      });
    }
    await journal({ inFlightChanges: 0 });
  }
  const seen = planProgress(plan, state.rrsets);
  if (seen.open.length + seen.moved.length > 0) {
    throw await afterFailure(deps, found, run, journal, undefined);
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

/** Finds out what a failed write left behind, writes it into the journal and gives the error that tells it. */
async function afterFailure(
  deps: ZoneDeps,
  found: FoundZone,
  run: Run,
  journal: (changes: Partial<Operation>) => Promise<void>,
  cause: unknown,
): Promise<unknown> {
  const { plan } = run.input;
  const code = isRegctlError(cause) ? cause.code : 'INTERNAL';
  const message = cause instanceof Error ? cause.message : 'the zone does not hold what was written to it';
  let state: ProviderZoneState;
  try {
    state = await found.dns.readZone(plan.zone);
  } catch {
    // The server is gone: what it did with the last write stays unknown, so the operation stays open for the next run to look.
    await journal({ error: { code, message } });
    return cause;
  }
  const progress = planProgress(plan, state.rrsets);
  const made = progress.done.length;
  await journal({
    inFlightChanges: 0,
    appliedChanges: made,
    status: made === 0 ? 'failed' : 'partial',
    error: { code, message },
  });
  if (made === 0 && cause !== undefined) return cause;
  await takeSnapshot(deps, found, state, {
    moment: 'after',
    operation: run.operation.id,
    reason: run.input.reason ?? plan.id,
  });
  if (isRegctlError(cause, 'INTERRUPTED')) return interrupted(plan, made);
  return partlyApplied(
    plan,
    run.operation,
    progress.done,
    [...progress.open, ...progress.moved],
    message,
    cause,
  );
}

async function openOperation(
  deps: ZoneDeps,
  found: FoundZone,
  input: ApplyInput,
  state: ProviderZoneState,
  earlier: Operation | undefined,
  resumed: number,
): Promise<Operation> {
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
  const operation: Operation = {
    id,
    account: found.account.name,
    zone: found.zone,
    status: 'running',
    plan: input.plan,
    appliedChanges: resumed,
    inFlightChanges: 0,
    startedAt: now.toISOString(),
    updatedAt: now.toISOString(),
    actor: deps.actor,
    snapshotBefore,
    snapshotAfter: null,
    error: null,
  };
  if (earlier?.status === 'running')
    await deps.operations.save({ ...earlier, status: 'partial', updatedAt: now.toISOString() });
  await deps.operations.save(operation);
  return operation;
}

async function finishedBefore(
  deps: ZoneDeps,
  plan: Plan,
  state: ProviderZoneState,
  earlier: Operation | undefined,
): Promise<ApplyResult> {
  if (earlier?.status === 'running') {
    await deps.operations.save({
      ...earlier,
      status: 'done',
      appliedChanges: plan.changes.length,
      inFlightChanges: 0,
      updatedAt: deps.clock.now().toISOString(),
    });
  }
  return {
    operation: earlier?.id ?? null,
    account: plan.account,
    zone: plan.zone,
    outcome: 'nothing',
    applied: [],
    resumed: plan.changes.length,
    snapshotBefore: earlier?.snapshotBefore ?? null,
    snapshotAfter: earlier?.snapshotAfter ?? null,
    hash: hashZone(state),
  };
}

async function earlierRun(deps: ZoneDeps, plan: Plan): Promise<Operation | undefined> {
  const [latest] = await deps.operations.list({
    account: plan.account,
    zone: plan.zone,
    plan: plan.id,
    limit: 1,
  });
  return latest;
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

function describeMoved(plan: Plan, moved: readonly Change[]): string {
  const names = moved.map((change) => `${change.name} ${change.type}`).join(', ');
  return names === ''
    ? `zone ${plan.zone} changed since`
    : `zone ${plan.zone} changed since, also at ${names}`;
}

function stale(plan: Plan, reason: string): RegctlError {
  return new RegctlError('PLAN_STALE', `plan ${plan.id} no longer fits ${plan.zone}`, {
    reason,
    hint: 'make a new plan, look at it, and apply that one',
  });
}

function interrupted(plan: Plan, applied: number): RegctlError {
  return new RegctlError(
    'INTERRUPTED',
    `apply to ${plan.zone} stopped after ${applied} of ${plan.changes.length} changes`,
    {
      reason: 'it was asked to stop; the write at hand was finished',
      hint:
        applied === 0
          ? 'nothing was changed'
          : 'run the same command again to finish, or undo with `regctl zones restore`',
      details: { applied, total: plan.changes.length },
    },
  );
}

function partlyApplied(
  plan: Plan,
  operation: Operation,
  done: readonly Change[],
  missing: readonly Change[],
  reason: string,
  cause: unknown,
): RegctlError {
  const label = (change: Change): string => `${change.action} ${change.name} ${change.type}`;
  return new RegctlError(
    'PARTLY_APPLIED',
    `${done.length} of ${plan.changes.length} changes to ${plan.zone} were made`,
    {
      reason,
      hint: `run it again to finish, or undo with \`regctl zones restore ${plan.zone} ${operation.snapshotBefore ?? ''}\``,
      details: { operation: operation.id, applied: done.map(label), missing: missing.map(label) },
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
