import { defineCommand, type AnyCommand } from '../../command.ts';
import { checkKey, checkValue } from '../../config/settings.ts';
import { editUserFile } from '../../config/user-file.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Set a setting in the user file',
  examples: [
    { command: 'regctl config set account prod', does: 'the default account' },
    {
      command: 'regctl config set resolver.hosts.ns1.example.org 127.0.0.1:5300',
      does: 'where a name server is asked',
    },
  ],
  args: [
    { name: 'key', description: 'setting, or resolver.hosts.NAME, or resolver.roots' },
    { name: 'value', description: 'value; addresses separated by commas for resolver.roots' },
  ],
  flags: {},
  fields: [
    { name: 'key', description: 'setting' },
    { name: 'value', description: 'value' },
  ],
  exitCodes: { 2: 'no such setting or value' },
  writes: true,
  run: async (context, input) => {
    const key = input.arg('key');
    const value = input.arg('value');
    if (key === 'resolver.roots')
      await editUserFile(context.folders.configDir, ['resolver', 'roots'], value.split(','));
    else if (key.startsWith('resolver.hosts.')) {
      await editUserFile(
        context.folders.configDir,
        ['resolver', 'hosts', key.slice('resolver.hosts.'.length)],
        value,
      );
    } else {
      checkKey(key, 'config set');
      checkValue(key, value, 'config set');
      await editUserFile(context.folders.configDir, [key], value);
    }
    context.notice(`${key} set`);
    return { kind: 'object', value: { key, value }, text: () => '', nameField: 'value' };
  },
});
