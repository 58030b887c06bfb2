import type { Json } from '../../core/errors.ts';
import type { JobRecord, QueuedJob, QueuedJobState } from '../../ports/job-queue.ts';
import type { SqlRow } from '../../ports/sql-database.ts';
import { rowReader } from '../stores/sql/row.ts';

/** Reads a job. */
export function queuedJob(row: SqlRow): QueuedJob {
  const read = rowReader(row);
  return {
    id: read.text('id'),
    organization: read.text('organization'),
    type: read.text('type'),
    subject: read.textOrNull('subject'),
    payload: read.json('payload') as Json,
    attempts: read.number('attempts'),
    failures: read.number('failures'),
  };
}

/** Reads a job with all that is kept of it. */
export function jobRecord(row: SqlRow): JobRecord {
  const read = rowReader(row);
  const time = (column: string): string => new Date(read.number(column)).toISOString();
  return {
    ...queuedJob(row),
    state: read.text('state') as QueuedJobState,
    progress: read.textOrNull('progress'),
    result: read.textOrNull('result') === null ? null : (read.json('result') as Json),
    lastError: read.textOrNull('last_error'),
    runAt: time('run_at'),
    createdAt: time('created_at'),
    updatedAt: time('updated_at'),
  };
}

/** Orders rows as they are to be done: the most urgent first, then the one that waits longest. */
export function byUrgency(a: SqlRow, b: SqlRow): number {
  const [left, right] = [rowReader(a), rowReader(b)];
  return (
    right.number('priority') - left.number('priority') ||
    left.number('run_at') - right.number('run_at') ||
    (left.text('id') < right.text('id') ? -1 : 1)
  );
}
