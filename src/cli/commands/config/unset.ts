import { defineCommand, type AnyCommand } from '../../command.ts';
import { checkKey } from '../../config/settings.ts';
import { editUserFile } from '../../config/user-file.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Remove a setting from the user file',
  examples: [{ command: 'regctl config unset account', does: 'back to the default' }],
  args: [{ name: 'key', description: 'setting, or resolver.hosts.NAME, or resolver.roots' }],
  flags: {},
  fields: [{ name: 'key', description: 'setting' }],
  exitCodes: { 2: 'no such setting' },
  writes: true,
  run: async (context, input) => {
    const key = input.arg('key');
    if (key === 'resolver.roots')
      await editUserFile(context.folders.configDir, ['resolver', 'roots'], undefined);
    else if (key.startsWith('resolver.hosts.')) {
      await editUserFile(
        context.folders.configDir,
        ['resolver', 'hosts', key.slice('resolver.hosts.'.length)],
        undefined,
      );
    } else {
      checkKey(key, 'config unset');
      await editUserFile(context.folders.configDir, [key], undefined);
    }
    context.notice(`${key} removed`);
    return { kind: 'object', value: { key }, text: () => '', nameField: 'key' };
  },
});
