import { makeId } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  FinishedJob,
  JobFailure,
  JobQueue,
  LeasedJob,
  NewQueuedJob,
  QueuedJobState,
} from '../../ports/job-queue.ts';
import type { Random } from '../../ports/random.ts';
import type { SqlDatabase, SqlStatement } from '../../ports/sql-database.ts';
import { sql } from '../stores/sql/statement.ts';
import { createLeaser, LEASE_MS, type Turns } from './lease.ts';
import { createJobRecords } from './records.ts';

/** A job that failed so often is dead. */
const MAX_FAILURES = 3;
/** A job whose worker died so often is dead: more than a failure needs, since most that die with a worker are not why it died. */
const MAX_LOSSES = 10;
/** Milliseconds of the first pause after a failure, four times as long with each; half of it by chance. */
const FIRST_PAUSE_MS = 30_000;

/**
 * Makes a queue of rows with leases in a SQL database.
 *
 * @param turns - whose turn it was last, where it is to outlast the queue
 */
export function createSqlJobQueue(
  database: SqlDatabase,
  clock: Clock,
  random: Random,
  turns: Turns = new Map(),
): JobQueue {
  const nowMs = (): number => clock.now().getTime();
  const lease = createLeaser(database, turns);
  return {
    ...createJobRecords(database, clock),
    send: async (jobs) => {
      const now = clock.now();
      const results = await database.batch(
        jobs.map((job) => insertJob(job, job.id ?? makeJobId(now, random), now)),
      );
      return results.reduce((sum, { changes }) => sum + changes, 0);
    },
    lease: async (limit, wish = {}) => {
      const now = clock.now();
      await giveBackLost(database, now.getTime());
      return lease(now.getTime(), makeId('lease', now, random.bytes(7)), limit, wish);
    },
    extend: async (jobs) => {
      const now = nowMs();
      const results = await database.batch(
        jobs.map((job) =>
          sql(
            'update queue_jobs set leased_until = ? where id = ? and lease = ?',
            now + LEASE_MS,
            job.id,
            job.lease,
          ),
        ),
      );
      return jobs.filter((_, index) => (results[index]?.changes ?? 0) > 0);
    },
    finish: async (finished) => {
      const now = nowMs();
      const results = await database.batch(finished.flatMap((one) => finishStatements(one, now)));
      return results.reduce((sum, { changes }) => sum + changes, 0);
    },
    fail: (job, failure) => fail(database, nowMs(), job, failure),
    release: async (job) => {
      await database.run(
        sql(
          "update queue_jobs set state = 'waiting', lease = null, leased_until = null, attempts = attempts - 1 where id = ? and lease = ?",
          job.id,
          job.lease,
        ),
      );
    },
    report: async (job, progress) => {
      await database.run(
        sql(
          'update queue_jobs set progress = ?, updated_at = ? where id = ? and lease = ?',
          progress,
          nowMs(),
          job.id,
          job.lease,
        ),
      );
    },
    recover: () => giveBack(database, nowMs(), sql("select id from queue_jobs where state = 'running'")),
  };
}

/** Longer than other ids: a million of them may be made in a moment. */
function makeJobId(now: Date, random: Random): string {
  return `${makeId('task', now, random.bytes(7))}${makeId('', now, random.bytes(7)).slice(-7)}`;
}

/** Takes a job in, for what sends it together with a write of its own. */
export function insertJob(job: NewQueuedJob, id: string, now: Date): SqlStatement {
  const runAt = (job.runAt ?? now).getTime();
  return sql(
    `insert into queue_jobs (id, organization, type, subject, payload, visible, unique_key, key_until_begun, priority, state, run_at, attempts, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)
     ${job.id === undefined ? '' : 'on conflict (id) do nothing'}
     on conflict (unique_key) where unique_key is not null and state in ('scheduled', 'waiting', 'running') do nothing`,
    id,
    job.organization,
    job.type,
    job.subject ?? null,
    JSON.stringify(job.payload),
    job.visible === true ? 1 : 0,
    job.uniqueKey ?? null,
    job.uniqueUntilBegun === true ? 1 : 0,
    job.priority ?? 0,
    runAt > now.getTime() ? 'scheduled' : 'waiting',
    runAt,
    now.getTime(),
    now.getTime(),
  );
}

