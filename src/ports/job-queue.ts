import type { Json } from '../core/errors.ts';

/** Work for the background. */
export interface QueuedJob {
  readonly id: string;
  readonly organization: string;
  /** Which handler does it: `certs.renew`. */
  readonly type: string;
  readonly payload: Json;
  /** How often it was begun, this time included. */
  readonly attempts: number;
}

export interface NewQueuedJob {
  readonly organization: string;
  readonly type: string;
  readonly payload: Json;
  /** While a job with this key waits or runs, another is not taken in. */
  readonly uniqueKey?: string;
  /** Higher goes first; 0 when omitted. */
  readonly priority?: number;
  /** Not before; at once when omitted. */
  readonly runAt?: Date;
}

/** A job that failed too often. */
export interface DeadJob extends QueuedJob {
  readonly lastError: string;
}

/** A job in a worker's hands. */
export interface LeasedJob extends QueuedJob {
  /** Proves that the job is still this worker's. */
  readonly lease: string;
}

/**
 * Keeps work until it is done.
 *
 * Contract: every job is delivered at least once; handlers of what must happen once remember what they did. A leased job is nobody else's until its lease
 * runs out. `finish`, `fail` and `extend` with a lease that ran out give false and change nothing. A job that failed three times is dead until it is requeued.
 */
export interface JobQueue {
  /** Takes jobs in, all or none but those whose key is there. @returns how many were taken */
  send(jobs: readonly NewQueuedJob[]): Promise<number>;
  /** Leases up to `limit` jobs that are due, the most urgent first. */
  lease(limit: number): Promise<readonly LeasedJob[]>;
  extend(job: LeasedJob): Promise<boolean>;
  finish(jobs: readonly LeasedJob[]): Promise<number>;
  /** Puts a job back for later, longer each time, or among the dead. */
  fail(job: LeasedJob, error: string): Promise<'again' | 'dead' | 'lost'>;
  dead(organization: string, limit: number): Promise<readonly DeadJob[]>;
  /** Lets a dead job begin anew; false where there is none. */
  requeue(organization: string, id: string): Promise<boolean>;
}
