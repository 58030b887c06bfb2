import type { Operation } from '../ports/operation-store.ts';
import type { Json } from '../core/errors.ts';
import { toJson } from '../core/json.ts';
import type { OutputField } from './command-record.ts';
import type { Row } from './output/view.ts';

export const OPERATION_FIELDS: readonly OutputField[] = [
  { name: 'id', description: 'operation' },
  { name: 'zone', description: 'zone' },
  { name: 'account', description: 'provider account' },
  { name: 'status', description: 'running, done, failed, partial, interrupted, continued or overtaken' },
  { name: 'changes', description: 'changes of its plan' },
  { name: 'appliedChanges', description: 'changes made' },
  { name: 'startedAt', description: 'when' },
  { name: 'updatedAt', description: 'last entry' },
  { name: 'actor', description: 'who and from where' },
  { name: 'snapshotBefore', description: 'state to restore' },
  { name: 'snapshotAfter', description: 'state afterwards' },
  { name: 'error', description: 'failure, if there was one' },
  { name: 'continuedBy', description: 'later apply of the same plan, if there was one' },
  {
    name: 'overtakenBy',
    description: 'apply of another plan that wrote to the zone before it was done',
  },
  { name: 'plan', description: 'the plan' },
];

/** Fields that entries of both kinds have in a list. */
export const OPERATION_JOB_FIELDS: readonly OutputField[] = [
  { name: 'action', description: 'apply, or what was asked of the registrar' },
  { name: 'detail', description: 'what to know about it' },
];

/** Fields of several kinds of entries, each once. */
export function joinFields(...lists: readonly (readonly OutputField[])[]): readonly OutputField[] {
  const all = lists.flat();
  return all.filter((field, index) => all.findIndex(({ name }) => name === field.name) === index);
}

/** An operation as a row; the plan only where it is asked for. */
export function operationRow(operation: Operation, withPlan: boolean): Row {
  return {
    id: operation.id,
    zone: operation.zone,
    account: operation.account,
    action: 'apply',
    status: operation.status,
    detail: detailOf(operation),
    changes: operation.plan.changes.length,
    appliedChanges: operation.appliedChanges,
    startedAt: operation.startedAt,
    updatedAt: operation.updatedAt,
    actor: operation.actor,
    snapshotBefore: operation.snapshotBefore,
    snapshotAfter: operation.snapshotAfter,
    error: operation.error as Json,
    continuedBy: operation.continuedBy,
    overtakenBy: operation.overtakenBy,
    plan: withPlan ? toJson(operation.plan) : operation.plan.id,
  };
}

/** How much was made; of what is not done also what came of it, or what to type next. */
function detailOf(operation: Operation): string {
  const { id, status, appliedChanges, inFlightChanges, plan, continuedBy, overtakenBy } = operation;
  const made = `${String(appliedChanges)}/${String(plan.changes.length)} changes`;
  switch (status) {
    case 'interrupted':
    case 'partial':
      // Of a process that died this is found out by the next command on the zone.
      return `${made}${inFlightChanges > 0 ? `, perhaps ${String(inFlightChanges)} more` : ''}; go on with \`regctl apply ${id}\``;
    case 'continued':
      return `${made}; ${continuedBy ?? ''} went on with it`;
    case 'overtaken':
      return `${made}; then ${overtakenBy ?? ''} wrote to the zone`;
    case 'running':
    case 'done':
    case 'failed':
      return made;
  }
}
