import { isRegctlError } from '../../../core/errors.ts';
import type { User } from '../../../ports/identity-store.ts';
import type { Acceptance, Invitation, InvitationStore } from '../../../ports/member-store.ts';
import type { SqlDatabase, SqlRow, SqlStatement } from '../../../ports/sql-database.ts';
import { insertApiKey } from './api-keys.ts';
import { readWithin, withinColumn } from './roles.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps invitations in a SQL database. */
export function createSqlInvitationStore(database: SqlDatabase): InvitationStore {
  return {
    list: async (organization) => {
      const rows = await database.all(
        sql('select * from organization_invitations where organization_id = ? order by id', organization),
      );
      return rows.map(fromRow);
    },
    get: async (organization, id) => {
      const row = await database.first(
        sql('select * from organization_invitations where organization_id = ? and id = ?', organization, id),
      );
      return row === undefined ? undefined : fromRow(row);
    },
    create: async (invitation, hashes, most) => {
      const { changes } = await database.run(
        sql(
          `insert into organization_invitations
             (id, organization_id, email, role, within, token_hash, mail_token_hash, invited_by, created_at, expires_at)
           select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
           where ? is null or ? >
             (select count(*) from members where organization_id = ?) +
             (select count(*) from organization_invitations where organization_id = ? and accepted_at is null and expires_at > ?)`,
          invitation.id,
          invitation.organization,
          invitation.email,
          invitation.role,
          withinColumn(invitation.within),
          hashes.shown,
          hashes.mailed,
          invitation.invitedBy,
          invitation.createdAt,
          invitation.expiresAt,
          most,
          most,
          invitation.organization,
          invitation.organization,
          invitation.createdAt,
        ),
      );
      return changes > 0;
    },
    remove: async (organization, id) => {
      const { changes } = await database.run(
        sql(
          'delete from organization_invitations where organization_id = ? and id = ? and accepted_at is null',
          organization,
          id,
        ),
      );
      return changes > 0;
    },
    findByToken: async (tokenHash) => {
      const row = await database.first(
        sql(
          'select * from organization_invitations where token_hash = ? or mail_token_hash = ?',
          tokenHash,
          tokenHash,
        ),
      );
      return row === undefined
        ? undefined
        : { ...fromRow(row), mailed: rowReader(row).textOrNull('mail_token_hash') === tokenHash };
    },
    userByEmail: async (email) => {
      const row = await database.first(
        sql('select id, name, email, email_verified, created_at from users where lower(email) = ?', email),
      );
      if (row === undefined) return undefined;
      const read = rowReader(row);
      return {
        id: read.text('id'),
        name: read.text('name'),
        email: read.text('email'),
        createdAt: read.text('created_at'),
        emailVerified: row['email_verified'] === 1,
      };
    },
    accept: (tokenHash, acceptance) => accept(database, tokenHash, acceptance),
  };
}

async function accept(database: SqlDatabase, tokenHash: string, acceptance: Acceptance): Promise<boolean> {
  const { invitation, user, made, key, at } = acceptance;
  const { organization, mailed } = invitation;
  try {
    await database.batch([
      ...(made === null ? [] : insertUser(user, made.passwordHash, at)),
      // Nobody but who reads the mail of the address has the secret that went there.
      ...(mailed ? [sql('update users set email_verified = 1 where id = ?', user.id)] : []),
      // Of a secret that is unknown, spent or expired the role is null, and the whole batch is undone.
      sql(
        `insert into members (id, organization_id, user_id, role, created_at)
           values (?, ?, ?, (select role from organization_invitations
             where (token_hash = ? or mail_token_hash = ?) and accepted_at is null and expires_at > ?), ?)`,
        `${organization}/${user.id}`,
        organization,
        user.id,
        tokenHash,
        tokenHash,
        at,
        at,
      ),
      sql(
        `insert into member_access (organization_id, user_id, within) values (?, ?, ?)
           on conflict (organization_id, user_id) do update set within = excluded.within`,
        organization,
        user.id,
        withinColumn(invitation.within),
      ),
      ...(key === null ? [] : [insertApiKey(key.key, key.hash)]),
      sql('update organization_invitations set accepted_at = ? where id = ?', at, invitation.id),
    ]);
    return true;
  } catch (error) {
    if (isRegctlError(error, 'STORE_FAILED') && /NOT NULL/.test(error.reason ?? '')) return false;
    throw error;
  }
}

/** Makes a user, and the password with it, so that one who is there gets none whatever happens at the same moment. */
function insertUser(user: User, passwordHash: string | null, at: string): readonly SqlStatement[] {
  const insert = sql(
    'insert into users (id, name, email, email_verified, created_at, updated_at) values (?, ?, ?, 0, ?, ?)',
    user.id,
    user.name,
    user.email,
    user.createdAt,
    user.createdAt,
  );
  if (passwordHash === null) return [insert];
  const password = sql(
    `insert into sign_in_methods (id, user_id, provider_id, account_id, password, created_at, updated_at)
       values (?, ?, 'credential', ?, ?, ?, ?)`,
    `credential/${user.id}`,
    user.id,
    user.id,
    passwordHash,
    at,
    at,
  );
  return [insert, password];
}

function fromRow(row: SqlRow): Invitation {
  const read = rowReader(row);
  return {
    id: read.text('id'),
    organization: read.text('organization_id'),
    email: read.text('email'),
    role: read.text('role'),
    within: readWithin(row, 'within'),
    invitedBy: read.text('invited_by'),
    createdAt: read.text('created_at'),
    expiresAt: read.text('expires_at'),
    acceptedAt: read.textOrNull('accepted_at'),
  };
}