/** Gives back what dead workers had, before more is leased. */
async function giveBackLost(database: SqlDatabase, now: number): Promise<void> {
  // A lease that ends later than any that is given out now was given out by a clock that has been set back since.
  const ranOut = sql(
    "select id from queue_jobs where state = 'running' and (leased_until < ? or leased_until > ?)",
    now,
    now + 2 * LEASE_MS,
  );
  if ((await database.first(ranOut)) !== undefined) await giveBack(database, now, ranOut);
}

/** Lets jobs of dead workers wait again, those that lost several workers for a while, so that they do not all die with the next; too many losses are the end. */
async function giveBack(database: SqlDatabase, now: number, jobs: SqlStatement): Promise<number> {
  const [buried, lost] = await database.batch([
    sql(
      `update queue_jobs set state = 'dead', lease = null, leased_until = null, losses = losses + 1, last_error = 'its worker died', updated_at = ?
       where losses + 1 >= ? and id in (${jobs.sql})`,
      now,
      MAX_LOSSES,
      ...jobs.values,
    ),
    sql(
      `update queue_jobs set state = 'scheduled', lease = null, leased_until = null, losses = losses + 1, updated_at = ?,
         run_at = ? + abs(random() % (losses * 2000 + 1))
       where id in (${jobs.sql})`,
      now,
      now,
      ...jobs.values,
    ),
  ]);
  return (buried?.changes ?? 0) + (lost?.changes ?? 0);
}

/** Both say the same of what is seen, so that a number of rows is a number of jobs: one of the two finds the job. */
function finishStatements({ job, result, again }: FinishedJob, now: number): readonly SqlStatement[] {
  if (again !== undefined) {
    return [
      sql(
        `update queue_jobs set state = 'scheduled', run_at = ?, lease = null, leased_until = null, attempts = 0, failures = 0, losses = 0,
           last_error = null, progress = null, result = ?, updated_at = ? where id = ? and lease = ?`,
        again.getTime(),
        JSON.stringify(result ?? null),
        now,
        job.id,
        job.lease,
      ),
    ];
  }
  return [
    sql('delete from queue_jobs where id = ? and lease = ? and visible = 0', job.id, job.lease),
    sql(
      `update queue_jobs set state = 'done', lease = null, leased_until = null, last_error = null, progress = null, result = ?, updated_at = ?
       where id = ? and lease = ?`,
      JSON.stringify(result ?? null),
      now,
      job.id,
      job.lease,
    ),
  ];
}

async function fail(
  database: SqlDatabase,
  now: number,
  job: LeasedJob,
  { error, retryAt, permanent }: JobFailure,
): Promise<'again' | 'dead' | 'lost'> {
  const failures = job.failures + 1;
  const isDead = permanent === true || (retryAt === undefined && failures >= MAX_FAILURES);
  const pause = FIRST_PAUSE_MS * 4 ** (failures - 1);
  const state: QueuedJobState = isDead ? 'dead' : 'scheduled';
  const { changes } = await database.run(
    sql(
      'update queue_jobs set state = ?, run_at = ?, failures = ?, lease = null, leased_until = null, last_error = ?, progress = null, updated_at = ? where id = ? and lease = ?',
      state,
      retryAt?.getTime() ?? now + Math.round(pause / 2 + Math.random() * (pause / 2)),
      failures,
      error,
      now,
      job.id,
      job.lease,
    ),
  );
  if (changes === 0) return 'lost';
  return isDead ? 'dead' : 'again';
}
