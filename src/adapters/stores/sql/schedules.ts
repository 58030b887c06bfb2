import type { ScheduleStore } from '../../../ports/schedule-store.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps when schedules run next in a SQL database. */
export function createSqlScheduleStore(database: SqlDatabase): ScheduleStore {
  return {
    get: async (name) => {
      const row = await database.first(sql('select * from schedules where name = ?', name));
      if (row === undefined) return undefined;
      const read = rowReader(row);
      return { nextAt: read.number('next_at'), afterOrganization: read.textOrNull('after_organization') };
    },
    save: async (name, { nextAt, afterOrganization }) => {
      await database.run(
        sql(
          `insert into schedules (name, next_at, after_organization) values (?, ?, ?)
           on conflict (name) do update set next_at = excluded.next_at, after_organization = excluded.after_organization`,
          name,
          nextAt,
          afterOrganization,
        ),
      );
    },
    organizations: async (after, limit) => {
      const rows = await database.all(
        sql('select id from organizations where id > ? order by id limit ?', after ?? '', limit),
      );
      return rows.map((row) => rowReader(row).text('id'));
    },
  };
}
