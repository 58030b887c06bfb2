import { defineCommand, type AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List the profiles',
  examples: [{ command: 'regctl profiles list', does: 'and which applies here' }],
  args: [],
  flags: {},
  fields: [
    { name: 'name', description: 'profile' },
    { name: 'settings', description: 'its settings' },
    { name: 'current', description: 'whether it applies here' },
  ],
  writes: false,
  run: async (context, input) => {
    void input;
    const settings = await context.settings();
    const current = settings.get('profile');
    const rows = Object.entries(settings.profiles).map(([name, values]) => ({
      name,
      settings: values,
      current: name === current,
    }));
    context.cache.remember({ profiles: rows.map((row) => row.name) });
    return {
      kind: 'rows',
      columns: [
        { field: 'name', header: 'NAME' },
        { field: 'current', header: 'CURRENT', format: (value) => (value === true ? 'yes' : '') },
        { field: 'settings', header: 'SETTINGS' },
      ],
      rows,
      nameField: 'name',
      empty: 'no profiles; make one with `regctl profiles create NAME`',
    };
  },
});
