import type { EventType, NewEvent } from '../../core/events.ts';
import type { Job } from '../../ports/job-store.ts';
import type { OperationEntry } from '../../ports/operation-store.ts';

const DONE: { readonly [action: string]: EventType } = {
  register: 'domain.registered',
  renew: 'domain.renewed',
  transfer: 'domain.transferred',
};

/** What there is to tell of a request to a registrar as it is saved; each state of it is told once. */
export function eventsOfRequest(job: Job): readonly NewEvent[] {
  const type = typeOfRequest(job);
  if (type === undefined) return [];
  const { domain, account, action, status, detail, error } = job;
  return [
    {
      type,
      subject: domain,
      data: { domain, account, action, status, detail, error, operation: job.id },
      key: `${job.id}/${status}`,
    },
  ];
}

function typeOfRequest({ action, status }: Job): EventType | undefined {
  switch (status) {
    case 'done':
      return DONE[action];
    case 'failed':
      return 'domain.request_failed';
    case 'action-required':
      return 'domain.action_required';
    case 'requested':
    case 'unknown':
    case 'running':
    case 'cancelled':
      return undefined;
  }
}

/** What there is to tell of an apply as it is saved. */
export function eventsOfOperation(operation: OperationEntry): readonly NewEvent[] {
  const { id, account, zone, status, appliedChanges, actor, error } = operation;
  if (status === 'running') return [];
  return [
    {
      type: status === 'done' ? 'zone.changed' : 'zone.change_failed',
      subject: zone,
      data: { zone, account, changes: appliedChanges, actor, error, operation: id },
      key: `${id}/${status}`,
    },
  ];
}
