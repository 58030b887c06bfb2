import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';

export const command: AnyCommand = defineCommand({
  summary: 'End an API key at once',
  examples: [{ command: 'regctl api-keys delete key_0mf8k3q2v7h4c2t9', does: 'whoever has it is shut out' }],
  args: [{ name: 'id', description: 'id of the key' }],
  flags: {},
  fields: [{ name: 'deleted', description: 'id of the key' }],
  exitCodes: { 4: 'you are not logged in', 5: 'no key of that id', 6: 'not to be had in local mode' },
  writes: true,
  run: async (context, { arg }) => {
    const keys = hostedPart((await context.controlPlane()).apiKeys, 'API keys');
    if (context.flags.yes !== true && !(await context.prompt.confirm(`End key ${arg('id')}?`, '--yes'))) {
      throw new RegctlError('INTERRUPTED', `key ${arg('id')} was kept`, { reason: 'the answer was no' });
    }
    await keys.revoke(arg('id'));
    context.notice(`key ${arg('id')} ended`);
    return { kind: 'object', value: { deleted: arg('id') }, text: () => '', nameField: 'deleted' };
  },
});
