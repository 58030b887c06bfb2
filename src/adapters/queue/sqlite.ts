import { makeId } from '../../core/ids.ts';
import type { Json } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobQueue, LeasedJob, QueuedJob } from '../../ports/job-queue.ts';
import type { Random } from '../../ports/random.ts';
import type { SqlDatabase, SqlRow } from '../../ports/sql-database.ts';
import { rowReader } from '../stores/sql/row.ts';
import { sql } from '../stores/sql/statement.ts';

/** Milliseconds that a lease lasts without being extended. */
const LEASE_MS = 60_000;
/** A job that failed so often is dead. */
const MAX_ATTEMPTS = 3;
/** Milliseconds of the first pause after a failure, four times as long with each; half of it by chance. */
const FIRST_PAUSE_MS = 30_000;

/** Makes a queue of rows with leases in a SQL database. */
export function createSqlJobQueue(database: SqlDatabase, clock: Clock, random: Random): JobQueue {
  const nowMs = (): number => clock.now().getTime();
  return {
    send: async (jobs) => {
      const now = clock.now();
      const results = await database.batch(
        jobs.map((job) =>
          sql(
            `insert into queue_jobs (id, organization, type, payload, unique_key, priority, state, run_at, attempts)
             values (?, ?, ?, ?, ?, ?, 'waiting', ?, 0) on conflict do nothing`,
            makeId('job', now, random.bytes(7)),
            job.organization,
            job.type,
            JSON.stringify(job.payload),
            job.uniqueKey ?? null,
            job.priority ?? 0,
            (job.runAt ?? now).getTime(),
          ),
        ),
      );
      return results.reduce((sum, { changes }) => sum + changes, 0);
    },
    lease: async (limit) => {
      const now = nowMs();
      const lease = makeId('lease', clock.now(), random.bytes(7));
      // Those whose worker died wait again; how often they were begun is kept, so that a job that kills workers ends among the dead.
      await bury(database, now);
      await database.run(
        sql(
          "update queue_jobs set state = 'waiting', lease = null, leased_until = null where state = 'running' and leased_until < ?",
          now,
        ),
      );
      const rows = await database.all(
        sql(
          `update queue_jobs set state = 'running', lease = ?, leased_until = ?, attempts = attempts + 1
           where id in (select id from queue_jobs where state = 'waiting' and run_at <= ? order by priority desc, run_at, id limit ?)
           returning *`,
          lease,
          now + LEASE_MS,
          now,
          limit,
        ),
      );
      return rows.toSorted(byUrgency).map((row) => ({ ...fromRow(row), lease }));
    },
    extend: async (job) => {
      const { changes } = await database.run(
        sql(
          'update queue_jobs set leased_until = ? where id = ? and lease = ?',
          nowMs() + LEASE_MS,
          job.id,
          job.lease,
        ),
      );
      return changes > 0;
    },
    finish: async (jobs) => {
      const results = await database.batch(
        jobs.map((job) => sql('delete from queue_jobs where id = ? and lease = ?', job.id, job.lease)),
      );
      return results.reduce((sum, { changes }) => sum + changes, 0);
    },
    fail: (job, error) => fail(database, nowMs(), job, error),
    dead: async (organization, limit) => {
      const rows = await database.all(
        sql(
          "select * from queue_jobs where state = 'dead' and organization = ? order by id limit ?",
          organization,
          limit,
        ),
      );
      return rows.map((row) => ({
        ...fromRow(row),
        lastError: rowReader(row).textOrNull('last_error') ?? '',
      }));
    },
    requeue: async (organization, id) => {
      const { changes } = await database.run(
        sql(
          "update queue_jobs set state = 'waiting', attempts = 0, run_at = ? where id = ? and organization = ? and state = 'dead'",
          nowMs(),
          id,
          organization,
        ),
      );
      return changes > 0;
    },
  };
}

async function bury(database: SqlDatabase, now: number): Promise<void> {
  await database.run(
    sql(
      "update queue_jobs set state = 'dead', lease = null, leased_until = null, last_error = 'its worker died' where state = 'running' and leased_until < ? and attempts >= ?",
      now,
      MAX_ATTEMPTS,
    ),
  );
}

async function fail(
  database: SqlDatabase,
  now: number,
  job: LeasedJob,
  error: string,
): Promise<'again' | 'dead' | 'lost'> {
  const isDead = job.attempts >= MAX_ATTEMPTS;
  const pause = FIRST_PAUSE_MS * 4 ** (job.attempts - 1);
  const { changes } = await database.run(
    sql(
      'update queue_jobs set state = ?, run_at = ?, lease = null, leased_until = null, last_error = ? where id = ? and lease = ?',
      isDead ? 'dead' : 'waiting',
      now + Math.round(pause / 2 + Math.random() * (pause / 2)),
      error,
      job.id,
      job.lease,
    ),
  );
  if (changes === 0) return 'lost';
  return isDead ? 'dead' : 'again';
}

function byUrgency(a: SqlRow, b: SqlRow): number {
  const [left, right] = [rowReader(a), rowReader(b)];
  return (
    right.number('priority') - left.number('priority') ||
    left.number('run_at') - right.number('run_at') ||
    (left.text('id') < right.text('id') ? -1 : 1)
  );
}

function fromRow(row: SqlRow): QueuedJob {
  const read = rowReader(row);
  return {
    id: read.text('id'),
    organization: read.text('organization'),
    type: read.text('type'),
    payload: read.json('payload') as Json,
    attempts: read.number('attempts'),
  };
}
