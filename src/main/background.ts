import { systemClock } from '../adapters/clock.ts';
import { createSqlScheduleStore } from '../adapters/stores/sql/schedules.ts';
import { runJob, SCHEDULES, type JobRunnerDeps } from '../control-plane/jobs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import { startSchedules } from '../services/jobs/schedule.ts';
import { startJobWorker, type WorkerDeps, type WorkerScope } from '../services/jobs/worker.ts';
import type { ServerWork } from './server-work.ts';

/** Milliseconds that running jobs are let go on when the server stops; less than what service managers wait. */
const DRAIN_MS = 20_000;

/** Besides the worker of everything, one of what is told to others: it must not wait until a registrar that is slow has answered. */
const URGENT: WorkerScope = { concurrency: 8, urgent: true };

export interface BackgroundOptions {
  readonly database: SqlDatabase;
  readonly logger: Logger;
  readonly work: ServerWork;
  readonly planes: Pick<JobRunnerDeps, 'open' | 'remove'>;
  readonly clock?: Clock;
  readonly onOutcome?: WorkerDeps['onOutcome'];
}

/** What works a queue off once it is started. */
export interface Background {
  start(): Promise<void>;
  /** There is something to do that was sent from elsewhere; it would be found within a second anyhow. */
  wake(): void;
  stop(): Promise<void>;
}

/** Joins queue, worker and schedules on a database that this process has alone. */
export function openBackground(options: BackgroundOptions): Background {
  const { database, logger, clock = systemClock } = options;
  const { queue, server, onSend } = options.work;
  let wake = (): void => undefined;
  let stopAll = (): Promise<void> => Promise.resolve();
  return {
    start: async () => {
      const recovered = await queue.recover();
      if (recovered > 0) logger.info('jobs of a process that died wait again', { count: recovered });
      const run: WorkerDeps['run'] = (job, signal) =>
        runJob({ ...options.planes, queue, server, clock, logger }, job, signal);
      const { onOutcome } = options;
      const deps = { queue, clock, logger, run, ...(onOutcome === undefined ? {} : { onOutcome }) };
      const workers = [startJobWorker(deps), startJobWorker(deps, URGENT)];
      wake = () => {
        for (const worker of workers) worker.wake();
      };
      onSend(wake);
      const schedules = startSchedules(
        { queue, schedules: createSqlScheduleStore(database), clock, logger },
        SCHEDULES,
        wake,
      );
      stopAll = async () => {
        await schedules.stop();
        await Promise.all(workers.map((worker) => worker.stop(DRAIN_MS)));
      };
    },
    wake: () => wake(),
    stop: () => stopAll(),
  };
}
