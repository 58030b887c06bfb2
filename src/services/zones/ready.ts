import { RegctlError } from '../../core/errors.ts';
import { checkCapabilities } from '../../core/plan/capabilities.ts';
import { checkSeal, foreignOwners, policyFindings } from '../../core/plan/make-plan.ts';
import type { Change, Plan } from '../../core/plan/plan.ts';
import { isThere, planProgress, type PlanProgress } from '../../core/plan/progress.ts';
import { checkSafety } from '../../core/plan/safety.ts';
import { hashZone } from '../../core/zone.ts';
import type { ProviderZoneState } from '../../ports/dns-provider.ts';
import type { Operation } from '../../ports/operation-store.ts';
import { findAccount } from '../accounts/open.ts';
import type { ZoneCall, ZoneDeps } from './deps.ts';
import type { FoundZone } from './find-zone.ts';
import { refuseUnsafe } from './guard.ts';
import { readPolicy } from './policy.ts';
import { halvesOf } from './settle.ts';

/** More runs of one plan than there are ever. */
const MAX_RUNS = 20;
/** RRsets that are named where many were changed. */
const MAX_NAMES = 5;

export interface ApplyInput {
  readonly plan: Plan;
  /** Lets deletion guards pass when at least the real count. */
  readonly allowDeletes?: number;
  /** Digest of the configuration as it is now, where the plan was made from one. */
  readonly configHash?: string;
  /** What is done, for people; kept with the snapshots. */
  readonly reason?: string;
}

/** How a plan stands against its zone as it is now. */
export interface PlanStanding {
  readonly state: ProviderZoneState;
  readonly progress: PlanProgress;
  /** Changes that are left to make. */
  readonly open: readonly Change[];
  /** The run of the same plan that did it, else the latest. */
  readonly earlier: Operation | undefined;
}

/**
 * Refuses a plan that `applyPlan` would refuse as things stand, and writes nothing: so that of several plans none is begun while another cannot be carried out.
 *
 * @throws RegctlError `INVALID_PLAN`, `PLAN_STALE`, `UNSAFE_PLAN`, `PROTECTED`
 */
export async function checkPlan(deps: ZoneDeps, input: ApplyInput, call: ZoneCall = {}): Promise<void> {
  const found = await openPlan(deps, input);
  const standing = await lookAt(deps, found, input.plan, call);
  if (standing.open.length > 0) await guardChanges(deps, found, input, standing);
}

/** Opens the account of a plan. @throws RegctlError `INVALID_PLAN`, `PLAN_STALE` where the configuration or the account moved */
export async function openPlan(deps: ZoneDeps, input: ApplyInput): Promise<FoundZone> {
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
  return { account, dns: await deps.dnsOf(account), zone: plan.zone };
}

/** Reads the zone and compares it with what the plan was made from. @throws RegctlError `PLAN_STALE` */
export async function lookAt(
  deps: ZoneDeps,
  found: FoundZone,
  plan: Plan,
  call: ZoneCall,
): Promise<PlanStanding> {
  const earlier = await earlierRun(deps, plan);
  const state = await found.dns.readZone(plan.zone, call.signal);
  const progress = planProgress(plan, state.rrsets);
  if (earlier !== undefined) {
    if (isThere(progress)) return { state, progress, open: [], earlier };
    refuseAnew(plan, earlier, progress);
  }
  const unchanged = hashZone(state) === plan.baseHash;
  if (!unchanged && (earlier === undefined || !progress.restUnchanged || progress.moved.length > 0)) {
    throw stale(plan, describeMoved(plan, progress, earlier));
  }
  const done = new Set(unchanged ? [] : progress.done);
  return { state, progress, open: plan.changes.filter((change) => !done.has(change)), earlier };
}

/** Checks guards and capabilities against the state and the rules as they are now, not as they were when the plan was made. */
export async function guardChanges(
  deps: ZoneDeps,
  found: FoundZone,
  input: ApplyInput,
  { state, open }: Pick<PlanStanding, 'state' | 'open'>,
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
  // Of a zone that was created for the plan this was not known when it was made.
  found.dns.checkChanges?.(plan.zone, state.rrsets, open);
}

function describeMoved(plan: Plan, progress: PlanProgress, earlier: Operation | undefined): string {
  const names = progress.moved.map((change) => `${change.name} ${change.type}`).join(', ');
  if (earlier !== undefined && halvesOf(earlier, progress).length > 0)
    return `an earlier run of it was interrupted in the midst of ${names}, or somebody else came by since`;
  return names === ''
    ? `zone ${plan.zone} changed since`
    : `zone ${plan.zone} changed since, also at ${names}`;
}

/** The run that says how a plan stands: the one that did it, else the latest. */
async function earlierRun(
  { operations }: Pick<ZoneDeps, 'operations'>,
  { account, zone, id }: Plan,
): Promise<Operation | undefined> {
  const runs = await operations.list({ account, zone, plan: id, limit: MAX_RUNS });
  return runs.find(({ status }) => status === 'done') ?? runs[0];
}

/**
 * Refuses to write once more what was done and is there no longer, or what others wrote to the zone after: a plan is carried out once, and whoever undid it
 * meant that.
 *
 * @throws RegctlError `PLAN_STALE`
 */
function refuseAnew(plan: Plan, earlier: Operation, progress: PlanProgress): void {
  const { id, status, appliedChanges, overtakenBy } = earlier;
  if (status === 'done')
    throw new RegctlError('PLAN_STALE', `plan ${plan.id} was carried out already`, {
      reason: `operation ${id} did it, and ${namesOf(progress)} changed since`,
      hint: howToDoAnew(plan, earlier, progress),
    });
  if (overtakenBy !== null)
    throw stale(plan, `operation ${overtakenBy} wrote to the zone after ${id} had stopped`);
  if (appliedChanges > progress.done.length)
    throw stale(
      plan,
      `${appliedChanges} of its changes were made by operation ${id}, and ${appliedChanges - progress.done.length} of these undone since`,
    );
}

/** What is thrown for a plan whose time is over. */
function stale(plan: Plan, reason: string): RegctlError {
  return new RegctlError('PLAN_STALE', `plan ${plan.id} no longer fits ${plan.zone}`, {
    reason,
    hint: 'make a new plan, look at it, and apply that one',
  });
}

/** Where nothing else changed, the state it left behind is what it would bring again. */
function howToDoAnew({ zone }: Plan, { snapshotAfter }: Operation, progress: PlanProgress): string {
  return snapshotAfter !== null && progress.restUnchanged && progress.moved.length === 0
    ? `to do it anew, \`regctl zones restore ${zone} ${snapshotAfter}\``
    : 'to do it anew, make a new plan, look at it, and apply that one';
}

function namesOf({ open, moved }: PlanProgress): string {
  const names = [...open, ...moved].map(({ name, type }) => `${name} ${type}`);
  const more = names.length - MAX_NAMES;
  return names.slice(0, MAX_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
