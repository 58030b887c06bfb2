import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { WEBHOOK_COLUMNS, WEBHOOK_EXIT_CODES, WEBHOOK_FIELDS, webhookRow } from '../../webhook-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List webhook endpoints',
  examples: [{ command: 'regctl webhooks list', does: 'with what each gets' }],
  args: [],
  flags: {},
  fields: WEBHOOK_FIELDS,
  exitCodes: WEBHOOK_EXIT_CODES,
  writes: false,
  run: async (context) => ({
    kind: 'rows',
    columns: WEBHOOK_COLUMNS,
    rows: (await hostedPart((await context.controlPlane()).webhooks, 'webhooks').list()).map(webhookRow),
    nameField: 'id',
    empty: 'there are no webhook endpoints: add one with `regctl webhooks create URL`',
  }),
});
