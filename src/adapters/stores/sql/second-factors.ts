import type { SecondFactorStore } from '../../../ports/second-factor-store.ts';
import type { SecretBox } from '../../../ports/secret-box.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Whose key seals the secrets: that of the server itself. */
const SERVER = 'server';

/** Keeps second factors in a SQL database, their secrets sealed. */
export function createSqlSecondFactorStore(database: SqlDatabase, box: SecretBox): SecondFactorStore {
  return {
    ...createSqlWaits(database),
    find: async (user) => {
      const row = await database.first(
        sql('select sealed, confirmed_at from totp_factors where user_id = ?', user),
      );
      if (row === undefined) return undefined;
      const read = rowReader(row);
      const secret = await box.open(SERVER, nameOf(user), read.text('sealed'));
      return {
        secret: Uint8Array.from(atob(secret), (character) => character.charCodeAt(0)),
        isConfirmed: read.textOrNull('confirmed_at') !== null,
      };
    },
    begin: async (user, secret, at) => {
      const sealed = await box.seal(SERVER, nameOf(user), btoa(String.fromCharCode(...secret)));
      const { changes } = await database.run(
        sql(
          `insert into totp_factors (user_id, sealed, last_step, created_at) values (?, ?, 0, ?)
             on conflict (user_id) do update set sealed = excluded.sealed, created_at = excluded.created_at
             where totp_factors.confirmed_at is null`,
          user,
          sealed,
          at,
        ),
      );
      return changes > 0;
    },
    confirm: async (user, step, recoveryHashes, at) => {
      const isNow =
        'exists (select 1 from totp_factors where user_id = ? and confirmed_at = ? and last_step = ?)';
      const [confirmed] = await database.batch([
        sql(
          'update totp_factors set confirmed_at = ?, last_step = ? where user_id = ? and confirmed_at is null and last_step < ?',
          at,
          step,
          user,
          step,
        ),
        sql(`delete from recovery_codes where user_id = ? and ${isNow}`, user, user, at, step),
        sql(
          `insert into recovery_codes (user_id, hash) select ?, value from json_each(?) where ${isNow}`,
          user,
          JSON.stringify(recoveryHashes),
          user,
          at,
          step,
        ),
      ]);
      return (confirmed?.changes ?? 0) > 0;
    },
    takeStep: async (user, step) => {
      const { changes } = await database.run(
        sql(
          'update totp_factors set last_step = ? where user_id = ? and confirmed_at is not null and last_step < ?',
          step,
          user,
          step,
        ),
      );
      return changes > 0;
    },
    takeRecoveryCode: async (user, hash) => {
      const { changes } = await database.run(
        sql('delete from recovery_codes where user_id = ? and hash = ?', user, hash),
      );
      return changes > 0;
    },
    recoveryCodesLeft: async (user) => {
      const row = await database.first(
        sql('select count(*) as n from recovery_codes where user_id = ?', user),
      );
      return rowReader(row ?? {}).number('n');
    },
    remove: async (user) => {
      await database.batch([
        sql('delete from totp_factors where user_id = ?', user),
        sql('delete from recovery_codes where user_id = ?', user),
      ]);
    },
  };
}

function createSqlWaits(database: SqlDatabase): Pick<SecondFactorStore, 'wait' | 'takeTry' | 'endWait'> {
  return {
    wait: async (tokenHash, user, now, expiresAt) => {
      await database.batch([
        sql('delete from second_factor_waits where expires_at < ?', now),
        sql(
          'insert into second_factor_waits (token_hash, user_id, tries, expires_at) values (?, ?, 0, ?)',
          tokenHash,
          user,
          expiresAt,
        ),
      ]);
    },
    takeTry: async (tokenHash, most, at) => {
      const row = await database.first(
        sql(
          'update second_factor_waits set tries = tries + 1 where token_hash = ? and tries < ? and expires_at > ? returning user_id',
          tokenHash,
          most,
          at,
        ),
      );
      return row === undefined ? undefined : rowReader(row).text('user_id');
    },
    endWait: async (tokenHash) => {
      const { changes } = await database.run(
        sql('delete from second_factor_waits where token_hash = ?', tokenHash),
      );
      return changes > 0;
    },
  };
}

function nameOf(user: string): string {
  return `totp/${user}`;
}
