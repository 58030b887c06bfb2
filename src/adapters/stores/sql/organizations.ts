import type { Organization, OrganizationStore } from '../../../ports/identity-store.ts';
import type { SqlDatabase, SqlRow, SqlStatement } from '../../../ports/sql-database.ts';
import { isRegctlError } from '../../../core/errors.ts';
import { insertJob } from '../../queue/sqlite.ts';
import { insertApiKey } from './api-keys.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps organizations and their users in a SQL database. */
export function createSqlOrganizationStore(database: SqlDatabase): OrganizationStore {
  return {
    get: async (id) => {
      const row = await database.first(sql('select * from organizations where id = ?', id));
      return row === undefined ? undefined : fromRow(row);
    },
    list: async () => (await database.all(sql('select * from organizations order by id'))).map(fromRow),
    listOf: async (user) => {
      const rows = await database.all(
        sql(
          'select o.* from organizations o join members m on m.organization_id = o.id where m.user_id = ? order by o.id',
          user,
        ),
      );
      return rows.map(fromRow);
    },
    create: async (organization, { user, key, keyHash }) => {
      await database.batch([
        sql(
          'insert into organizations (id, name, slug, created_at) values (?, ?, ?, ?)',
          organization.id,
          organization.name,
          organization.slug,
          organization.createdAt,
        ),
        insertOwner(organization, user),
        insertApiKey(key, keyHash),
      ]);
    },
    rename: async (id, name) =>
      (await database.run(sql('update organizations set name = ? where id = ?', name, id))).changes > 0,
    remove: async (id, then, at) => {
      const results = await database.batch([
        ...removeWhatIsBeside(id, at),
        insertJob(then, then.id, at),
        remove(id),
      ]);
      return (results.at(-1)?.changes ?? 0) > 0;
    },
    addSetupToken: async (hash, at) => {
      await database.batch([
        // One token is good at a time: the one that was printed last.
        sql('delete from setup_tokens where used_at is null'),
        sql('insert into setup_tokens (hash, created_at) values (?, ?)', hash, at),
      ]);
    },
    setUp: async (tokenHash, { organization, owner, key, keyHash }) => {
      try {
        await database.batch([
          // A token that is unknown or spent leaves no organization behind: its name is null, and the whole batch is undone.
          sql(
            'insert into organizations (id, name, slug, created_at) values (?, (select ? from setup_tokens where hash = ? and used_at is null), ?, ?)',
            organization.id,
            organization.name,
            tokenHash,
            organization.slug,
            organization.createdAt,
          ),
          sql('update setup_tokens set used_at = ? where hash = ?', organization.createdAt, tokenHash),
          sql(
            'insert into users (id, name, email, email_verified, created_at, updated_at) values (?, ?, ?, 0, ?, ?)',
            owner.id,
            owner.name,
            owner.email,
            owner.createdAt,
            owner.createdAt,
          ),
          insertOwner(organization, owner.id),
          insertApiKey(key, keyHash),
          sql('update setup_tokens set owner_id = ? where hash = ?', owner.id, tokenHash),
        ]);
        return true;
      } catch (error) {
        if (isRegctlError(error, 'STORE_FAILED') && /NOT NULL/.test(error.reason ?? '')) return false;
        throw error;
      }
    },
    claimFirstPassword: async (tokenHash, since, at) => {
      const row = await database.first(
        sql(
          'update setup_tokens set password_set_at = ? where hash = ? and owner_id is not null and password_set_at is null and used_at >= ? returning owner_id, (select email from users where users.id = owner_id) as email',
          at,
          tokenHash,
          since,
        ),
      );
      if (row === undefined) return undefined;
      return { id: rowReader(row).text('owner_id'), email: rowReader(row).text('email') };
    },
  };
}

function remove(id: string): SqlStatement {
  return sql('delete from organizations where id = ?', id);
}

/** What does not go by itself with the row of its organization. */
function removeWhatIsBeside(id: string, at: Date): readonly SqlStatement[] {
  return [
    sql('delete from queue_jobs where organization = ?', id),
    sql('delete from idempotency_keys where organization = ?', id),
    // They are taken out of the zone where they stand by whoever sees that they are over.
    sql(
      'update challenge_values set expires_at = min(expires_at, ?) where label in (select label from delegations where organization_id = ?)',
      at.getTime(),
      id,
    ),
    sql(
      "update delegations set state = 'deleted', next_check_at = null, domain = '', body = '{}' where organization_id = ?",
      id,
    ),
  ];
}

function insertOwner(organization: Organization, user: string): SqlStatement {
  return sql(
    "insert into members (id, organization_id, user_id, role, created_at) values (?, ?, ?, 'owner', ?)",
    `${organization.id}/${user}`,
    organization.id,
    user,
    organization.createdAt,
  );
}

function fromRow(row: SqlRow): Organization {
  const read = rowReader(row);
  return {
    id: read.text('id'),
    name: read.text('name'),
    slug: read.text('slug'),
    createdAt: read.text('created_at'),
  };
}
