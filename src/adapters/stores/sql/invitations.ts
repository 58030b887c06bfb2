import { isRegctlError } from '../../../core/errors.ts';
import type { Invitation, InvitationStore } from '../../../ports/member-store.ts';
import type { SqlDatabase, SqlRow } from '../../../ports/sql-database.ts';
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
    create: async (invitation, tokenHash, most) => {
      const { changes } = await database.run(
        sql(
          `insert into organization_invitations
             (id, organization_id, email, role, within, token_hash, invited_by, created_at, expires_at)
           select ?, ?, ?, ?, ?, ?, ?, ?, ?
           where ? is null or ? >
             (select count(*) from members where organization_id = ?) +
             (select count(*) from organization_invitations where organization_id = ? and accepted_at is null and expires_at > ?)`,
          invitation.id,
          invitation.organization,
          invitation.email,
          invitation.role,
          withinColumn(invitation.within),
          tokenHash,
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
        sql('select * from organization_invitations where token_hash = ?', tokenHash),
      );
      return row === undefined ? undefined : fromRow(row);
    },
    userByEmail: async (email) => {
      const row = await database.first(
        sql('select id, name, email, created_at from users where lower(email) = ?', email),
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
    accept: (tokenHash, made) => accept(database, tokenHash, made),
  };
}

async function accept(
  database: SqlDatabase,
  tokenHash: string,
  { invitation, user, key, keyHash, at }: Parameters<InvitationStore['accept']>[1],
): Promise<boolean> {
  const { organization } = invitation;
  try {
    await database.batch([
      // The address is proven: nobody else was sent the token.
      sql(
        'insert into users (id, name, email, email_verified, created_at, updated_at) values (?, ?, ?, 1, ?, ?) on conflict (id) do nothing',
        user.id,
        user.name,
        user.email,
        user.createdAt,
        user.createdAt,
      ),
      // Of a token that is unknown, spent or expired the role is null, and the whole batch is undone.
      sql(
        `insert into members (id, organization_id, user_id, role, created_at)
           values (?, ?, ?, (select role from organization_invitations where token_hash = ? and accepted_at is null and expires_at > ?), ?)`,
        `${organization}/${user.id}`,
        organization,
        user.id,
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
      insertApiKey(key, keyHash),
      sql('update organization_invitations set accepted_at = ? where token_hash = ?', at, tokenHash),
    ]);
    return true;
  } catch (error) {
    if (isRegctlError(error, 'STORE_FAILED') && /NOT NULL/.test(error.reason ?? '')) return false;
    throw error;
  }
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
