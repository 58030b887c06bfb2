import type { InternalCa, InternalCaStore } from '../../../ports/internal-ca.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** The one row. */
const ID = 'root';

/** Keeps the root of the internal CA in a SQL database. */
export function createSqlInternalCaStore(database: SqlDatabase): InternalCaStore {
  return {
    get: async () => {
      const row = await database.first(sql('select body from internal_ca where id = ?', ID));
      return row === undefined ? undefined : (rowReader(row).json('body') as InternalCa);
    },
    save: async (ca) => {
      await database.run(
        sql(
          'insert into internal_ca (id, body) values (?, ?) on conflict (id) do update set body = excluded.body',
          ID,
          JSON.stringify(ca),
        ),
      );
    },
    delete: async () => {
      await database.run(sql('delete from internal_ca where id = ?', ID));
    },
  };
}
