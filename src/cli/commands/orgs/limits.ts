import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { text } from '../../output/view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show what your organization may have, and what it has',
  examples: [{ command: 'regctl orgs limits', does: 'how many domains and members are left' }],
  args: [],
  flags: {},
  fields: [
    { name: 'limit', description: 'what is bounded' },
    { name: 'most', description: 'how many there may be; null for no bound' },
    { name: 'used', description: 'how many there are; null where it is not counted here' },
  ],
  exitCodes: { 4: 'you may not read them', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context) => {
    const { limits, used } = await hostedPart(
      (await context.controlPlane()).organizations,
      'organizations',
    ).limits();
    return {
      kind: 'rows',
      columns: [
        { field: 'limit', header: 'LIMIT' },
        { field: 'used', header: 'USED', align: 'right' },
        {
          field: 'most',
          header: 'AT MOST',
          align: 'right',
          format: (most) => (most === null ? 'any' : text(most)),
        },
      ],
      rows: [
        { limit: 'domains', used: used.domains, most: limits.domains },
        { limit: 'members', used: used.members, most: limits.members },
        { limit: 'webhooks', used: used.webhooks, most: limits.webhooks },
        { limit: 'requests a minute', used: null, most: limits.requestsPerMinute },
      ],
      nameField: 'limit',
      empty: 'there are no limits',
    };
  },
});
