import { defineCommand, type AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List the settings with their values',
  examples: [{ command: 'regctl config list --show-origin', does: 'and where each comes from' }],
  args: [],
  flags: { 'show-origin': { type: 'boolean', description: 'show where each comes from' } },
  fields: [
    { name: 'key', description: 'setting' },
    { name: 'value', description: 'value' },
    { name: 'origin', description: 'flag, environment, project file, profile, user file or default' },
    { name: 'source', description: 'the file, variable or flag' },
  ],
  writes: false,
  run: async (context, input) => {
    const { all } = await context.settings();
    const columns = [
      { field: 'key', header: 'KEY' },
      { field: 'value', header: 'VALUE' },
      ...(input.flags['show-origin']
        ? [
            { field: 'origin', header: 'FROM' },
            { field: 'source', header: 'SOURCE' },
          ]
        : []),
    ];
    return {
      kind: 'rows',
      columns,
      rows: all.map((setting) => ({ ...setting })),
      nameField: 'key',
      empty: 'nothing is set',
    };
  },
});
