import { defineCommand, type AnyCommand } from '../../command.ts';
import { RegctlError } from '../../../core/errors.ts';
import { editUserFile, readUserFile } from '../../config/user-file.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Make a profile the default of this user',
  examples: [{ command: 'regctl profiles use work', does: 'directories with a project file keep their own' }],
  args: [{ name: 'name', description: 'profile', completes: 'profile' }],
  flags: {},
  fields: [
    { name: 'name', description: 'profile' },
    { name: 'settings', description: 'its settings' },
    { name: 'current', description: 'whether it applies here' },
  ],
  exitCodes: { 5: 'no such profile' },
  writes: true,
  run: async (context, input) => {
    const name = input.arg('name');
    const { profiles } = await readUserFile(context.folders.configDir);
    const values = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
    if (values === undefined)
      throw new RegctlError('PROFILE_NOT_FOUND', `profile ${name} not found`, {
        reason: `there are: ${Object.keys(profiles).join(', ') || 'none'}`,
        hint: 'regctl profiles list',
      });
    await editUserFile(context.folders.configDir, ['profile'], name);
    context.notice(`profile ${name} is the default now`);
    return {
      kind: 'object',
      value: { name, settings: values, current: true },
      text: () => '',
      nameField: 'name',
    };
  },
});
