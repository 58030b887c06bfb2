import type { Clock } from '../../../ports/clock.ts';
import type { RateLimiter } from '../../../ports/rate-limiter.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { sql } from './statement.ts';

/** Milliseconds; shorter waits are not worth a word to the user. */
const NOTEWORTHY_MS = 1_000;
/** A due time further ahead than this many refills of the whole budget, and than any pause, was written under another clock. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Shares budgets through the store: one number each, moved on by one interval for every request (the generic cell rate algorithm, ITU-T I.371 §A.1). The
 * statement that moves it also says when the request may go, so that parallel processes cannot take the same place.
 */
export function createSqlRateLimiter(database: SqlDatabase, clock: Clock): RateLimiter {
  return {
    take: async (budget, options = {}) => {
      const now = clock.now().getTime();
      const interval = 1000 / budget.perSecond;
      const row = await database.first(
        sql(
          `insert into rate_budgets (key, due_at) values (?, ? + ?)
           on conflict (key) do update set due_at = case when due_at > ? + ? then ? else max(due_at, ?) end + ?
           returning due_at`,
          budget.key,
          now,
          interval,
          now,
          LONGEST_PAUSE_MS + budget.burst * interval,
          now,
          now,
          interval,
        ),
      );
      const wait = Number(row?.['due_at'] ?? 0) - budget.burst * interval - now;
      if (wait <= 0) return;
      if (wait >= NOTEWORTHY_MS) options.onWait?.(wait);
      await clock.sleep(Math.ceil(wait), options.signal);
    },
    pause: async (budget, ms) => {
      const until = clock.now().getTime() + Math.min(ms, LONGEST_PAUSE_MS);
      // The next request comes an interval after the stored time, less the burst: so nobody goes before `until`, and nothing is saved up then.
      const due = until + ((budget.burst - 1) * 1000) / budget.perSecond;
      await database.run(
        sql(
          `insert into rate_budgets (key, due_at) values (?, ?) on conflict (key) do update set due_at = max(due_at, excluded.due_at)`,
          budget.key,
          due,
        ),
      );
    },
  };
}
