import type { AuditEntry } from '../ports/audit-log.ts';
import type { OutputField } from './command-record.ts';
import type { Row } from './output/view.ts';

export const AUDIT_FIELDS: readonly OutputField[] = [
  { name: 'sequence', description: 'number of the entry' },
  { name: 'at', description: 'when' },
  { name: 'actor', description: 'who' },
  { name: 'source', description: 'from where' },
  { name: 'action', description: 'what' },
  { name: 'outcome', description: 'begun, done, failed or refused' },
  { name: 'code', description: 'why it failed' },
  { name: 'requestId', description: 'id of the request' },
  { name: 'details', description: 'input or result, secrets removed' },
  { name: 'hash', description: 'digest over this entry and all before it' },
];

export function auditRow({ organization: _organization, ...entry }: AuditEntry): Row {
  return entry;
}
