import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { WEBHOOK_EXIT_CODES } from '../../webhook-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Delete a webhook endpoint with what was sent to it',
  examples: [{ command: 'regctl webhooks delete hook_1m7y9qcshzm3ts2f', does: 'sends nothing more' }],
  args: [{ name: 'id', description: 'id of the endpoint' }],
  flags: {},
  fields: [{ name: 'deleted', description: 'id of the endpoint' }],
  exitCodes: WEBHOOK_EXIT_CODES,
  writes: true,
  run: async (context, { arg }) => {
    const webhooks = hostedPart((await context.controlPlane()).webhooks, 'webhooks');
    const id = arg('id');
    if (context.flags.yes !== true && !(await context.prompt.confirm(`Delete endpoint ${id}?`, '--yes')))
      throw new RegctlError('INTERRUPTED', `endpoint ${id} was kept`, { reason: 'the answer was no' });
    await webhooks.delete(id);
    context.notice(`endpoint ${id} deleted`);
    return { kind: 'object', value: { deleted: id }, text: () => '', nameField: 'deleted' };
  },
});
