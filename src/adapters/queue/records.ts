import type { Clock } from '../../ports/clock.ts';
import type { JobQueue, QueuedJobState } from '../../ports/job-queue.ts';
import type { SqlDatabase } from '../../ports/sql-database.ts';
import { rowReader } from '../stores/sql/row.ts';
import { sql } from '../stores/sql/statement.ts';
import { jobRecord } from './rows.ts';

type Records = Pick<JobQueue, 'list' | 'get' | 'requeue' | 'cancel' | 'counts' | 'prune'>;

/** What people see and do of the jobs in a SQL database. */
export function createJobRecords(database: SqlDatabase, clock: Clock): Records {
  return {
    list: async (organization, { states, before, limit }) => {
      const rows = await database.all(
        sql(
          `select * from queue_jobs where organization = ? and (visible = 1 or state = 'dead') and (? is null or id < ?)
             and (? is null or state in (select value from json_each(?))) order by id desc limit ?`,
          organization,
          before ?? null,
          before ?? null,
          states === undefined ? null : 1,
          JSON.stringify(states ?? []),
          limit,
        ),
      );
      return rows.map(jobRecord);
    },
    get: async (organization, id) => {
      const row = await database.first(
        sql('select * from queue_jobs where id = ? and organization = ?', id, organization),
      );
      return row === undefined ? undefined : jobRecord(row);
    },
    requeue: async (organization, id) => {
      const now = clock.now().getTime();
      const { changes } = await database.run(
        sql(
          `update queue_jobs set state = 'waiting', attempts = 0, failures = 0, losses = 0, run_at = ?, updated_at = ?
           where id = ? and organization = ? and state = 'dead'`,
          now,
          now,
          id,
          organization,
        ),
      );
      return changes > 0;
    },
    cancel: async (organization, id) => {
      const { changes } = await database.run(
        sql(
          "update queue_jobs set state = 'cancelled', updated_at = ? where id = ? and organization = ? and state in ('scheduled', 'waiting', 'dead')",
          clock.now().getTime(),
          id,
          organization,
        ),
      );
      return changes > 0;
    },
    counts: async () => {
      const rows = await database.all(
        sql(
          'select type, state, count(*) as count from queue_jobs group by type, state order by type, state',
        ),
      );
      return rows.map((row) => {
        const read = rowReader(row);
        return {
          type: read.text('type'),
          state: read.text('state') as QueuedJobState,
          count: read.number('count'),
        };
      });
    },
    prune: async (before, limit) => {
      const { changes } = await database.run(
        sql(
          "delete from queue_jobs where id in (select id from queue_jobs where state in ('done', 'cancelled') and updated_at < ? limit ?)",
          before.getTime(),
          limit,
        ),
      );
      return changes;
    },
  };
}
