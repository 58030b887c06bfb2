import { defineCommand, type AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Print the version, platform and mode',
  examples: [{ command: 'regctl version --json', does: 'for a bug report' }],
  args: [],
  flags: {},
  fields: [
    { name: 'version', description: 'version of regctl' },
    { name: 'node', description: 'version of Node.js' },
    { name: 'platform', description: 'operating system and processor' },
    { name: 'mode', description: 'local or hosted' },
  ],
  writes: false,
  run: async (context) => ({
    kind: 'object',
    value: {
      version: context.version,
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
      mode: (await context.settings()).get('mode') ?? 'local',
    },
    nameField: 'version',
  }),
});
