import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { WEBHOOK_EXIT_CODES, WEBHOOK_FIELDS, webhookRow } from '../../webhook-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Change a webhook endpoint, or give it a new secret',
  examples: [
    { command: 'regctl webhooks update hook_1m7y9qcshzm3ts2f --disable', does: 'sends nothing meanwhile' },
    {
      command: 'regctl webhooks update hook_1m7y9qcshzm3ts2f --rotate-secret',
      does: 'prints a new secret; for a day messages are signed with both',
    },
  ],
  args: [{ name: 'id', description: 'id of the endpoint' }],
  flags: {
    url: { type: 'string', value: 'URL', description: 'another address' },
    event: { type: 'list', value: 'EVENT', description: 'the events that it gets from now on' },
    description: { type: 'string', value: 'TEXT', description: 'what it is for' },
    enable: { type: 'boolean', description: 'send to it again' },
    disable: { type: 'boolean', description: 'send nothing to it' },
    'rotate-secret': { type: 'boolean', description: 'print a new secret, this once' },
  },
  fields: [...WEBHOOK_FIELDS, { name: 'secret', description: 'the new secret; null where none was made' }],
  exitCodes: WEBHOOK_EXIT_CODES,
  writes: true,
  run: async (context, { arg, flags }) => {
    if (flags.enable && flags.disable) {
      throw new RegctlError('USAGE', '--enable and --disable are given', {
        reason: 'an endpoint is one of both',
        hint: 'give one of them',
      });
    }
    const webhooks = hostedPart((await context.controlPlane()).webhooks, 'webhooks');
    const endpoint = await webhooks.update(arg('id'), {
      ...(flags.url === undefined ? {} : { url: flags.url }),
      ...(flags.event.length === 0 ? {} : { events: flags.event }),
      ...(flags.description === undefined ? {} : { description: flags.description }),
      ...(flags.enable ? { state: 'enabled' } : flags.disable ? { state: 'disabled' } : {}),
    });
    const secret = flags['rotate-secret'] ? (await webhooks.rotateSecret(endpoint.id)).secret : null;
    return {
      kind: 'object',
      value: { ...webhookRow(endpoint), secret },
      ...(secret === null ? {} : { text: () => `${secret}\n` }),
      nameField: 'id',
    };
  },
});
