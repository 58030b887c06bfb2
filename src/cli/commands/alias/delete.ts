import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { editUserFile } from '../../config/user-file.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Delete a command of your own, or of the project',
  examples: [{ command: 'regctl alias delete mx', does: 'forget it' }],
  args: [{ name: 'name', description: 'alias' }],
  flags: { project: { type: 'boolean', description: 'take it out of the project file' } },
  fields: [{ name: 'name', description: 'alias' }],
  exitCodes: { 5: 'no such alias' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const name = arg('name');
    const { aliases, projectAliases } = await context.settings();
    const known = flags.project ? projectAliases.map((alias) => alias.name) : Object.keys(aliases);
    if (!known.includes(name))
      throw new RegctlError('NOT_FOUND', `alias ${name} not found`, {
        reason: `there are: ${known.join(', ') || 'none'}`,
        hint: 'regctl alias list',
      });
    if (flags.project) {
      const { editProjectFile } = await import('../../project/edit.ts');
      await editProjectFile(context, ['aliases', name], undefined);
    } else await editUserFile(context.folders.configDir, ['aliases', name], undefined);
    context.cache.remember({ aliases: context.cache.read().aliases.filter((alias) => alias !== name) });
    context.notice(`alias ${name} deleted`);
    return { kind: 'object', value: { name }, text: () => '', nameField: 'name' };
  },
});
