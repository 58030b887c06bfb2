import { defineCommand, type AnyCommand } from '../../../command.ts';
import { DATA_FLAG, readServerConfig } from '../../../server-config.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Wrap the data keys of the vault by a new master key',
  description:
    'Where the master key lies in the data folder, a new one is made. Where it is configured, put the new one in front of the old one first, and take the old one out afterwards.',
  examples: [{ command: 'regctl server keys rotate', does: 'while the server is stopped' }],
  args: [],
  flags: DATA_FLAG,
  fields: [{ name: 'rotated', description: 'data keys that were wrapped anew' }],
  exitCodes: { 1: 'the master key is not there', 5: 'no server here', 7: 'a server runs on the data folder' },
  writes: true,
  run: async (context, { flags }) => {
    const rotated = await (await context.server()).rotateKeys(await readServerConfig(context, flags));
    context.notice(`${String(rotated)} data keys wrapped by the new master key`);
    return { kind: 'object', value: { rotated }, text: () => '', nameField: 'rotated' };
  },
});
