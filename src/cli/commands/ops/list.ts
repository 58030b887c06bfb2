import { parseDomainName } from '../../../core/names.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { text } from '../../output/view.ts';
import { OPERATION_FIELDS, operationRow } from '../../operation-view.ts';

const DEFAULT_LIMIT = 50;

export const command: AnyCommand = defineCommand({
  summary: 'List what was applied, newest first',
  examples: [{ command: 'regctl ops list --zone example.org', does: 'of one zone' }],
  args: [],
  flags: { zone: { type: 'string', value: 'ZONE', completes: 'zone', description: 'only this zone' } },
  fields: OPERATION_FIELDS,
  writes: false,
  run: async (context, { flags }) => {
    const account = (await context.settings()).get('account');
    const operations = await (
      await context.controlPlane()
    ).operations.list({
      limit: typeof context.flags.limit === 'number' ? context.flags.limit : DEFAULT_LIMIT,
      ...(account === undefined ? {} : { account }),
      ...(flags.zone === undefined ? {} : { zone: parseDomainName(flags.zone) }),
    });
    return {
      kind: 'rows',
      columns: [
        { field: 'id', header: 'OPERATION' },
        { field: 'startedAt', header: 'STARTED AT' },
        { field: 'zone', header: 'ZONE' },
        { field: 'status', header: 'STATUS' },
        {
          field: 'appliedChanges',
          header: 'MADE',
          align: 'right',
          format: (value, row) => `${text(value)}/${text(row['changes'] ?? null)}`,
        },
      ],
      rows: operations.map((operation) => operationRow(operation, false)),
      nameField: 'id',
      empty: 'nothing was applied yet',
    };
  },
});
