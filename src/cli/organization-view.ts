import { formatResourceRule, parseResourceRule, type ResourceRule } from '../core/access.ts';
import type { Invitation, MemberDetail, Organization, Role } from '../control-plane/organization.ts';
import type { OutputField } from './command-record.ts';
import type { Flag } from './flag.ts';
import type { Column, Row } from './output/view.ts';

/** Binds somebody to some zones. */
export const SCOPE_FLAG: Flag & { readonly type: 'list' } = {
  type: 'list',
  value: 'SCOPE',
  description: 'what it may do: zones:read, zones:write, …; write holds read',
};

export const ONLY_FLAG: Flag & { readonly type: 'list' } = {
  type: 'list',
  value: '[ACCOUNT/]ZONE[:read]',
  description: 'bind to these zones, `*` for any run of characters',
};

/** What the flag `--only` says; null where it was not given. @throws RegctlError `INVALID_INPUT` */
export function readOnly(words: readonly string[]): readonly ResourceRule[] | null {
  return words.length === 0 ? null : words.map(parseResourceRule);
}

/** What changes where `--only` or its opposite was given. */
export function changedWithin(
  only: readonly string[],
  everywhere: boolean,
): { readonly within?: readonly ResourceRule[] | null } {
  if (everywhere) return { within: null };
  return only.length === 0 ? {} : { within: readOnly(only) };
}

const WITHIN_FIELD: OutputField = { name: 'within', description: 'the zones bound to; null for all' };
const WITHIN_COLUMN: Column = { field: 'within', header: 'WITHIN' };

function withinOf(within: readonly ResourceRule[] | null): readonly string[] | null {
  return within?.map(formatResourceRule) ?? null;
}

export const ROLE_FIELDS: readonly OutputField[] = [
  { name: 'name', description: 'name of the role' },
  { name: 'description', description: 'what it is for' },
  { name: 'scopes', description: 'what it may do; * for everything' },
  WITHIN_FIELD,
  { name: 'builtIn', description: 'whether every organization has it' },
];

export const ROLE_COLUMNS: readonly Column[] = [
  { field: 'name', header: 'ROLE' },
  { field: 'description', header: 'FOR' },
  { field: 'scopes', header: 'MAY' },
  WITHIN_COLUMN,
];

export function roleRow({ within, ...role }: Role): Row {
  return { ...role, within: withinOf(within) };
}

export const MEMBER_FIELDS: readonly OutputField[] = [
  { name: 'user', description: 'id of the member' },
  { name: 'name', description: 'name of the member' },
  { name: 'email', description: 'e-mail address' },
  { name: 'role', description: 'role of the member' },
  WITHIN_FIELD,
  { name: 'joinedAt', description: 'since when' },
];

export const MEMBER_COLUMNS: readonly Column[] = [
  { field: 'email', header: 'MEMBER' },
  { field: 'name', header: 'NAME' },
  { field: 'role', header: 'ROLE' },
  WITHIN_COLUMN,
  { field: 'joinedAt', header: 'SINCE' },
];

export function memberRow({ within, ...member }: MemberDetail): Row {
  return { ...member, within: withinOf(within) };
}

export const INVITATION_FIELDS: readonly OutputField[] = [
  { name: 'id', description: 'id of the invitation' },
  { name: 'email', description: 'who is invited' },
  { name: 'role', description: 'as what' },
  WITHIN_FIELD,
  { name: 'invitedBy', description: 'by whom' },
  { name: 'createdAt', description: 'when' },
  { name: 'expiresAt', description: 'until when it is good' },
  { name: 'acceptedAt', description: 'when it was accepted; null while it is open' },
];

export const INVITATION_COLUMNS: readonly Column[] = [
  { field: 'id', header: 'ID' },
  { field: 'email', header: 'WHO' },
  { field: 'role', header: 'AS' },
  WITHIN_COLUMN,
  { field: 'expiresAt', header: 'UNTIL' },
  { field: 'acceptedAt', header: 'ACCEPTED' },
];

export function invitationRow({ within, organization: _organization, ...invitation }: Invitation): Row {
  return { ...invitation, within: withinOf(within) };
}

export const ORGANIZATION_FIELDS: readonly OutputField[] = [
  { name: 'id', description: 'id of the organization' },
  { name: 'name', description: 'name of the organization' },
  { name: 'slug', description: 'its name in addresses' },
  { name: 'createdAt', description: 'when it was made' },
];

export const ORGANIZATION_COLUMNS: readonly Column[] = [
  { field: 'slug', header: 'ORGANIZATION' },
  { field: 'name', header: 'NAME' },
  { field: 'id', header: 'ID' },
  { field: 'createdAt', header: 'SINCE' },
];

export function organizationRow(organization: Organization): Row {
  return { ...organization };
}
