import { defineCommand, type AnyCommand } from '../../command.ts';
import { RegctlError } from '../../../core/errors.ts';
import { editUserFile, readUserFile } from '../../config/user-file.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Delete a profile',
  examples: [{ command: 'regctl profiles delete work', does: 'its settings go' }],
  args: [{ name: 'name', description: 'profile', completes: 'profile' }],
  flags: {},
  fields: [{ name: 'name', description: 'profile' }],
  exitCodes: { 5: 'no such profile' },
  writes: true,
  run: async (context, input) => {
    const name = input.arg('name');
    const { profiles, settings } = await readUserFile(context.folders.configDir);
    if (!Object.hasOwn(profiles, name))
      throw new RegctlError('PROFILE_NOT_FOUND', `profile ${name} not found`, {
        reason: `there are: ${Object.keys(profiles).join(', ') || 'none'}`,
        hint: 'regctl profiles list',
      });
    await editUserFile(context.folders.configDir, ['profiles', name], undefined);
    if (settings['profile'] === name) await editUserFile(context.folders.configDir, ['profile'], undefined);
    context.notice(`profile ${name} deleted`);
    return { kind: 'object', value: { name }, text: () => '', nameField: 'name' };
  },
});
