import type { Task } from '../control-plane/background.ts';
import type { OutputField } from './command-record.ts';
import type { Column, Row } from './output/view.ts';

/** Ids of background work begin so. */
export const TASK_PREFIX = 'task_';

export const TASK_FIELDS: readonly OutputField[] = [
  { name: 'id', description: 'operation' },
  { name: 'action', description: 'what is done' },
  { name: 'zone', description: 'what it is about' },
  { name: 'status', description: 'scheduled, waiting, running, done, dead or cancelled' },
  { name: 'detail', description: 'what it says of how it goes on, or why it failed' },
  { name: 'attempts', description: 'how often it was begun' },
  { name: 'failures', description: 'how often it failed' },
  { name: 'runAt', description: 'when it is due' },
  { name: 'startedAt', description: 'when it was asked for' },
  { name: 'updatedAt', description: 'last news' },
  { name: 'result', description: 'what came of it' },
  { name: 'error', description: 'why it failed last' },
];

export const TASK_COLUMNS: readonly Column[] = [
  { field: 'id', header: 'OPERATION' },
  { field: 'updatedAt', header: 'LAST NEWS' },
  { field: 'action', header: 'ACTION' },
  { field: 'zone', header: 'ABOUT' },
  { field: 'failures', header: 'FAILURES', align: 'right' },
  { field: 'detail', header: 'DETAIL' },
];

export function taskRow(task: Task): Row {
  const [firstLine] = (task.lastError ?? '').split('\n');
  return {
    id: task.id,
    action: task.type,
    zone: task.subject,
    status: task.state,
    detail: task.progress ?? (firstLine === '' ? null : (firstLine ?? null)),
    attempts: task.attempts,
    failures: task.failures,
    runAt: task.runAt,
    startedAt: task.createdAt,
    updatedAt: task.updatedAt,
    result: task.result,
    error: task.lastError,
  };
}
