import type { LimitStore } from '../../../ports/limit-store.ts';
import type { SqlDatabase, SqlRow } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps the limits of organizations in a SQL database. */
export function createSqlLimitStore(database: SqlDatabase): LimitStore {
  return {
    get: async (organization) => {
      const row = await database.first(
        sql('select * from organization_limits where organization_id = ?', organization),
      );
      if (row === undefined) return undefined;
      return {
        requestsPerMinute: numberOrNull(row, 'requests_per_minute'),
        domains: numberOrNull(row, 'domains'),
        members: numberOrNull(row, 'members'),
        webhooks: numberOrNull(row, 'webhooks'),
      };
    },
    set: async (organization, limits) => {
      await database.run(
        sql(
          'insert or replace into organization_limits (organization_id, requests_per_minute, domains, members, webhooks) values (?, ?, ?, ?, ?)',
          organization,
          limits.requestsPerMinute,
          limits.domains,
          limits.members,
          limits.webhooks,
        ),
      );
    },
    takeDomain: async (organization, name, most, at) => {
      // One statement decides and takes, so that two at the same time cannot both have the last place.
      const { changes } = await database.run(
        sql(
          `insert into managed_domains (organization_id, name, taken_at)
             select ?, ?, ? where ? is null or ? > (select count(*) from managed_domains where organization_id = ?)
             on conflict do nothing`,
          organization,
          name,
          at,
          most,
          most,
          organization,
        ),
      );
      if (changes > 0) return 'taken';
      const row = await database.first(
        sql('select name from managed_domains where organization_id = ? and name = ?', organization, name),
      );
      return row === undefined ? 'full' : 'had';
    },
    releaseDomain: async (organization, name) => {
      const { changes } = await database.run(
        sql('delete from managed_domains where organization_id = ? and name = ?', organization, name),
      );
      return changes > 0;
    },
    domains: async (organization) => {
      const rows = await database.all(
        sql('select name from managed_domains where organization_id = ? order by name', organization),
      );
      return rows.map((row) => rowReader(row).text('name'));
    },
  };
}

function numberOrNull(row: SqlRow, column: string): number | null {
  return row[column] === null ? null : rowReader(row).number(column);
}
