import type { MemberChange, MemberDetail, MemberStore } from '../../../ports/member-store.ts';
import type { SqlDatabase, SqlRow } from '../../../ports/sql-database.ts';
import { readWithin, withinColumn } from './roles.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

const SELECT = `select m.user_id, m.role, m.created_at, u.name, u.email, a.within
  from members m
  join users u on u.id = m.user_id
  left join member_access a on a.organization_id = m.organization_id and a.user_id = m.user_id`;

/** True for a member who may lose the role that it has: not the last owner. */
const NOT_LAST_OWNER = `(role <> 'owner' or
  (select count(*) from members o where o.organization_id = members.organization_id and o.role = 'owner') > 1)`;

/** Keeps the members of organizations in a SQL database. */
export function createSqlMemberStore(database: SqlDatabase): MemberStore {
  const outcome = async (changes: number, organization: string, user: string): Promise<MemberChange> => {
    if (changes > 0) return 'done';
    const row = await database.first(
      sql('select id from members where organization_id = ? and user_id = ?', organization, user),
    );
    return row === undefined ? 'missing' : 'last-owner';
  };
  return {
    list: async (organization) => {
      const rows = await database.all(
        sql(`${SELECT} where m.organization_id = ? order by u.email`, organization),
      );
      return rows.map(fromRow);
    },
    get: async (organization, user) => {
      const row = await database.first(
        sql(`${SELECT} where m.organization_id = ? and m.user_id = ?`, organization, user),
      );
      return row === undefined ? undefined : fromRow(row);
    },
    update: async (organization, { user, role, within }) => {
      const [changed] = await database.batch([
        sql(
          `update members set role = ? where organization_id = ? and user_id = ? and (? = 'owner' or ${NOT_LAST_OWNER})`,
          role,
          organization,
          user,
          role,
        ),
        sql(
          `insert into member_access (organization_id, user_id, within)
             select organization_id, user_id, ? from members where organization_id = ? and user_id = ? and role = ?
             on conflict (organization_id, user_id) do update set within = excluded.within`,
          withinColumn(within),
          organization,
          user,
          role,
        ),
      ]);
      return outcome(changed?.changes ?? 0, organization, user);
    },
    remove: async (organization, user, at) => {
      const gone = 'not exists (select 1 from members m where m.organization_id = ? and m.user_id = ?)';
      const [removed] = await database.batch([
        sql(
          `delete from members where organization_id = ? and user_id = ? and ${NOT_LAST_OWNER}`,
          organization,
          user,
        ),
        sql(
          `delete from member_access where organization_id = ? and user_id = ? and ${gone}`,
          organization,
          user,
          organization,
          user,
        ),
        // Whoever comes back one day does not find old keys good again.
        sql(
          `update api_keys set revoked_at = ? where organization_id = ? and user_id = ? and revoked_at is null and ${gone}`,
          at,
          organization,
          user,
          organization,
          user,
        ),
      ]);
      return outcome(removed?.changes ?? 0, organization, user);
    },
  };
}

function fromRow(row: SqlRow): MemberDetail {
  const read = rowReader(row);
  return {
    user: read.text('user_id'),
    name: read.text('name'),
    email: read.text('email'),
    role: read.text('role'),
    within: readWithin(row, 'within'),
    joinedAt: read.text('created_at'),
  };
}
