import { RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import { MAX_VALUES, type ChallengeWriter, type ValueEnds } from '../../../ports/challenge-writer.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Writes the values of targets into the store that the name server of the zone answers from. */
export function createSqlChallengeWriter(
  database: SqlDatabase,
  clock: Clock,
  zone: DomainName,
): ChallengeWriter {
  return {
    zone,
    set: async (label, value, expiresAt) => {
      const now = clock.now().getTime();
      // One statement decides, so that of two at once only as many get in as there is room.
      const [, { changes } = { changes: 0 }] = await database.batch([
        sql('delete from challenge_values where expires_at <= ?', now),
        sql(
          `insert into challenge_values (label, value, expires_at) select ?, ?, ?
           where (select count(*) from challenge_values where label = ? and value <> ?) < ?
           on conflict (label, value) do update set expires_at = excluded.expires_at`,
          label,
          value,
          expiresAt.getTime(),
          label,
          value,
          MAX_VALUES,
        ),
      ]);
      if (changes > 0) return;
      throw new RegctlError(
        'CONFLICT',
        `the target ${label}.${zone} holds ${String(MAX_VALUES)} values already`,
        {
          reason: 'more do not fit into one answer',
          hint: 'unset those that are not needed any more, or wait until they end',
        },
      );
    },
    unset: async (label, value) => {
      await database.run(sql('delete from challenge_values where label = ? and value = ?', label, value));
    },
    values: async (label) => {
      const rows = await database.all(
        sql(
          'select value from challenge_values where label = ? and expires_at > ? order by value',
          label,
          clock.now().getTime(),
        ),
      );
      return rows.map((row) => rowReader(row).text('value'));
    },
  };
}

/** Remembers the ends of values that stand in a zone at a provider. */
export function createSqlValueEnds(database: SqlDatabase): ValueEnds {
  return {
    set: async (label, value, endsAt) => {
      await database.run(
        sql(
          `insert into challenge_values (label, value, expires_at) values (?, ?, ?)
           on conflict (label, value) do update set expires_at = excluded.expires_at`,
          label,
          value,
          endsAt.getTime(),
        ),
      );
    },
    delete: async (label, value) => {
      await database.run(sql('delete from challenge_values where label = ? and value = ?', label, value));
    },
    over: async (now, limit) => {
      const rows = await database.all(
        sql(
          'select label, value from challenge_values where expires_at <= ? order by expires_at limit ?',
          now.getTime(),
          limit,
        ),
      );
      return rows.map((row) => {
        const read = rowReader(row);
        return { label: read.text('label'), value: read.text('value') };
      });
    },
  };
}
