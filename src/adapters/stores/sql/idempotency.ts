import type { Clock } from '../../../ports/clock.ts';
import type { IdempotencyStore } from '../../../ports/idempotency-store.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Milliseconds that an answer is kept: whoever asks again after a day means something new. */
const KEPT_MS = 24 * 60 * 60_000;
/** Milliseconds after which a request that never ended is taken for dead: longer than any is let run. */
const ABANDONED_MS = 45 * 60_000;

/** Keeps the answers of keyed requests in a SQL database. */
export function createSqlIdempotencyStore(database: SqlDatabase, clock: Clock): IdempotencyStore {
  return {
    begin: async (organization, key, digest) => {
      const now = clock.now().getTime();
      const [, inserted] = await database.batch([
        sql(
          "delete from idempotency_keys where begun_at < ? or (state = 'running' and begun_at < ?)",
          now - KEPT_MS,
          now - ABANDONED_MS,
        ),
        sql(
          "insert into idempotency_keys (organization, key, digest, state, begun_at) values (?, ?, ?, 'running', ?) on conflict do nothing",
          organization,
          key,
          digest,
          now,
        ),
      ]);
      if (inserted?.changes === 1) return { state: 'first', begunAt: now };
      const row = await database.first(
        sql('select * from idempotency_keys where organization = ? and key = ?', organization, key),
      );
      // It ended without an answer between the two statements.
      if (row === undefined) return { state: 'running', begunAt: 0 };
      const read = rowReader(row);
      if (read.text('digest') !== digest) return { state: 'mismatch' };
      return read.text('state') === 'running'
        ? { state: 'running', begunAt: read.number('begun_at') }
        : { state: 'done', answer: read.textOrNull('answer') };
    },
    finish: async (organization, key, answer) => {
      await database.run(
        sql(
          "update idempotency_keys set state = 'done', answer = ? where organization = ? and key = ?",
          answer,
          organization,
          key,
        ),
      );
    },
    forget: async (organization, key, begunAt) => {
      await database.run(
        sql(
          'delete from idempotency_keys where organization = ? and key = ? and begun_at = ?',
          organization,
          key,
          begunAt,
        ),
      );
    },
    forgetRunning: async () => {
      await database.run(sql("delete from idempotency_keys where state = 'running'"));
    },
  };
}
