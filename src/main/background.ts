import { systemClock } from '../adapters/clock.ts';
import { createSqlJobQueue } from '../adapters/queue/sqlite.ts';
import { systemRandom } from '../adapters/random.ts';
import { createSqlScheduleStore } from '../adapters/stores/sql/schedules.ts';
import { runJob, SCHEDULES, type JobRunnerDeps } from '../control-plane/jobs.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobQueue, NewQueuedJob } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import { startSchedules } from '../services/jobs/schedule.ts';
import { startJobWorker, type WorkerDeps } from '../services/jobs/worker.ts';

/** Milliseconds that running jobs are let go on when the server stops; less than what service managers wait. */
const DRAIN_MS = 20_000;

export interface BackgroundOptions {
  readonly database: SqlDatabase;
  readonly logger: Logger;
  readonly open: JobRunnerDeps['open'];
  readonly clock?: Clock;
  readonly onOutcome?: WorkerDeps['onOutcome'];
}

/** The background of a server: a queue that can be filled at once, and what works it off once it is started. */
export interface Background {
  readonly queue: JobQueue;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Joins queue, worker and schedules on a database that this process has alone. */
export function openBackground(options: BackgroundOptions): Background {
  const { database, logger, clock = systemClock } = options;
  const sqlQueue = createSqlJobQueue(database, clock, systemRandom);
  let wake = (): void => undefined;
  const queue: JobQueue = {
    ...sqlQueue,
    send: async (jobs: readonly NewQueuedJob[]) => {
      const taken = await sqlQueue.send(jobs);
      if (taken > 0) wake();
      return taken;
    },
  };
  let stopAll = (): Promise<void> => Promise.resolve();
  return {
    queue,
    start: async () => {
      const recovered = await queue.recover();
      if (recovered > 0) logger.info('jobs of a process that died wait again', { count: recovered });
      const run: WorkerDeps['run'] = (job, signal) =>
        runJob({ queue, clock, logger, open: options.open }, job, signal);
      const worker = startJobWorker({
        queue,
        clock,
        logger,
        run,
        ...(options.onOutcome === undefined ? {} : { onOutcome: options.onOutcome }),
      });
      wake = () => worker.wake();
      const schedules = startSchedules(
        { queue, schedules: createSqlScheduleStore(database), clock, logger },
        SCHEDULES,
        wake,
      );
      stopAll = async () => {
        await schedules.stop();
        await worker.stop(DRAIN_MS);
      };
    },
    stop: () => stopAll(),
  };
}
