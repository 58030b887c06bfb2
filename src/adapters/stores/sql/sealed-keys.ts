import type { KeyStore } from '../../../ports/certificate-store.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { SecretBox } from '../../../ports/secret-box.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps the private keys of one organization, sealed. */
export function createSealedKeyStore(
  database: SqlDatabase,
  box: SecretBox,
  clock: Clock,
  organization: string,
): KeyStore {
  const nameOf = (id: string): string => `key/${id}`;
  return {
    put: async (id, pem) => {
      const sealed = await box.seal(organization, nameOf(id), pem);
      await database.run(
        sql(
          'insert into sealed_keys (organization_id, id, sealed, created_at) values (?, ?, ?, ?)',
          organization,
          id,
          sealed,
          clock.now().toISOString(),
        ),
      );
    },
    get: async (id) => {
      const row = await database.first(
        sql('select sealed from sealed_keys where organization_id = ? and id = ?', organization, id),
      );
      if (row === undefined) return undefined;
      return box.open(organization, nameOf(id), rowReader(row).text('sealed'));
    },
    delete: async (id) => {
      await database.run(
        sql('delete from sealed_keys where organization_id = ? and id = ?', organization, id),
      );
    },
  };
}
