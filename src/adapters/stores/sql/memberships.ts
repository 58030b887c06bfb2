import type { Memberships } from '../../../ports/permissions.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Reads who belongs to an organization from a SQL database. */
export function createSqlMemberships(database: SqlDatabase): Memberships {
  return {
    find: async (organization, user) => {
      const row = await database.first(
        sql(
          'select u.id, u.name, u.email, m.role from members m join users u on u.id = m.user_id where m.organization_id = ? and m.user_id = ?',
          organization,
          user,
        ),
      );
      if (row === undefined) return undefined;
      const read = rowReader(row);
      return {
        user: read.text('id'),
        name: read.text('name'),
        email: read.text('email'),
        role: read.text('role'),
      };
    },
    organizationsOf: async (user) => {
      const rows = await database.all(
        sql(
          'select o.id, o.name from members m join organizations o on o.id = m.organization_id where m.user_id = ? order by o.id',
          user,
        ),
      );
      return rows.map((row) => {
        const read = rowReader(row);
        return { id: read.text('id'), name: read.text('name') };
      });
    },
  };
}
