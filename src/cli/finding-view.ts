import type { Finding } from '../core/master-file/check.ts';
import type { OutputField } from './command-record.ts';
import type { View } from './output/view.ts';

export const FINDING_FIELDS: readonly OutputField[] = [
  { name: 'severity', description: 'error or warning' },
  { name: 'check', description: 'name of the check' },
  { name: 'zone', description: 'zone' },
  { name: 'name', description: 'owner name' },
  { name: 'type', description: 'record type' },
  { name: 'message', description: 'what is wrong' },
];

/** Findings as output; any error makes exit code 2. */
export function findingsView(
  findings: readonly {
    readonly zone: string;
    readonly finding: Finding;
    /** The file that says it, where one does. */
    readonly file?: string;
  }[],
  empty: string,
): View {
  return {
    kind: 'rows',
    columns: [
      { field: 'severity', header: 'SEVERITY' },
      { field: 'zone', header: 'ZONE' },
      { field: 'name', header: 'NAME' },
      { field: 'type', header: 'TYPE' },
      { field: 'message', header: 'WHAT' },
    ],
    rows: findings.map(({ zone, finding }) => ({ ...finding, zone })),
    nameField: 'check',
    empty,
    annotations: findings.map(({ zone, finding, file }) => ({
      level: finding.severity,
      title: finding.check,
      message: `${zone}: ${finding.name} ${finding.type}: ${finding.message}`,
      ...(file === undefined ? {} : { file }),
    })),
    exitCode: findings.some(({ finding }) => finding.severity === 'error') ? 2 : 0,
  };
}
