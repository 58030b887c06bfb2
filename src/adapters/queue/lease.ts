import type { JobLeaseWish, LeasedJob } from '../../ports/job-queue.ts';
import type { SqlDatabase } from '../../ports/sql-database.ts';
import { rowReader } from '../stores/sql/row.ts';
import { sql } from '../stores/sql/statement.ts';
import { byUrgency, queuedJob } from './rows.ts';
import { takeTurns } from './turns.ts';

/** Milliseconds that a lease lasts without being extended. */
export const LEASE_MS = 60_000;
/** Jobs that become due in one write, and writes for one lease: a burst of one organization must not keep what is due for another from being seen. */
const DUE_PAGE = 1_000;
const MAX_DUE_PAGES = 20;

/** As the indexes have them, word for word. */
const WAITING = "state = 'waiting'";
const URGENT = "state = 'waiting' and priority > 0";

/** The organization that was last given a job, of all jobs and of urgent ones. */
export type Turns = Map<'all' | 'urgent', string>;

/** Makes what leases jobs of a database: organizations take turns, beginning behind the one that was last given a job. */
export function createLeaser(
  database: SqlDatabase,
  turns: Turns,
): (now: number, name: string, limit: number, wish: JobLeaseWish) => Promise<readonly LeasedJob[]> {
  return async (now, name, limit, { urgent = false, running }) => {
    await letDueWait(database, now);
    const which = urgent ? URGENT : WAITING;
    const turn = urgent ? 'urgent' : 'all';
    // Those that have their share already must not hide those that have none.
    const seen = limit + (running?.size ?? 0);
    const waiting = await organizationsWith(database, which, turns.get(turn) ?? '', seen);
    const { organizations, each } = takeTurns(limit, waiting, running);
    const last = organizations.at(-1);
    if (last === undefined) return [];
    turns.set(turn, last);
    const rows = await database.all(
      sql(
        `update queue_jobs set state = 'running', lease = ?, leased_until = ?, attempts = attempts + 1, updated_at = ?,
           unique_key = case when key_until_begun = 1 then null else unique_key end
         where id in (select j.id from json_each(?) as turn join queue_jobs j on j.id in
           (select id from queue_jobs where ${which} and organization = turn.value order by priority desc, run_at, id limit ?))
         returning *`,
        name,
        now + LEASE_MS,
        now,
        JSON.stringify(organizations),
        each,
      ),
    );
    return rows.toSorted(byUrgency).map((row) => ({ ...queuedJob(row), lease: name }));
  };
}

async function letDueWait(database: SqlDatabase, now: number): Promise<void> {
  for (let page = 1; page <= MAX_DUE_PAGES; page += 1) {
    const { changes } = await database.run(
      sql(
        "update queue_jobs set state = 'waiting' where id in (select id from queue_jobs where state = 'scheduled' and run_at <= ? order by run_at limit ?)",
        now,
        DUE_PAGE,
      ),
    );
    if (changes < DUE_PAGE) return;
  }
}

/** Organizations with jobs to lease, in order from behind one round to it: a step in the index for each, however many jobs it has. */
async function organizationsWith(
  database: SqlDatabase,
  which: string,
  behind: string,
  limit: number,
): Promise<readonly string[]> {
  const from = async (after: string, most: number): Promise<readonly string[]> => {
    const rows = await database.all(
      sql(
        `with recursive next (organization, place) as (
           select (select min(organization) from queue_jobs where ${which} and organization > ?), 1
           union all
           select (select min(organization) from queue_jobs where ${which} and organization > next.organization), place + 1
             from next where organization is not null and place < ?)
         select organization from next where organization is not null`,
        after,
        most,
      ),
    );
    return rows.map((row) => rowReader(row).text('organization'));
  };
  const onwards = await from(behind, limit);
  if (behind === '' || onwards.length === limit) return onwards;
  const round = await from('', limit - onwards.length);
  return [...onwards, ...round.filter((one) => one <= behind)];
}
