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
    used: async (organization, at) => {
      const row = await database.first(
        sql(
          `select (select count(*) from managed_domains where organization_id = ?) as domains,
             (select count(*) from members where organization_id = ?) +
             (select count(*) from organization_invitations where organization_id = ? and accepted_at is null and expires_at > ?) as members,
             (select count(*) from webhook_endpoints where organization_id = ?) as webhooks`,
          organization,
          organization,
          organization,
          at,
          organization,
        ),
      );
      const read = rowReader(row ?? {});
      return {
        domains: read.number('domains'),
        members: read.number('members'),
        webhooks: read.number('webhooks'),
      };
    },
  };
}

function numberOrNull(row: SqlRow, column: string): number | null {
  return row[column] === null ? null : rowReader(row).number(column);
}
