import { defineCommand, type AnyCommand } from '../../command.ts';
import { DATA_FLAG, readServerConfig } from '../../server-config.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Bring the stores of a server to the present schema',
  description:
    '`server start` does it too; this does it without listening, so that a release can be tried first.',
  examples: [
    { command: 'regctl server migrate --data /var/lib/regctl', does: 'before the new version starts' },
  ],
  args: [],
  flags: DATA_FLAG,
  fields: [
    { name: 'store', description: 'file below the data folder' },
    { name: 'before', description: 'number of its schema before' },
    { name: 'after', description: 'number of its schema now' },
  ],
  exitCodes: { 7: 'a server runs on the data folder' },
  writes: true,
  run: async (context, { flags }) => {
    const schemas = await (await context.server()).migrate(await readServerConfig(context, flags));
    return {
      kind: 'rows',
      columns: [
        { field: 'store', header: 'STORE' },
        { field: 'before', header: 'BEFORE', align: 'right' },
        { field: 'after', header: 'NOW', align: 'right' },
      ],
      rows: schemas.map((schema) => ({ ...schema })),
      nameField: 'store',
      empty: 'there are no stores yet: `regctl server start` makes them',
    };
  },
});
