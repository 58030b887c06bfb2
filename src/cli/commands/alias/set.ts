import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { ALIAS_NAME } from '../../config/settings.ts';
import { editUserFile } from '../../config/user-file.ts';
import { isCommand, splitCommand } from '../../own-commands.ts';
import { trust } from '../../project-aliases.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Make a command of your own, or of the project',
  description:
    'One of the project stands in regctl.yaml, for everybody who has it; each of them is asked before it runs for the first time.',
  examples: [
    { command: "regctl alias set mx 'dns list --type MX'", does: 'then regctl mx example.org' },
    { command: "regctl alias set review 'plan --summary' --project", does: 'for everybody in the project' },
  ],
  args: [
    { name: 'name', description: 'alias' },
    { name: 'command', description: 'what it stands for, without regctl; quotes keep words together' },
  ],
  flags: { project: { type: 'boolean', description: 'write it into the project file' } },
  fields: [
    { name: 'name', description: 'alias' },
    { name: 'command', description: 'what it stands for' },
  ],
  exitCodes: { 2: 'the name is a command already', 5: 'there is no project file' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const [name, command] = [arg('name'), arg('command').trim()];
    if (!ALIAS_NAME.test(name))
      throw new RegctlError('INVALID_INPUT', `${JSON.stringify(name)} cannot be a command`, {
        reason: 'letters, digits, - and _ make one, the first a letter or digit',
        hint: 'choose another name',
      });
    if (isCommand(context.registry, name))
      throw new RegctlError('INVALID_INPUT', `${name} is a command of regctl`, {
        reason: 'an alias cannot take its place',
        hint: 'choose another name',
      });
    const [first = ''] = splitCommand(command);
    if (!isCommand(context.registry, first))
      throw new RegctlError('INVALID_INPUT', `${first} is no command of regctl`, {
        reason: 'an alias must begin with one',
        hint: 'regctl --help',
      });
    if (flags.project) {
      const { editProjectFile } = await import('../../project/edit.ts');
      const path = await editProjectFile(context, ['aliases', name], command);
      // Whoever wrote it need not be asked what it is.
      await trust(context.folders.stateDir, [{ path, name, command }]);
    } else await editUserFile(context.folders.configDir, ['aliases', name], command);
    context.cache.remember({ aliases: [...new Set([...context.cache.read().aliases, name])] });
    context.notice(`alias ${name} set`);
    return { kind: 'object', value: { name, command }, text: () => '', nameField: 'name' };
  },
});
