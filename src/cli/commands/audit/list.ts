import { AUDIT_FIELDS, auditRow } from '../../audit-view.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';

/** Entries that are shown where nobody says how many. */
const DEFAULT_LIMIT = 1_000;

export const command: AnyCommand = defineCommand({
  summary: 'List what was done or refused, by whom and from where',
  examples: [
    { command: 'regctl audit list', does: 'from the beginning' },
    { command: 'regctl audit list --after 1000 -o ndjson', does: 'export, a page at a time' },
  ],
  args: [],
  flags: {
    after: { type: 'integer', value: 'N', description: 'only entries behind this number' },
  },
  fields: AUDIT_FIELDS,
  exitCodes: { 4: 'you may not read it', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context, { flags }) => {
    const audit = hostedPart((await context.controlPlane()).audit, 'audit entries');
    const entries = await audit.list({ after: flags.after ?? 0, limit: DEFAULT_LIMIT });
    return {
      kind: 'rows',
      columns: [
        { field: 'sequence', header: '#', align: 'right' },
        { field: 'at', header: 'WHEN' },
        { field: 'actor', header: 'WHO' },
        { field: 'source', header: 'FROM' },
        { field: 'action', header: 'WHAT' },
        { field: 'outcome', header: 'OUTCOME' },
        { field: 'code', header: 'WHY' },
      ],
      rows: entries.map(auditRow),
      nameField: 'sequence',
      empty: 'nothing was done yet',
    };
  },
});
