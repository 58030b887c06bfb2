import { defineCommand, type AnyCommand } from '../../command.ts';
import { RegctlError } from '../../../core/errors.ts';
import { editUserFile } from '../../config/user-file.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Delete a command of your own',
  examples: [{ command: 'regctl alias delete mx', does: 'forget it' }],
  args: [{ name: 'name', description: 'alias' }],
  flags: {},
  fields: [{ name: 'name', description: 'alias' }],
  exitCodes: { 5: 'no such alias' },
  writes: true,
  run: async (context, input) => {
    const name = input.arg('name');
    const { aliases } = await context.settings();
    if (aliases[name] === undefined)
      throw new RegctlError('NOT_FOUND', `alias ${name} not found`, {
        reason: `there are: ${Object.keys(aliases).join(', ') || 'none'}`,
        hint: 'regctl alias list',
      });
    await editUserFile(context.folders.configDir, ['aliases', name], undefined);
    context.notice(`alias ${name} deleted`);
    return { kind: 'object', value: { name }, text: () => '', nameField: 'name' };
  },
});
