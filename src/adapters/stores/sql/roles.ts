import type { ResourceRule } from '../../../core/access.ts';
import type { Role, RoleStore } from '../../../ports/role-store.ts';
import type { SqlDatabase, SqlRow } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps the roles of organizations in a SQL database. */
export function createSqlRoleStore(database: SqlDatabase): RoleStore {
  return {
    list: async (organization) => {
      const rows = await database.all(
        sql('select * from roles where organization_id = ? order by name', organization),
      );
      return rows.map(fromRow);
    },
    get: async (organization, name) => {
      const row = await database.first(
        sql('select * from roles where organization_id = ? and name = ?', organization, name),
      );
      return row === undefined ? undefined : fromRow(row);
    },
    create: async (organization, role) => {
      await database.run(
        sql(
          'insert into roles (organization_id, name, description, scopes, within) values (?, ?, ?, ?, ?)',
          organization,
          role.name,
          role.description,
          JSON.stringify(role.scopes),
          withinColumn(role.within),
        ),
      );
    },
    update: async (organization, role) => {
      const { changes } = await database.run(
        sql(
          'update roles set description = ?, scopes = ?, within = ? where organization_id = ? and name = ?',
          role.description,
          JSON.stringify(role.scopes),
          withinColumn(role.within),
          organization,
          role.name,
        ),
      );
      return changes > 0;
    },
    remove: async (organization, name) => {
      const { changes } = await database.run(
        sql(
          `delete from roles where organization_id = ? and name = ?
             and not exists (select 1 from members m where m.organization_id = roles.organization_id and m.role = roles.name)
             and not exists (select 1 from organization_invitations i
               where i.organization_id = roles.organization_id and i.role = roles.name and i.accepted_at is null)`,
          organization,
          name,
        ),
      );
      if (changes > 0) return true;
      const row = await database.first(
        sql('select name from roles where organization_id = ? and name = ?', organization, name),
      );
      return row === undefined ? false : 'in-use';
    },
    grantOf: async (organization, user) => {
      const row = await database.first(
        sql(
          `select m.role as member_role, a.within as member_within, r.*
             from members m
             left join member_access a on a.organization_id = m.organization_id and a.user_id = m.user_id
             left join roles r on r.organization_id = m.organization_id and r.name = m.role
             where m.organization_id = ? and m.user_id = ?`,
          organization,
          user,
        ),
      );
      if (row === undefined) return undefined;
      return {
        role: rowReader(row).text('member_role'),
        ownRole: row['name'] === null ? null : fromRow(row),
        within: readWithin(row, 'member_within'),
      };
    },
  };
}

/** Rules as a column holds them. */
export function withinColumn(within: readonly ResourceRule[] | null): string | null {
  return within === null ? null : JSON.stringify(within);
}

/** Reads what {@link withinColumn} wrote. */
export function readWithin(row: SqlRow, column: string): readonly ResourceRule[] | null {
  const read = rowReader(row);
  return read.textOrNull(column) === null ? null : (read.json(column) as readonly ResourceRule[]);
}

function fromRow(row: SqlRow): Role {
  const read = rowReader(row);
  return {
    name: read.text('name'),
    description: read.text('description'),
    scopes: read.json('scopes') as readonly string[],
    within: readWithin(row, 'within'),
    builtIn: false,
  };
}
