import type { SqlDatabase, SqlRow, SqlStatement } from '../../../ports/sql-database.ts';
import type {
  AcmeAccount,
  Certificate,
  CertificateChange,
  CertificateOrder,
  CertificateStore,
} from '../../../ports/certificate-store.ts';
import type { Telling } from './events.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps certificates, their orders and accounts at CAs in a SQL database: what is looked for in columns, the whole as JSON; and what there is to tell. */
export function createSqlCertificateStore(
  database: SqlDatabase,
  telling?: Telling<CertificateChange>,
): CertificateStore {
  const write = async (change: CertificateChange, more: readonly SqlStatement[]): Promise<void> => {
    const events = telling?.eventsOf(change) ?? [];
    await database.batch([
      upsertCertificate(change.certificate),
      ...more,
      ...(telling?.writer.statements(events) ?? []),
    ]);
    await telling?.writer.written(events);
  };
  const all = async <T>(statement: SqlStatement): Promise<readonly T[]> =>
    (await database.all(statement)).map((row) => bodyOf<T>(row));
  const first = async <T>(statement: SqlStatement): Promise<T | undefined> => {
    const row = await database.first(statement);
    return row === undefined ? undefined : bodyOf<T>(row);
  };
  return {
    save: (certificate) => write({ certificate, completed: null }, []),
    complete: async (certificate, order, leftover) => {
      const before = await first<Certificate>(
        sql('select body from certificates where id = ?', certificate.id),
      );
      const completed = (before?.issued ?? null) === null ? 'issued' : 'renewed';
      await write({ certificate, completed }, [
        leftover === null ? sql('delete from certificate_orders where id = ?', order) : upsertOrder(leftover),
      ]);
    },
    find: (name) => first<Certificate>(sql('select body from certificates where name = ?', name)),
    list: ({ after, limit }) =>
      all(sql('select body from certificates where name > ? order by name limit ?', after ?? '', limit)),
    due: (now, { limit }) =>
      all(
        sql(
          'select body from certificates where next_check_at <= ? order by next_check_at limit ?',
          now.toISOString(),
          limit,
        ),
      ),
    delete: async (id) => {
      await database.batch([
        sql('delete from certificate_orders where certificate = ?', id),
        sql('delete from certificates where id = ?', id),
      ]);
    },
    saveOrder: async (order) => {
      await database.run(upsertOrder(order));
    },
    orders: (certificate) =>
      all<CertificateOrder>(
        sql('select body from certificate_orders where certificate = ? order by id', certificate),
      ),
    deleteOrder: async (id) => {
      await database.run(sql('delete from certificate_orders where id = ?', id));
    },
    saveAccount: async (account) => {
      await database.run(
        sql(
          'insert into acme_accounts (id, directory_url, body) values (?, ?, ?) on conflict (id) do update set body = excluded.body',
          account.id,
          account.directoryUrl,
          JSON.stringify(account),
        ),
      );
    },
    account: (directoryUrl) =>
      first<AcmeAccount>(sql('select body from acme_accounts where directory_url = ?', directoryUrl)),
    accounts: () => all(sql('select body from acme_accounts order by directory_url')),
    deleteAccount: async (id) => {
      await database.run(sql('delete from acme_accounts where id = ?', id));
    },
  };
}

function upsertCertificate(certificate: Certificate): SqlStatement {
  return sql(
    `insert into certificates (id, name, next_check_at, body) values (?, ?, ?, ?)
     on conflict (id) do update set name = excluded.name, next_check_at = excluded.next_check_at, body = excluded.body`,
    certificate.id,
    certificate.name,
    certificate.nextCheckAt,
    JSON.stringify(certificate),
  );
}

function upsertOrder(order: CertificateOrder): SqlStatement {
  return sql(
    'insert into certificate_orders (id, certificate, body) values (?, ?, ?) on conflict (id) do update set body = excluded.body',
    order.id,
    order.certificate,
    JSON.stringify(order),
  );
}

/** Bodies are written by this file alone and are of the form it writes. */
function bodyOf<T>(row: SqlRow): T {
  return rowReader(row).json('body') as T;
}
