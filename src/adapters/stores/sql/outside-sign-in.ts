import { isRegctlError } from '../../../core/errors.ts';
import type { NewOutsideMember, OutsideSignInStore } from '../../../ports/outside-sign-in.ts';
import type { SqlDatabase, SqlStatement } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps whom outside issuers know in a SQL database: one row for each way in that a user has. */
export function createSqlOutsideSignInStore(database: SqlDatabase): OutsideSignInStore {
  return {
    find: async (provider, subject) => {
      const row = await database.first(
        sql(
          'select u.id, u.name, u.email, u.created_at from sign_in_methods s join users u on u.id = s.user_id where s.provider_id = ? and s.account_id = ?',
          provider,
          subject,
        ),
      );
      if (row === undefined) return undefined;
      const read = rowReader(row);
      return {
        id: read.text('id'),
        name: read.text('name'),
        email: read.text('email'),
        createdAt: read.text('created_at'),
      };
    },
    link: async (user, provider, subject, at) => {
      await database.run(insertMethod(user, provider, subject, at));
    },
    admit: (member) => admit(database, member),
  };
}

async function admit(database: SqlDatabase, member: NewOutsideMember): Promise<boolean> {
  const { user, organization, role, invitation, most, at } = member;
  try {
    await database.batch([
      sql(
        'insert into users (id, name, email, email_verified, created_at, updated_at) values (?, ?, ?, 1, ?, ?) on conflict (id) do nothing',
        user.id,
        user.name,
        user.email,
        user.createdAt,
        user.createdAt,
      ),
      insertMethod(user.id, member.provider, member.subject, at),
      // Where there is no room, or the invitation is spent, the role is null, and the whole batch is undone.
      sql(
        `insert into members (id, organization_id, user_id, role, created_at)
           values (?, ?, ?, (select ? where
             (? is null or ? > (select count(*) from members where organization_id = ?)) and
             (? is null or exists (select 1 from organization_invitations where id = ? and accepted_at is null and expires_at > ?))), ?)`,
        `${organization}/${user.id}`,
        organization,
        user.id,
        role,
        most,
        most,
        organization,
        invitation,
        invitation,
        at,
        at,
      ),
      sql(
        `insert into member_access (organization_id, user_id, within)
           values (?, ?, (select within from organization_invitations where id = ?))
           on conflict (organization_id, user_id) do update set within = excluded.within`,
        organization,
        user.id,
        invitation,
      ),
      sql(
        'update organization_invitations set accepted_at = ? where id = ? and accepted_at is null',
        at,
        invitation,
      ),
    ]);
    return true;
  } catch (error) {
    if (isRegctlError(error, 'STORE_FAILED') && /NOT NULL/.test(error.reason ?? '')) return false;
    throw error;
  }
}

function insertMethod(user: string, provider: string, subject: string, at: string): SqlStatement {
  return sql(
    `insert into sign_in_methods (id, user_id, provider_id, account_id, created_at, updated_at)
       select ?, ?, ?, ?, ?, ? where not exists (select 1 from sign_in_methods where provider_id = ? and account_id = ? and user_id = ?)`,
    `${provider}/${subject}`,
    user,
    provider,
    subject,
    at,
    at,
    provider,
    subject,
    user,
  );
}
