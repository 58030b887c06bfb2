import type { Credentials, CredentialStore } from '../../../ports/credential-store.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { SecretBox, VaultKeyStore } from '../../../ports/secret-box.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps wrapped data keys in a SQL database. */
export function createSqlVaultKeyStore(database: SqlDatabase): VaultKeyStore {
  return {
    get: async (organization) => {
      const row = await database.first(
        sql('select master_key, wrapped from vault_keys where organization_id = ?', organization),
      );
      if (row === undefined) return undefined;
      const read = rowReader(row);
      return { masterKey: read.text('master_key'), wrapped: read.text('wrapped') };
    },
    create: async (organization, masterKey, wrapped, at) => {
      const { changes } = await database.run(
        sql(
          'insert into vault_keys (organization_id, master_key, wrapped, created_at) values (?, ?, ?, ?) on conflict do nothing',
          organization,
          masterKey,
          wrapped,
          at,
        ),
      );
      return changes > 0;
    },
    replace: async (organization, masterKey, wrapped) => {
      await database.run(
        sql(
          'update vault_keys set master_key = ?, wrapped = ? where organization_id = ?',
          masterKey,
          wrapped,
          organization,
        ),
      );
    },
    organizations: async () => {
      const rows = await database.all(sql('select organization_id from vault_keys order by organization_id'));
      return rows.map((row) => rowReader(row).text('organization_id'));
    },
  };
}

/** Keeps the secrets of one organization's accounts, sealed. */
export function createVaultCredentialStore(
  database: SqlDatabase,
  box: SecretBox,
  clock: Clock,
  organization: string,
): CredentialStore {
  const nameOf = (account: string): string => `account/${account}`;
  return {
    location: 'vault',
    get: async (account) => {
      const row = await database.first(
        sql(
          'select sealed from vault_secrets where organization_id = ? and account = ?',
          organization,
          account,
        ),
      );
      if (row === undefined) return undefined;
      const text = await box.open(organization, nameOf(account), rowReader(row).text('sealed'));
      return JSON.parse(text) as Credentials;
    },
    set: async (account, credentials) => {
      const sealed = await box.seal(organization, nameOf(account), JSON.stringify(credentials));
      await database.run(
        sql(
          `insert into vault_secrets (organization_id, account, sealed, updated_at) values (?, ?, ?, ?)
           on conflict (organization_id, account) do update set sealed = excluded.sealed, updated_at = excluded.updated_at`,
          organization,
          account,
          sealed,
          clock.now().toISOString(),
        ),
      );
    },
    delete: async (account) => {
      await database.run(
        sql('delete from vault_secrets where organization_id = ? and account = ?', organization, account),
      );
    },
  };
}
