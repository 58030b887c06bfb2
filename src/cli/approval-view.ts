import type { Approval, ApprovalRule } from '../control-plane/organization.ts';
import type { OutputField } from './command-record.ts';
import type { Column, Row } from './output/view.ts';

export const APPROVAL_FIELDS: readonly OutputField[] = [
  { name: 'id', description: 'id of the request' },
  { name: 'kind', description: 'plan or purchase' },
  { name: 'subject', description: 'what would be done' },
  { name: 'account', description: 'account that it is about; * where it is not known' },
  { name: 'zone', description: 'zone or domain that it is about' },
  { name: 'state', description: 'pending, approved, rejected, used or expired' },
  { name: 'requestedBy', description: 'who asked' },
  { name: 'requestedAt', description: 'when' },
  { name: 'expiresAt', description: 'until when it is open, and good once approved' },
  { name: 'decidedBy', description: 'the second person' },
  { name: 'decidedAt', description: 'when they decided' },
  { name: 'reason', description: 'what they said' },
  { name: 'digest', description: 'SHA-256 over all that would be done' },
];

export const APPROVAL_COLUMNS: readonly Column[] = [
  { field: 'id', header: 'ID' },
  { field: 'state', header: 'STATE' },
  { field: 'zone', header: 'ZONE' },
  { field: 'subject', header: 'WHAT' },
  { field: 'requestedBy', header: 'ASKED BY' },
  { field: 'expiresAt', header: 'UNTIL' },
  { field: 'decidedBy', header: 'DECIDED BY' },
];

/** A request as a row. */
export function approvalRow({ requestedUser: _user, ...approval }: Approval): Row {
  return approval;
}

export const APPROVAL_RULE_FIELDS: readonly OutputField[] = [
  { name: 'id', description: 'id of the rule' },
  { name: 'kind', description: 'plan or purchase' },
  { name: 'account', description: 'pattern of accounts' },
  { name: 'zone', description: 'pattern of zones and domains' },
  { name: 'hours', description: 'how long a request is open' },
  { name: 'createdAt', description: 'when it was laid down' },
];

export const APPROVAL_RULE_COLUMNS: readonly Column[] = [
  { field: 'id', header: 'ID' },
  { field: 'kind', header: 'KIND' },
  { field: 'account', header: 'ACCOUNT' },
  { field: 'zone', header: 'ZONE' },
  { field: 'hours', header: 'HOURS', align: 'right' },
];

/** A rule as a row. */
export function approvalRuleRow(rule: ApprovalRule): Row {
  return { ...rule };
}
