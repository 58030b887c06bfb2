import { RegctlError } from '../../../core/errors.ts';
import type { Account, AccountStore } from '../../../ports/account-store.ts';
import type { CredentialLocation } from '../../../ports/credential-store.ts';
import type { SqlDatabase, SqlRow, SqlStatement } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps accounts in a SQL database. */
export function createSqlAccountStore(database: SqlDatabase): AccountStore {
  return {
    list: async () => (await database.all(sql('select * from accounts order by name'))).map(fromRow),
    get: async (name) => {
      const row = await database.first(sql('select * from accounts where name = ?', name));
      return row === undefined ? undefined : fromRow(row);
    },
    create: async (account) => {
      await database.run(insert(account));
    },
    update: async (account) => {
      const { changes } = await database.run(
        sql(
          'update accounts set provider = ?, endpoint = ?, settings = ?, zones = ?, credentials = ?, credential_command = ? where name = ?',
          account.provider,
          account.endpoint,
          JSON.stringify(account.settings),
          JSON.stringify(account.zones),
          account.credentials,
          account.credentialCommand,
          account.name,
        ),
      );
      if (changes === 0) throw notFound(account.name);
    },
    remove: async (name) => {
      const { changes } = await database.run(sql('delete from accounts where name = ?', name));
      if (changes === 0) throw notFound(name);
    },
  };
}

function insert(account: Account): SqlStatement {
  return sql(
    'insert into accounts (name, provider, endpoint, settings, zones, credentials, credential_command, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)',
    account.name,
    account.provider,
    account.endpoint,
    JSON.stringify(account.settings),
    JSON.stringify(account.zones),
    account.credentials,
    account.credentialCommand,
    account.createdAt,
  );
}

function fromRow(row: SqlRow): Account {
  const read = rowReader(row);
  return {
    name: read.text('name'),
    provider: read.text('provider'),
    endpoint: read.textOrNull('endpoint'),
    settings: read.json('settings') as Account['settings'],
    zones: read.json('zones') as Account['zones'],
    credentials: read.text('credentials') as CredentialLocation,
    credentialCommand: read.textOrNull('credential_command'),
    createdAt: read.text('created_at'),
  };
}

function notFound(name: string): RegctlError {
  return new RegctlError('ACCOUNT_NOT_FOUND', `account ${name} not found`, {
    reason: 'the store holds no account of that name',
    hint: 'regctl accounts list',
  });
}
