import { isRegctlError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FinishedJob, JobFailure, JobQueue, LeasedJob } from '../../ports/job-queue.ts';
import type { Logger } from '../../ports/logger.ts';
import { rest } from './rest.ts';

/** Jobs that run at a time: most wait for a provider, and memory for each is small. */
const CONCURRENCY = 32;
/** Milliseconds between looks at an empty queue; whoever sends a job in this process wakes the worker at once. */
const IDLE_MS = 1_000;
/** Milliseconds between two extensions of leases: a third of what a lease lasts. */
const HEARTBEAT_MS = 20_000;
/** Milliseconds to wait where the store fails, doubled up to the longer one. */
const FIRST_STORE_PAUSE_MS = 500;
const LONGEST_STORE_PAUSE_MS = 30_000;

/** What came of a job; `released` where it was asked to stop before its end. */
export type JobOutcome =
  | ({ readonly kind: 'done' } & Omit<FinishedJob, 'job'>)
  | ({ readonly kind: 'failed' } & JobFailure)
  | { readonly kind: 'released' };

export interface WorkerDeps {
  readonly queue: JobQueue;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Does a job; never rejects. */
  readonly run: (job: LeasedJob, signal: AbortSignal) => Promise<JobOutcome>;
  /** Told of each job that ended. */
  readonly onOutcome?: (job: LeasedJob, outcome: JobOutcome, durationMs: number) => void;
}

export interface JobWorker {
  /** There is something to do. */
  wake(): void;
  /** Takes nothing more, lets what runs end for a while, then stops it; what was stopped waits for the next start. */
  stop(drainMs: number): Promise<void>;
}

interface Running {
  readonly job: LeasedJob;
  readonly stop: AbortController;
}

/** How much a worker takes on. */
export interface WorkerScope {
  /** Jobs that run at a time. */
  readonly concurrency?: number;
  /** Takes nothing else: so that what is quick does not stand behind what waits for a provider. */
  readonly urgent?: boolean;
}

/** Starts to do the jobs of a queue. */
export function startJobWorker(
  deps: WorkerDeps,
  { concurrency = CONCURRENCY, urgent = false }: WorkerScope = {},
): JobWorker {
  const running = new Map<string, Running>();
  const ended: (() => Promise<void>)[] = [];
  const finished: FinishedJob[] = [];
  const stopping = new AbortController();
  // Given when there is something to do: ends the nap of an idle worker.
  let bell = new AbortController();
  let storePauseMs = 0;

  const start = (job: LeasedJob): void => {
    const stop = new AbortController();
    const startedAt = deps.clock.now().getTime();
    running.set(job.id, { job, stop });
    void deps.run(job, stop.signal).then((outcome) => {
      running.delete(job.id);
      deps.onOutcome?.(job, outcome, deps.clock.now().getTime() - startedAt);
      if (outcome.kind === 'done') finished.push({ ...outcome, job });
      else ended.push(() => settle(deps, job, outcome));
      bell.abort();
    });
  };
  /** Says what became of jobs: those that are done all at once, so that one write to the disk does for many. What cannot be written stays for the next time. */
  const flush = async (): Promise<void> => {
    const done = finished.slice();
    if (done.length > 0) await deps.queue.finish(done);
    finished.splice(0, done.length);
    while (ended[0] !== undefined) {
      await ended[0]();
      ended.shift();
    }
  };
  const turn = async (): Promise<boolean> => {
    await flush();
    const free = concurrency - running.size;
    if (stopping.signal.aborted || free <= 0) return false;
    const leased = await deps.queue.lease(free, { urgent, running: byOrganization(running) });
    for (const job of leased) start(job);
    return leased.length > 0;
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted || running.size > 0 || finished.length > 0 || ended.length > 0) {
      const heard = bell;
      let busy = false;
      try {
        busy = await turn();
        storePauseMs = 0;
      } catch (error) {
        storePauseMs = Math.min(Math.max(storePauseMs * 2, FIRST_STORE_PAUSE_MS), LONGEST_STORE_PAUSE_MS);
        deps.logger.warn('the queue of jobs failed', {
          message: messageOf(error),
          retryInMs: storePauseMs,
        });
        await rest(deps.clock, storePauseMs, stopping.signal);
        if (stopping.signal.aborted) return;
        continue;
      }
      if (busy && running.size < concurrency) continue;
      if (stopping.signal.aborted && running.size === 0) continue;
      await rest(deps.clock, IDLE_MS, heard.signal);
      bell = new AbortController();
    }
  };
  const heartbeat = async (): Promise<void> => {
    while (!stopping.signal.aborted || running.size > 0) {
      await rest(deps.clock, HEARTBEAT_MS, stopping.signal);
      if (stopping.signal.aborted && running.size === 0) return;
      await extendLeases(deps, running);
      // Once it is asked to stop, only the drain time counts: a lease outlasts it.
      if (stopping.signal.aborted) return;
    }
  };
  const both = Promise.all([loop(), heartbeat()]);
  return {
    wake: () => bell.abort(),
    stop: async (drainMs) => {
      stopping.abort();
      bell.abort();
      const drain = new AbortController();
      const done = await Promise.race([
        both.then(() => true),
        rest(deps.clock, drainMs, drain.signal).then(() => false),
      ]);
      drain.abort();
      if (done) return;
      for (const { stop } of running.values()) stop.abort();
      await both;
    },
  };
}

function byOrganization(running: ReadonlyMap<string, Running>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { job } of running.values())
    counts.set(job.organization, (counts.get(job.organization) ?? 0) + 1);
  return counts;
}

async function settle(deps: WorkerDeps, job: LeasedJob, outcome: JobOutcome): Promise<void> {
  if (outcome.kind === 'released') return deps.queue.release(job);
  if (outcome.kind === 'done') return;
  const became = await deps.queue.fail(job, outcome);
  deps.logger.warn('a job failed', {
    job: job.id,
    type: job.type,
    organization: job.organization,
    became,
    message: outcome.error,
  });
}

/** Keeps the leases of what runs; a job that somebody else has meanwhile is stopped. */
async function extendLeases(deps: WorkerDeps, running: ReadonlyMap<string, Running>): Promise<void> {
  const all = [...running.values()];
  if (all.length === 0) return;
  try {
    const kept = new Set((await deps.queue.extend(all.map(({ job }) => job))).map(({ id }) => id));
    for (const { job, stop } of all) if (!kept.has(job.id) && running.has(job.id)) stop.abort();
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    deps.logger.warn('leases of jobs could not be extended', { message: error.message });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
