import { defineCommand, type AnyCommand } from '../../command.ts';
import { RegctlError } from '../../../core/errors.ts';
import { editUserFile } from '../../config/user-file.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Make a command of your own',
  examples: [{ command: "regctl alias set mx 'dns list --type MX'", does: 'then regctl mx example.org' }],
  args: [
    { name: 'name', description: 'alias' },
    { name: 'command', description: 'what it stands for, without regctl' },
  ],
  flags: {},
  fields: [
    { name: 'name', description: 'alias' },
    { name: 'command', description: 'what it stands for' },
  ],
  exitCodes: { 2: 'the name is a command already' },
  writes: true,
  run: async (context, input) => {
    const name = input.arg('name');
    if (context.registry.findGroup(name) !== undefined || context.registry.findCommand(name) !== undefined)
      throw new RegctlError('INVALID_INPUT', `${name} is a command of regctl`, {
        reason: 'an alias cannot take its place',
        hint: 'choose another name',
      });
    const [first = ''] = input.arg('command').split(/\s+/);
    if (context.registry.findGroup(first) === undefined && context.registry.findCommand(first) === undefined)
      throw new RegctlError('INVALID_INPUT', `${first} is no command of regctl`, {
        reason: 'an alias must begin with one',
        hint: 'regctl --help',
      });
    await editUserFile(context.folders.configDir, ['aliases', name], input.arg('command'));
    context.notice(`alias ${name} set`);
    return {
      kind: 'object',
      value: { name, command: input.arg('command') },
      text: () => '',
      nameField: 'name',
    };
  },
});
