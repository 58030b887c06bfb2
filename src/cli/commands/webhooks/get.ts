import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { WEBHOOK_EXIT_CODES, WEBHOOK_FIELDS, webhookRow } from '../../webhook-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show a webhook endpoint',
  examples: [{ command: 'regctl webhooks get hook_1m7y9qcshzm3ts2f', does: 'without its secret' }],
  args: [{ name: 'id', description: 'id of the endpoint' }],
  flags: {},
  fields: WEBHOOK_FIELDS,
  exitCodes: WEBHOOK_EXIT_CODES,
  writes: false,
  run: async (context, { arg }) => {
    const webhooks = hostedPart((await context.controlPlane()).webhooks, 'webhooks');
    return { kind: 'object', value: webhookRow(await webhooks.get(arg('id'))), nameField: 'id' };
  },
});
