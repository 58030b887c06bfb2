import type { Account } from '../ports/account-store.ts';
import type { OutputField } from './command-record.ts';
import type { Column, Row } from './output/view.ts';

export const ACCOUNT_FIELDS: readonly OutputField[] = [
  { name: 'name', description: 'name of the account' },
  { name: 'provider', description: 'kind of provider' },
  { name: 'endpoint', description: 'address or folder' },
  { name: 'zones', description: 'zones named by the user' },
  { name: 'settings', description: 'settings of the provider' },
  { name: 'credentials', description: 'where the secret lies, never the secret' },
  { name: 'createdAt', description: 'when it was added' },
];

export const ACCOUNT_COLUMNS: readonly Column[] = [
  { field: 'name', header: 'NAME' },
  { field: 'provider', header: 'PROVIDER' },
  { field: 'endpoint', header: 'ENDPOINT' },
  { field: 'credentials', header: 'SECRET IN' },
];

/** An account as a row; the credential command is not shown, it may name more than people want to print. */
export function accountRow(account: Account): Row {
  return {
    name: account.name,
    provider: account.provider,
    endpoint: account.endpoint,
    zones: account.zones,
    settings: account.settings,
    credentials: account.credentials,
    createdAt: account.createdAt,
  };
}
