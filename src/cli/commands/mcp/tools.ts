import { defineCommand, type AnyCommand } from '../../command.ts';
import { listTools } from '../../mcp/tools.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List the tools that an agent gets',
  examples: [{ command: 'regctl mcp tools --allow-writes', does: 'with those that plan writes' }],
  args: [],
  flags: {
    'allow-writes': { type: 'boolean', description: 'with the tools that plan writes and purchases' },
  },
  fields: [
    { name: 'name', description: 'name of the tool' },
    { name: 'kind', description: 'read, plan, purchase or apply' },
    { name: 'description', description: 'what it does' },
  ],
  writes: false,
  run: async (context, { flags }) => ({
    kind: 'rows',
    columns: [
      { field: 'name', header: 'TOOL' },
      { field: 'kind', header: 'KIND' },
      { field: 'description', header: 'DOES' },
    ],
    rows: (await listTools(context.registry, flags['allow-writes'])).map(({ name, kind, description }) => ({
      name,
      kind,
      description,
    })),
    nameField: 'name',
    empty: 'there are no tools',
  }),
});
