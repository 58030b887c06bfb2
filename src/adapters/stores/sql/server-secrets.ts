import type { SecretBox, VaultKeyStore } from '../../../ports/secret-box.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Octets of a secret that is made here. */
const SECRET_OCTETS = 32;

/** Keeps the wrapped keys of the server itself, besides those of organizations. */
export function createSqlServerKeyStore(database: SqlDatabase): VaultKeyStore {
  return {
    get: async (name) => {
      const row = await database.first(
        sql('select master_key, wrapped from server_keys where name = ?', name),
      );
      if (row === undefined) return undefined;
      const read = rowReader(row);
      return { masterKey: read.text('master_key'), wrapped: read.text('wrapped') };
    },
    create: async (name, masterKey, wrapped, at) => {
      const { changes } = await database.run(
        sql(
          'insert into server_keys (name, master_key, wrapped, created_at) values (?, ?, ?, ?) on conflict do nothing',
          name,
          masterKey,
          wrapped,
          at,
        ),
      );
      return changes > 0;
    },
    replace: async (name, masterKey, wrapped) => {
      await database.run(
        sql('update server_keys set master_key = ?, wrapped = ? where name = ?', masterKey, wrapped, name),
      );
    },
    organizations: async () => {
      const rows = await database.all(sql('select name from server_keys order by name'));
      return rows.map((row) => rowReader(row).text('name'));
    },
  };
}

/** Gives a random secret of the server, made when it is first asked for and sealed ever after. */
export async function serverSecret(database: SqlDatabase, box: SecretBox, name: string): Promise<string> {
  const find = (): ReturnType<SqlDatabase['first']> =>
    database.first(sql('select sealed from server_secrets where name = ?', name));
  let row = await find();
  if (row === undefined) {
    const octets = crypto.getRandomValues(new Uint8Array(SECRET_OCTETS));
    const secret = btoa(String.fromCharCode(...octets));
    // Of two that make it at the same moment one is kept, and both read it back.
    await database.run(
      sql(
        'insert into server_secrets (name, sealed) values (?, ?) on conflict do nothing',
        name,
        await box.seal('server', name, secret),
      ),
    );
    row = await find();
  }
  return box.open('server', name, rowReader(row ?? {}).text('sealed'));
}

/** Lets no key that signs access tokens sign any more; what they signed is believed until it ends. */
export async function retireSigningKeys(database: SqlDatabase, at: Date): Promise<void> {
  const now = at.toISOString();
  await database.run(
    sql('update signing_keys set expires_at = ? where expires_at is null or expires_at > ?', now, now),
  );
}
