import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { WEBHOOK_EXIT_CODES, WEBHOOK_FIELDS, webhookRow } from '../../webhook-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Add a webhook endpoint and print its secret, this once',
  description:
    'Messages are signed as Standard Webhooks says (webhook-id, webhook-timestamp, webhook-signature); the secret is what a receiver checks them with. What is not taken is tried again for 24 hours.',
  examples: [
    {
      command: "regctl webhooks create https://example.org/hooks --event 'zone.*'",
      does: 'told of every change of a zone; see `regctl help events`',
    },
  ],
  args: [{ name: 'url', description: 'address, https://' }],
  flags: {
    event: {
      type: 'list',
      value: 'EVENT',
      description: 'which events it gets: `domain.*` or a type; all when omitted',
    },
    description: { type: 'string', value: 'TEXT', description: 'what it is for' },
  },
  fields: [...WEBHOOK_FIELDS, { name: 'secret', description: 'secret of the signatures, shown this once' }],
  exitCodes: { ...WEBHOOK_EXIT_CODES, 7: 'there are too many' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const webhooks = hostedPart((await context.controlPlane()).webhooks, 'webhooks');
    const { secret, ...endpoint } = await webhooks.create({
      url: arg('url'),
      events: flags.event.length === 0 ? ['*'] : flags.event,
      ...(flags.description === undefined ? {} : { description: flags.description }),
    });
    context.notice(`endpoint ${endpoint.id} added; its secret is not shown again`);
    return {
      kind: 'object',
      value: { ...webhookRow(endpoint), secret },
      text: () => `${secret}\n`,
      nameField: 'id',
    };
  },
});
