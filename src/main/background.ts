import { systemClock } from '../adapters/clock.ts';
import { createSqlScheduleStore } from '../adapters/stores/sql/schedules.ts';
import { runJob, SCHEDULES, type JobRunnerDeps } from '../control-plane/jobs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import { startSchedules } from '../services/jobs/schedule.ts';
import { startJobWorker, type WorkerDeps } from '../services/jobs/worker.ts';
import type { ServerWork } from './server-work.ts';

/** Milliseconds that running jobs are let go on when the server stops; less than what service managers wait. */
const DRAIN_MS = 20_000;

export interface BackgroundOptions {
  readonly database: SqlDatabase;
  readonly logger: Logger;
  readonly work: ServerWork;
  readonly open: JobRunnerDeps['open'];
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
        runJob({ queue, server, clock, logger, open: options.open }, job, signal);
      const worker = startJobWorker({
        queue,
        clock,
        logger,
        run,
        ...(options.onOutcome === undefined ? {} : { onOutcome: options.onOutcome }),
      });
      wake = () => worker.wake();
      onSend(wake);
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
    wake: () => wake(),
    stop: () => stopAll(),
  };
}
