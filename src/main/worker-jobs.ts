import { systemClock } from '../adapters/clock.ts';
import type { Turns } from '../adapters/queue/lease.ts';
import { createD1Database } from '../adapters/stores/sql/d1.ts';
import { createSqlScheduleStore } from '../adapters/stores/sql/schedules.ts';
import { runJob, SCHEDULES } from '../control-plane/jobs.ts';
import { runSchedules } from '../services/jobs/schedule.ts';
import { workOff } from '../services/jobs/work-off.ts';
import type { WorkerDeps } from '../services/jobs/worker.ts';
import { openWorkerApp, type WorkerAppOptions } from './worker-app.ts';

/** Jobs that run at a time in one call: a Worker has six connections at a time. */
const CONCURRENCY = 6;
/** Milliseconds: a call of a queue's consumer may last 15 minutes, and jobs that run need some of them to end. */
const CALL_MS = 10 * 60_000;

/** Row of the schedules that says whose turn it was when the last call ended: no isolate remembers it for the next. */
const TURN = 'jobs.turn';

/** Sends what the schedules have due, and lets the consumer of the queue know. For each minute. */
export async function runWorkerSchedules(options: WorkerAppOptions): Promise<void> {
  const { env, logger } = options;
  const database = createD1Database(env.DB);
  const { queue } = openWorkerApp(options, database).work;
  await runSchedules(
    { queue, schedules: createSqlScheduleStore(database), clock: systemClock, logger },
    SCHEDULES,
  );
  // Whatever was sent: jobs that failed, or were sent for later, are due at some minute too.
  await env.JOBS.send('wake');
}

/** Does what is due. Messages only say that there is something: the jobs themselves are rows, as in a process, so that the same holds of them. */
export async function workOffJobs(
  options: WorkerAppOptions,
  onOutcome?: WorkerDeps['onOutcome'],
): Promise<void> {
  const { logger } = options;
  const database = createD1Database(options.env.DB);
  const schedules = createSqlScheduleStore(database);
  const before = (await schedules.get(TURN))?.afterOrganization ?? null;
  const turns: Turns = new Map(before === null ? [] : [['all', before]]);
  const { planes, work } = openWorkerApp({ ...options, turns }, database);
  const { queue, server } = work;
  const runner = {
    queue,
    server,
    clock: systemClock,
    logger,
    open: (organization: string, actor: string) => planes.open(organization, actor),
    remove: (organization: string) => planes.remove(organization),
  };
  await workOff(
    {
      queue,
      clock: systemClock,
      logger,
      run: (job, signal) => runJob(runner, job, signal),
      ...(onOutcome === undefined ? {} : { onOutcome }),
    },
    { concurrency: CONCURRENCY, forMs: CALL_MS },
  );
  const last = turns.get('all') ?? null;
  if (last !== before) await schedules.save(TURN, { nextAt: 0, afterOrganization: last });
}
