import type { PasskeyStore } from '../../../ports/passkey-store.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps passkeys in a SQL database. */
export function createSqlPasskeyStore(database: SqlDatabase): PasskeyStore {
  return {
    ...createSqlChallenges(database),
    list: async (user) => {
      const rows = await database.all(
        sql(
          'select id, name, created_at, used_at from passkeys where user_id = ? order by created_at, id limit 100',
          user,
        ),
      );
      return rows.map((row) => {
        const read = rowReader(row);
        return {
          id: read.text('id'),
          name: read.text('name'),
          createdAt: read.text('created_at'),
          usedAt: read.textOrNull('used_at'),
        };
      });
    },
    find: async (id) => {
      const row = await database.first(
        sql('select user_id, public_key, counter from passkeys where id = ?', id),
      );
      if (row === undefined) return undefined;
      const read = rowReader(row);
      return {
        id,
        user: read.text('user_id'),
        publicKey: read.text('public_key'),
        counter: read.number('counter'),
      };
    },
    add: async ({ id, user, publicKey, counter }, name, most, at) => {
      const { changes } = await database.run(
        sql(
          `insert into passkeys (id, user_id, name, public_key, counter, created_at)
             select ?, ?, ?, ?, ?, ?
             where ? > (select count(*) from passkeys where user_id = ?)
             on conflict (id) do nothing`,
          id,
          user,
          name,
          publicKey,
          counter,
          at,
          most,
          user,
        ),
      );
      return changes > 0;
    },
    use: async (id, counter, at) => {
      const { changes } = await database.run(
        sql(
          'update passkeys set counter = ?, used_at = ? where id = ? and (counter < ? or (counter = 0 and ? = 0))',
          counter,
          at,
          id,
          counter,
          counter,
        ),
      );
      return changes > 0;
    },
    remove: async (id, user) => {
      const { changes } = await database.run(
        sql('delete from passkeys where id = ? and user_id = ?', id, user),
      );
      return changes > 0;
    },
  };
}

function createSqlChallenges(database: SqlDatabase): Pick<PasskeyStore, 'ask' | 'answer'> {
  return {
    ask: async (holder, challenge, now, expiresAt) => {
      await database.batch([
        sql('delete from passkey_challenges where expires_at < ?', now),
        sql(
          `insert into passkey_challenges (holder, challenge, expires_at) values (?, ?, ?)
             on conflict (holder) do update set challenge = excluded.challenge, expires_at = excluded.expires_at`,
          holder,
          challenge,
          expiresAt,
        ),
      ]);
    },
    answer: async (holder, at) => {
      const row = await database.first(
        sql(
          'delete from passkey_challenges where holder = ? and expires_at > ? returning challenge',
          holder,
          at,
        ),
      );
      return row === undefined ? undefined : rowReader(row).text('challenge');
    },
  };
}
