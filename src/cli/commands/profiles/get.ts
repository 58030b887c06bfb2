import { defineCommand, type AnyCommand } from '../../command.ts';
import { RegctlError } from '../../../core/errors.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show a profile',
  examples: [{ command: 'regctl profiles get work', does: 'its settings' }],
  args: [{ name: 'name', description: 'profile', completes: 'profile' }],
  flags: {},
  fields: [
    { name: 'name', description: 'profile' },
    { name: 'settings', description: 'its settings' },
    { name: 'current', description: 'whether it applies here' },
  ],
  exitCodes: { 5: 'no such profile' },
  writes: false,
  run: async (context, input) => {
    const settings = await context.settings();
    const name = input.arg('name');
    const values = Object.hasOwn(settings.profiles, name) ? settings.profiles[name] : undefined;
    if (values === undefined)
      throw new RegctlError('PROFILE_NOT_FOUND', `profile ${name} not found`, {
        reason: `there are: ${Object.keys(settings.profiles).join(', ') || 'none'}`,
        hint: 'regctl profiles list',
      });
    return {
      kind: 'object',
      value: { name, settings: values, current: settings.get('profile') === name },
      nameField: 'name',
    };
  },
});
