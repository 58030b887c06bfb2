import type { DeviceRequestStore } from '../../../ports/device-request-store.ts';
import type { SessionStore } from '../../../ports/session-store.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps sessions in a SQL database; they are begun by the identity provider. */
export function createSqlSessionStore(database: SqlDatabase): SessionStore {
  return {
    isLive: async (id, user, at) =>
      (await database.first(
        sql('select 1 as live from sessions where id = ? and user_id = ? and expires_at > ?', id, user, at),
      )) !== undefined,
    list: async (user, at) => {
      const rows = await database.all(
        sql(
          'select s.*, c.name as client from sessions s left join oauth_clients c on c.client_id = s.client_id where s.user_id = ? and s.expires_at > ? order by s.created_at, s.id',
          user,
          at,
        ),
      );
      return rows.map((row) => {
        const read = rowReader(row);
        return {
          id: read.text('id'),
          user: read.text('user_id'),
          client: read.textOrNull('client') ?? 'browser',
          address: read.textOrNull('ip_address'),
          createdAt: read.text('created_at'),
          expiresAt: read.text('expires_at'),
        };
      });
    },
    end: async (id, user) => {
      const { changes } = await database.run(
        sql('delete from sessions where id = ? and user_id = ?', id, user),
      );
      return changes > 0;
    },
    signingKeys: async () => {
      const rows = await database.all(sql('select id, public_key, expires_at from signing_keys'));
      return rows.map((row) => {
        const read = rowReader(row);
        return {
          id: read.text('id'),
          publicKey: read.text('public_key'),
          expiresAt: read.textOrNull('expires_at'),
        };
      });
    },
  };
}

/** Keeps device requests in a SQL database; they are made and redeemed by the identity provider. */
export function createSqlDeviceRequestStore(database: SqlDatabase): DeviceRequestStore {
  return {
    find: async (userCode, at) => {
      const row = await database.first(
        sql(
          "select d.*, c.name as client from device_codes d join oauth_clients c on c.client_id = d.oauth_client_id where d.user_code = ? and d.status = 'pending' and d.expires_at > ?",
          userCode,
          at,
        ),
      );
      if (row === undefined) return undefined;
      const read = rowReader(row);
      return {
        userCode: read.text('user_code'),
        client: read.text('client'),
        address: read.textOrNull('ip_address'),
        userAgent: read.textOrNull('user_agent'),
        requestedAt: read.textOrNull('requested_at'),
      };
    },
    answer: async (userCode, answer, at) => {
      // One statement looks and answers, so that of two answers one counts.
      const { changes } = await database.run(
        sql(
          "update device_codes set status = ?, user_id = ?, organization_id = ? where user_code = ? and status = 'pending' and expires_at > ?",
          answer.approved ? 'approved' : 'denied',
          answer.user,
          answer.approved ? answer.organization : null,
          userCode,
          at,
        ),
      );
      return changes > 0;
    },
  };
}
