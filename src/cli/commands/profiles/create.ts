import { defineCommand, type AnyCommand } from '../../command.ts';
import { RegctlError } from '../../../core/errors.ts';
import { checkKey, checkValue } from '../../config/settings.ts';
import { editUserFile } from '../../config/user-file.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Create a profile, or change one',
  examples: [
    {
      command: 'regctl profiles create work --set account=prod --set mode=local',
      does: 'then regctl --profile work …',
    },
  ],
  args: [{ name: 'name', description: 'profile' }],
  flags: { set: { type: 'list', value: 'KEY=VALUE', description: 'setting of the profile' } },
  fields: [
    { name: 'name', description: 'profile' },
    { name: 'settings', description: 'its settings' },
    { name: 'current', description: 'whether it applies here' },
  ],
  exitCodes: { 2: 'no such setting or value' },
  writes: true,
  run: async (context, input) => {
    const name = input.arg('name');
    const { profiles } = await context.settings();
    const present = (Object.hasOwn(profiles, name) ? profiles[name] : undefined) ?? {};
    const values: { [key: string]: string } = { ...present };
    for (const pair of input.flags.set) {
      const at = pair.indexOf('=');
      const key = pair.slice(0, at);
      const value = pair.slice(at + 1);
      if (at < 1)
        throw new RegctlError('USAGE', `--set takes KEY=VALUE, not ${JSON.stringify(pair)}`, {
          reason: 'there is no = in it',
          hint: 'such as --set account=prod',
        });
      checkKey(key, 'profiles create');
      checkValue(key, value, 'profiles create');
      values[key] = value;
      await editUserFile(context.folders.configDir, ['profiles', name, key], value);
    }
    if (input.flags.set.length === 0) {
      throw new RegctlError('USAGE', 'profiles create needs --set KEY=VALUE', {
        reason: 'a profile without settings changes nothing',
        hint: 'regctl profiles create NAME --set account=prod',
      });
    }
    context.notice(`profile ${name} written`);
    return {
      kind: 'object',
      value: { name, settings: values, current: false },
      text: () => '',
      nameField: 'name',
    };
  },
});
