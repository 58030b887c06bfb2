import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { DELIVERY_COLUMNS, DELIVERY_FIELDS, deliveryRow, WEBHOOK_EXIT_CODES } from '../../webhook-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Send again what a webhook endpoint did not take',
  description:
    'A message keeps the id that it had, so that a receiver which took it after all knows it again. Without --delivery everything is sent again that was given up.',
  examples: [
    { command: 'regctl webhooks replay hook_1m7y9qcshzm3ts2f', does: 'all that failed' },
    {
      command: 'regctl webhooks replay hook_1m7y9qcshzm3ts2f --delivery dlv_1m7y9qcshzm3ts2f',
      does: 'one, taken or not',
    },
  ],
  args: [{ name: 'id', description: 'id of the endpoint' }],
  flags: {
    delivery: { type: 'string', value: 'ID', description: 'only this delivery' },
    since: { type: 'string', value: 'TIME', description: 'only what was begun since, RFC 3339' },
  },
  fields: DELIVERY_FIELDS,
  exitCodes: WEBHOOK_EXIT_CODES,
  writes: true,
  run: async (context, { arg, flags }) => {
    const webhooks = hostedPart((await context.controlPlane()).webhooks, 'webhooks');
    const begun = await webhooks.replay(arg('id'), {
      ...(flags.delivery === undefined ? {} : { delivery: flags.delivery }),
      ...(flags.since === undefined ? {} : { since: flags.since }),
    });
    return {
      kind: 'rows',
      columns: DELIVERY_COLUMNS,
      rows: begun.map(deliveryRow),
      nameField: 'id',
      empty: 'nothing failed',
    };
  },
});
