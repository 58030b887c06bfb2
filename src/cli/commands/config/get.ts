import { defineCommand, type AnyCommand } from '../../command.ts';
import { RegctlError } from '../../../core/errors.ts';
import { checkKey } from '../../config/settings.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Print one setting',
  examples: [{ command: 'regctl config get account', does: 'as it applies here' }],
  args: [{ name: 'key', description: 'setting' }],
  flags: {},
  fields: [
    { name: 'key', description: 'setting' },
    { name: 'value', description: 'value' },
    { name: 'origin', description: 'flag, environment, project file, profile, user file or default' },
    { name: 'source', description: 'the file, variable or flag' },
  ],
  exitCodes: { 2: 'no such setting', 5: 'it is not set' },
  writes: false,
  run: async (context, input) => {
    const key = input.arg('key');
    checkKey(key, 'config get');
    const setting = (await context.settings()).all.find((candidate) => candidate.key === key);
    if (setting === undefined)
      throw new RegctlError('NOT_FOUND', `${key} is not set`, {
        reason: 'it has no default either',
        hint: `regctl config set ${key} VALUE`,
      });
    return { kind: 'object', value: { ...setting }, text: () => `${setting.value}\n`, nameField: 'value' };
  },
});
