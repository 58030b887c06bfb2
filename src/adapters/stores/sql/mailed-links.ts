import type { MailedLinkStore } from '../../../ports/mailed-link-store.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps mailed links in a SQL database. */
export function createSqlMailedLinkStore(database: SqlDatabase): MailedLinkStore {
  return {
    add: async (link, most) => {
      const { changes } = await database.run(
        sql(
          `insert into mailed_links (hash, kind, user_id, email, created_at, expires_at)
             select ?, ?, ?, ?, ?, ?
             where ? > (select count(*) from mailed_links where user_id = ? and kind = ? and expires_at > ?)`,
          link.hash,
          link.kind,
          link.user,
          link.email,
          link.createdAt,
          link.expiresAt,
          most,
          link.user,
          link.kind,
          link.createdAt,
        ),
      );
      return changes > 0;
    },
    find: async (kind, hash, at) => {
      const row = await database.first(
        sql(
          `select user_id from mailed_links where hash = ? and kind = ? and expires_at > ?
             and email = (select email from users where id = user_id)`,
          hash,
          kind,
          at,
        ),
      );
      return row === undefined ? undefined : rowReader(row).text('user_id');
    },
    spend: async (kind, hash, at) => {
      // Of many that spend one link at a time one is given its row.
      const row = await database.first(
        sql(
          `delete from mailed_links where hash = ? and kind = ? and expires_at > ?
             and email = (select email from users where id = user_id) returning user_id`,
          hash,
          kind,
          at,
        ),
      );
      if (row === undefined) return undefined;
      const user = rowReader(row).text('user_id');
      await database.run(
        sql("delete from mailed_links where user_id = ? and (kind = ? or ? <> 'address')", user, kind, kind),
      );
      return user;
    },
    mayHavePassword: async (user) => {
      const row = await database.first(
        sql(
          `select count(*) as ways, count(case when provider_id = 'credential' then 1 end) as passwords
             from sign_in_methods where user_id = ?`,
          user,
        ),
      );
      return row?.['ways'] === 0 || Number(row?.['passwords'] ?? 0) > 0;
    },
    endPending: async (user) => {
      await database.batch([
        sql('delete from device_codes where user_id = ?', user),
        sql('delete from second_factor_waits where user_id = ?', user),
      ]);
    },
    isTheirs: async (user) => {
      const row = await database.first(
        sql(
          'select 1 as theirs from users where id = ? and (email_verified = 1 or exists (select 1 from setup_tokens where owner_id = users.id))',
          user,
        ),
      );
      return row !== undefined;
    },
    verify: async (user, at, { endWays, endKeys } = { endWays: false, endKeys: false }) => {
      await database.batch([
        ...(endWays
          ? [
              sql('delete from sign_in_methods where user_id = ?', user),
              sql('delete from totp_factors where user_id = ?', user),
              sql('delete from recovery_codes where user_id = ?', user),
              sql('delete from passkeys where user_id = ?', user),
              sql('delete from sessions where user_id = ?', user),
            ]
          : []),
        ...(endKeys
          ? [sql('update api_keys set revoked_at = ? where user_id = ? and revoked_at is null', at, user)]
          : []),
        sql('update users set email_verified = 1, updated_at = ? where id = ?', at, user),
      ]);
    },
  };
}
