import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { DELIVERY_FIELDS, deliveryRow, WEBHOOK_EXIT_CODES } from '../../webhook-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Send a test message to a webhook endpoint',
  examples: [{ command: 'regctl webhooks test hook_1m7y9qcshzm3ts2f', does: 'and tell what it answered' }],
  args: [{ name: 'id', description: 'id of the endpoint' }],
  flags: {},
  fields: DELIVERY_FIELDS,
  exitCodes: { ...WEBHOOK_EXIT_CODES, 1: 'it did not take the message' },
  writes: true,
  run: async (context, { arg }) => {
    const webhooks = hostedPart((await context.controlPlane()).webhooks, 'webhooks');
    const delivery = await webhooks.test(arg('id'));
    return {
      kind: 'object',
      value: deliveryRow(delivery),
      nameField: 'state',
      exitCode: delivery.state === 'delivered' ? 0 : 1,
    };
  },
});
