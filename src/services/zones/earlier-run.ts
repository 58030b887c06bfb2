import { RegctlError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { PlanProgress } from '../../core/plan/progress.ts';
import type { Operation } from '../../ports/operation-store.ts';
import type { ZoneDeps } from './deps.ts';

/** More runs of one plan than there are ever. */
const MAX_RUNS = 20;
/** RRsets that are named where many were changed. */
const MAX_NAMES = 5;

/** The run that says how a plan stands: the one that did it, else the latest. */
export async function earlierRun(
  { operations }: Pick<ZoneDeps, 'operations'>,
  { account, zone, id }: Plan,
): Promise<Operation | undefined> {
  const runs = await operations.list({ account, zone, plan: id, limit: MAX_RUNS });
  return runs.find(({ status }) => status === 'done') ?? runs[0];
}

/** Tells whether the zone holds all that a plan was to bring. */
export function isThere({ open, moved }: PlanProgress): boolean {
  return open.length + moved.length === 0;
}

/**
 * Refuses to write once more what was done and is there no longer, or what others wrote to the zone after: a plan is carried out once, and whoever undid it
 * meant that.
 *
 * @throws RegctlError `PLAN_STALE`
 */
export function refuseAnew(plan: Plan, earlier: Operation, progress: PlanProgress): void {
  const { id, status, appliedChanges, overtakenBy } = earlier;
  if (isThere(progress)) return;
  if (status === 'done')
    throw new RegctlError('PLAN_STALE', `plan ${plan.id} was carried out already`, {
      reason: `operation ${id} did it, and ${namesOf(progress)} changed since`,
      hint: howToDoAnew(plan, earlier, progress),
    });
  if (overtakenBy !== null)
    throw stale(plan, `operation ${overtakenBy} wrote to the zone after ${id}, which went on with it last`);
  if (appliedChanges > progress.done.length)
    throw stale(
      plan,
      `${appliedChanges} of its changes were made by operation ${id}, and ${appliedChanges - progress.done.length} of these undone since`,
    );
}

/** What is thrown for a plan whose time is over. */
export function stale(plan: Plan, reason: string): RegctlError {
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
