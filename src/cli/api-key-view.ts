import { formatResourceRule } from '../core/access.ts';
import type { ApiKey } from '../control-plane/organization.ts';
import type { OutputField } from './command-record.ts';
import type { Column, Row } from './output/view.ts';

export const API_KEY_FIELDS: readonly OutputField[] = [
  { name: 'id', description: 'id of the key' },
  { name: 'name', description: 'name of the key' },
  { name: 'prefix', description: 'how the key begins' },
  { name: 'scopes', description: 'what it may do' },
  { name: 'within', description: 'the zones that it is bound to; null for none in particular' },
  { name: 'createdAt', description: 'when it was made' },
  { name: 'expiresAt', description: 'when it ends; null for never' },
  { name: 'lastUsedAt', description: 'when it was last used' },
  { name: 'revokedAt', description: 'when it was ended' },
];

export const API_KEY_COLUMNS: readonly Column[] = [
  { field: 'id', header: 'ID' },
  { field: 'name', header: 'NAME' },
  { field: 'prefix', header: 'BEGINS WITH' },
  { field: 'scopes', header: 'MAY' },
  { field: 'within', header: 'WITHIN' },
  { field: 'expiresAt', header: 'EXPIRES' },
  { field: 'lastUsedAt', header: 'LAST USED' },
];

/** A key as a row. */
export function apiKeyRow({ organization: _organization, user: _user, within, ...key }: ApiKey): Row {
  return { ...key, within: within?.map(formatResourceRule) ?? null };
}
