import type { Json } from '../core/errors.ts';

/** Work for the background. */
export interface QueuedJob {
  readonly id: string;
  readonly organization: string;
  /** Which handler does it: `certs.renew`. */
  readonly type: string;
  /** What it is about, for people: `example.org`. */
  readonly subject: string | null;
  readonly payload: Json;
  /** How often it was begun, this time included. */
  readonly attempts: number;
  /** How often it failed since it was sent or requeued. */
  readonly failures: number;
}

export interface NewQueuedJob {
  /** A job of an id that is known already, done or not, is not taken in; made when omitted. */
  readonly id?: string;
  readonly organization: string;
  readonly type: string;
  readonly payload: Json;
  readonly subject?: string;
  /** Whether people see it in lists and it is kept for a while when it is done; a dead one is seen always. */
  readonly visible?: boolean;
  /** While a job with this key is scheduled, waits or runs, another is not taken in. */
  readonly uniqueKey?: string;
  /** Whether the key keeps others out only until the job is begun: for work that reads all there is, and must be done again for what comes meanwhile. */
  readonly uniqueUntilBegun?: boolean;
  /** Higher goes first among those of its organization; above 0 is urgent. 0 when omitted. */
  readonly priority?: number;
  /** Not before; at once when omitted. */
  readonly runAt?: Date;
}

/** `scheduled`: not due yet. `dead`: failed too often, or in a way that only a person can mend. */
export type QueuedJobState = 'scheduled' | 'waiting' | 'running' | 'done' | 'dead' | 'cancelled';

/** A job as people look at it. */
export interface JobRecord extends QueuedJob {
  readonly state: QueuedJobState;
  /** What it said last of how it goes on. */
  readonly progress: string | null;
  readonly result: Json;
  readonly lastError: string | null;
  /** RFC 3339, UTC. */
  readonly runAt: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A job in a worker's hands. */
export interface LeasedJob extends QueuedJob {
  /** Proves that the job is still this worker's. */
  readonly lease: string;
}

/** A job that was done. */
export interface FinishedJob {
  readonly job: LeasedJob;
  readonly result?: Json;
  /** When it is to be done anew; without it, it has come to its end. */
  readonly again?: Date;
}

/** Why a job failed. */
export interface JobFailure {
  readonly error: string;
  /** When to try again; the queue's own growing pause, three times, when omitted. */
  readonly retryAt?: Date;
  /** Whether trying again is of no use. */
  readonly permanent?: boolean;
}

/** What is leased. */
export interface JobLeaseWish {
  /** Nothing but what has a priority above 0. */
  readonly urgent?: boolean;
  /** How many jobs the worker has of each organization: none is given more than its share then. */
  readonly running?: ReadonlyMap<string, number>;
}

/** How many jobs of a type are in a state. */
export interface JobCount {
  readonly type: string;
  readonly state: QueuedJobState;
  readonly count: number;
}

/**
 * Keeps work until it is done.
 *
 * Contract: every job is delivered at least once; handlers of what must happen once remember what they did. A leased job is nobody else's until its lease
 * runs out. `finish`, `fail`, `release`, `report` and `extend` with a lease that ran out change nothing. A job that failed three times, or whose worker died
 * ten times, is dead until it is requeued.
 */
export interface JobQueue {
  /** Takes jobs in, all or none but those whose key or id is there. @returns how many were taken */
  send(jobs: readonly NewQueuedJob[]): Promise<number>;
  /** Leases up to `limit` jobs that are due: organizations take turns, whatever each has waiting; of one the most urgent goes first. */
  lease(limit: number, wish?: JobLeaseWish): Promise<readonly LeasedJob[]>;
  /** Keeps jobs for longer. @returns those that are still the worker's */
  extend(jobs: readonly LeasedJob[]): Promise<readonly LeasedJob[]>;
  finish(finished: readonly FinishedJob[]): Promise<number>;
  /** Puts a job back for later, longer each time, or among the dead. */
  fail(job: LeasedJob, failure: JobFailure): Promise<'again' | 'dead' | 'lost'>;
  /** Puts a job back as if it had not been begun. */
  release(job: LeasedJob): Promise<void>;
  /** Keeps what a job says of how it goes on. */
  report(job: LeasedJob, progress: string): Promise<void>;
  /** Gives every leased job back; for a worker that has the queue alone and has just begun. */
  recover(): Promise<number>;
  /** Jobs of an organization that people may see, the newest first, before the id `before`. */
  list(
    organization: string,
    filter: { readonly states?: readonly QueuedJobState[]; readonly before?: string; readonly limit: number },
  ): Promise<readonly JobRecord[]>;
  get(organization: string, id: string): Promise<JobRecord | undefined>;
  /** Lets a dead job begin anew; false where there is none. @throws RegctlError `ALREADY_EXISTS` where one of its key is there again */
  requeue(organization: string, id: string): Promise<boolean>;
  /** Ends a job that does not run; false where there is none. */
  cancel(organization: string, id: string): Promise<boolean>;
  counts(): Promise<readonly JobCount[]>;
  /** Forgets up to `limit` jobs that ended before a time. */
  prune(before: Date, limit: number): Promise<number>;
}
