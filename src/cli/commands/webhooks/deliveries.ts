import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { DELIVERY_COLUMNS, DELIVERY_FIELDS, deliveryRow, WEBHOOK_EXIT_CODES } from '../../webhook-view.ts';

/** Entries that are shown where nobody says how many. */
const DEFAULT_LIMIT = 50;

export const command: AnyCommand = defineCommand({
  summary: 'List what was sent to webhook endpoints, newest first',
  examples: [
    { command: 'regctl webhooks deliveries --filter state=failed', does: 'what nobody took' },
    { command: 'regctl webhooks deliveries hook_1m7y9qcshzm3ts2f --json', does: 'with every attempt' },
  ],
  args: [{ name: 'id', description: 'only of this endpoint', optional: true }],
  flags: {},
  fields: DELIVERY_FIELDS,
  exitCodes: WEBHOOK_EXIT_CODES,
  writes: false,
  run: async (context, { arg }) => {
    const webhooks = hostedPart((await context.controlPlane()).webhooks, 'webhooks');
    const limit = typeof context.flags.limit === 'number' ? context.flags.limit : DEFAULT_LIMIT;
    const endpoint = arg('id');
    const deliveries = await webhooks.deliveries({ limit, ...(endpoint === '' ? {} : { endpoint }) });
    return {
      kind: 'rows',
      columns: DELIVERY_COLUMNS,
      rows: deliveries.map(deliveryRow),
      nameField: 'id',
      empty: 'nothing was sent yet',
    };
  },
});
