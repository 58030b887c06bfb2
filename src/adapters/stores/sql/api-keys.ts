import type { ApiKey, ApiKeyStore } from '../../../ports/identity-store.ts';
import type { SqlDatabase, SqlRow, SqlStatement } from '../../../ports/sql-database.ts';
import { readWithin, withinColumn } from './roles.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps API keys in a SQL database. */
export function createSqlApiKeyStore(database: SqlDatabase): ApiKeyStore {
  return {
    create: async (key, hash) => {
      await database.run(insertApiKey(key, hash));
    },
    find: async (prefix) => {
      const row = await database.first(sql('select * from api_keys where prefix = ?', prefix));
      return row === undefined ? undefined : { key: fromRow(row), hash: rowReader(row).text('hash') };
    },
    list: async (organization) => {
      const rows = await database.all(
        sql('select * from api_keys where organization_id = ? order by id', organization),
      );
      return rows.map(fromRow);
    },
    revoke: async (organization, id, at) => {
      const { changes } = await database.run(
        sql(
          'update api_keys set revoked_at = ? where organization_id = ? and id = ? and revoked_at is null',
          at,
          organization,
          id,
        ),
      );
      return changes > 0;
    },
    touch: async (id, at) => {
      await database.run(sql('update api_keys set last_used_at = ? where id = ?', at, id));
    },
  };
}

/** The statement that keeps a key, for batches. */
export function insertApiKey(key: ApiKey, hash: string): SqlStatement {
  return sql(
    'insert into api_keys (id, organization_id, user_id, name, prefix, hash, scopes, within, created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    key.id,
    key.organization,
    key.user,
    key.name,
    key.prefix,
    hash,
    JSON.stringify(key.scopes),
    withinColumn(key.within),
    key.createdAt,
    key.expiresAt,
  );
}

function fromRow(row: SqlRow): ApiKey {
  const read = rowReader(row);
  return {
    id: read.text('id'),
    organization: read.text('organization_id'),
    user: read.textOrNull('user_id'),
    name: read.text('name'),
    prefix: read.text('prefix'),
    scopes: read.json('scopes') as ApiKey['scopes'],
    within: readWithin(row, 'within'),
    createdAt: read.text('created_at'),
    expiresAt: read.textOrNull('expires_at'),
    lastUsedAt: read.textOrNull('last_used_at'),
    revokedAt: read.textOrNull('revoked_at'),
  };
}
