import type { Change, Plan } from '../core/plan/plan.ts';
import type { RRset } from '../core/rrset.ts';
import type { Json } from '../core/errors.ts';
import { toJsonObject } from '../core/json.ts';
import { requiredAllowDeletes } from '../core/plan/safety.ts';
import type { OutputField } from './command-record.ts';
import type { Paint, Row } from './output/view.ts';

/** Changes of one plan that a terminal is shown; more are counted. */
const MAX_SHOWN = 200;

/** Fields of a plan in JSON, the same wherever one is printed. */
export const PLAN_FIELDS: readonly OutputField[] = [
  { name: 'format', description: 'regctl.plan/v1' },
  { name: 'id', description: 'digest of the plan; a changed plan no longer matches' },
  { name: 'account', description: 'provider account' },
  { name: 'provider', description: 'kind of provider' },
  { name: 'zone', description: 'zone' },
  { name: 'createdAt', description: 'when it was made' },
  { name: 'baseHash', description: 'digest of the state it was made from' },
  { name: 'configHash', description: 'digest of the configuration that asked for it, or null' },
  { name: 'changes', description: 'action, name, type, before and after of each RRset, in apply order' },
  { name: 'guards', description: 'what stops it, and the flag that lets it pass' },
  { name: 'leftAlone', description: 'RRsets that others own or the provider keeps' },
  { name: 'ignore', description: 'patterns that the configuration sets aside' },
  { name: 'notes', description: 'what is to be known besides, such as that the zone is created first' },
  { name: 'recordsBefore', description: 'records of the zone before' },
];

/** A plan as a row of JSON. */
export function planRow(plan: Plan): Row {
  return toJsonObject(plan);
}

/** A plan as a person reads it: what is added, removed and changed, what stops it, what is left alone. */
export function planText(plan: Plan, paint: Paint): string {
  const lines = [`${paint.bold(plan.zone)} on ${plan.account} (${plan.provider})`];
  for (const change of plan.changes.slice(0, MAX_SHOWN)) lines.push(...changeLines(change, paint));
  if (plan.changes.length > MAX_SHOWN)
    lines.push(paint.dim(`  … and ${plan.changes.length - MAX_SHOWN} more`));
  for (const note of plan.notes) lines.push(paint.dim(`  * ${note}`));
  for (const left of plan.leftAlone)
    lines.push(paint.dim(`  = ${left.name} ${left.type}: left alone, ${left.reason}`));
  for (const guard of plan.guards) lines.push(`  ${paint.yellow('!')} ${guard.message}`);
  const needed = requiredAllowDeletes(plan.guards);
  if (plan.guards.length > 0)
    lines.push(
      needed === undefined
        ? paint.yellow('  ! no flag lets this pass')
        : paint.yellow(`  ! needs --allow-deletes ${needed}`),
    );
  lines.push(`  ${summary(plan)}`);
  return `${lines.join('\n')}\n`;
}

/** `2 to create, 1 to update, 0 to delete`, or that there is nothing to do. */
export function summary(plan: Plan): string {
  if (plan.changes.length === 0) return 'nothing to do';
  const count = (action: Change['action']): number =>
    plan.changes.filter((change) => change.action === action).length;
  return `${count('create')} to create, ${count('update')} to update, ${count('delete')} to delete`;
}

/** One change in a line or a few. */
export function changeLines(change: Change, paint: Paint): string[] {
  const label = `${change.name} ${change.type}`;
  if (change.before === null)
    return (change.after?.rdata ?? []).map((rdata) =>
      paint.green(`  + ${label} ${rdata} ${ttl(change.after)}`),
    );
  if (change.after === null)
    return change.before.rdata.map((rdata) => paint.red(`  - ${label} ${rdata} ${ttl(change.before)}`));
  const { before, after } = change;
  const lines = [
    ...before.rdata
      .filter((rdata) => !after.rdata.includes(rdata))
      .map((rdata) => paint.red(`  - ${label} ${rdata} ${ttl(before)}`)),
    ...after.rdata
      .filter((rdata) => !before.rdata.includes(rdata))
      .map((rdata) => paint.green(`  + ${label} ${rdata} ${ttl(after)}`)),
  ];
  if (before.ttl !== after.ttl) lines.push(paint.yellow(`  ~ ${label} ttl ${before.ttl} → ${after.ttl}`));
  if (lines.length === 0)
    lines.push(paint.yellow(`  ~ ${label} ${extrasText(before)} → ${extrasText(after)}`));
  return lines;
}

function extrasText(rrset: RRset): string {
  return JSON.stringify((rrset.extras ?? {}) as Json);
}

function ttl(rrset: RRset | null): string {
  return rrset === null ? '' : `(ttl ${rrset.ttl})`;
}
