import { defineCommand, type AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List your own commands',
  examples: [{ command: 'regctl alias list', does: 'all' }],
  args: [],
  flags: {},
  fields: [
    { name: 'name', description: 'alias' },
    { name: 'command', description: 'what it stands for' },
  ],
  writes: false,
  run: async (context, input) => {
    void input;
    const { aliases } = await context.settings();
    return {
      kind: 'rows',
      columns: [
        { field: 'name', header: 'NAME' },
        { field: 'command', header: 'COMMAND' },
      ],
      rows: Object.entries(aliases).map(([name, command]) => ({ name, command })),
      nameField: 'name',
      empty: "none yet; such as `regctl alias set mx 'dns list --type MX'`",
    };
  },
});
