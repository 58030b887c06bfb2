import type { ZoneRule } from '../ports/zone-rule-store.ts';
import type { OutputField } from './command-record.ts';
import { text, type Row, type View } from './output/view.ts';

export const RULE_FIELDS: readonly OutputField[] = [
  { name: 'id', description: 'rule, for `zones unprotect`' },
  { name: 'kind', description: 'protect, ignore, claim or limits' },
  { name: 'name', description: 'pattern of owner names' },
  { name: 'type', description: 'pattern of types' },
  { name: 'reason', description: 'why' },
  { name: 'maxDeletes', description: 'threshold, for limits' },
  { name: 'maxSharePercent', description: 'threshold, for limits' },
  { name: 'createdAt', description: 'when' },
];

/** A rule as a row. */
export function ruleRow(rule: ZoneRule): Row {
  const empty = { name: null, type: null, reason: null, maxDeletes: null, maxSharePercent: null };
  return { ...empty, ...rule };
}

/** Rules as output. */
export function rulesView(rules: readonly ZoneRule[], zone: string): View {
  return {
    kind: 'rows',
    columns: [
      { field: 'id', header: 'RULE' },
      { field: 'kind', header: 'KIND' },
      { field: 'name', header: 'NAME' },
      { field: 'type', header: 'TYPE' },
      {
        field: 'reason',
        header: 'WHY',
        format: (value, row) =>
          row['kind'] === 'limits'
            ? `at most ${text(row['maxDeletes'] ?? null)} deletes, ${text(row['maxSharePercent'] ?? null)} %`
            : text(value),
      },
    ],
    rows: rules.map(ruleRow),
    nameField: 'id',
    empty: `${zone} has no rules`,
  };
}
