import { defineCommand, type AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Print version, commit, target, Node.js and mode',
  examples: [{ command: 'regctl version --json', does: 'for a bug report' }],
  args: [],
  flags: {},
  fields: [
    { name: 'version', description: 'version of regctl' },
    { name: 'commit', description: 'commit that it was built of; null for sources that run by themselves' },
    {
      name: 'target',
      description: 'what it was built for, such as linux-x64; source where it was not built',
    },
    { name: 'node', description: 'version of Node.js' },
    { name: 'platform', description: 'operating system and processor' },
    { name: 'mode', description: 'local or hosted' },
  ],
  writes: false,
  run: async (context) => ({
    kind: 'object',
    value: {
      version: context.version,
      commit: context.build?.commit ?? null,
      target: context.build?.target ?? 'source',
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
      mode: (await context.settings()).get('mode') ?? 'local',
    },
    nameField: 'version',
  }),
});
