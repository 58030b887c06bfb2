import { RegctlError } from '../../../core/errors.ts';
import type { ServerLimits } from '../../../ports/server-host.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { text, type Column } from '../../output/view.ts';
import { DATA_FLAG, readServerConfig } from '../../server-config.ts';

const most = (field: string, header: string): Column => ({
  field,
  header,
  align: 'right',
  format: (value) => (value === null ? 'any' : text(value)),
});

export const command: AnyCommand = defineCommand({
  summary: 'Show or set what organizations of a server may have',
  description:
    'Works beside a running server, and acts on the next request. Until it is given others, an organization is bounded in requests and webhooks alone.',
  examples: [
    { command: 'regctl server limits', does: 'what each may have' },
    { command: 'regctl server limits example-k2v7h4 --plan solo', does: '15 domains, 5 members' },
  ],
  args: [{ name: 'organization', description: 'slug or id', optional: true }],
  flags: {
    ...DATA_FLAG,
    plan: {
      type: 'string',
      value: 'PLAN',
      description: 'free: 3 domains; solo: 15; team: 50; none: what every organization has at first',
      choices: ['free', 'solo', 'team', 'none'],
    },
  },
  fields: [
    { name: 'organization', description: 'slug of the organization' },
    { name: 'requestsPerMinute', description: 'requests a minute' },
    { name: 'domains', description: 'domains that it changes; null for no bound' },
    { name: 'members', description: 'members and open invitations; null for no bound' },
    { name: 'webhooks', description: 'webhook endpoints' },
  ],
  exitCodes: { 5: 'no such organization, or no server here' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const which = arg('organization');
    if ((which === '') !== (flags.plan === undefined)) {
      throw new RegctlError('USAGE', 'limits are set for one organization by the name of a plan', {
        reason: which === '' ? 'no organization is named' : 'no plan is named',
        hint: 'regctl server limits ORGANIZATION --plan solo',
      });
    }
    const server = await context.server();
    const rows = await server.limits(
      await readServerConfig(context, flags),
      flags.plan === undefined
        ? undefined
        : { organization: which, plan: flags.plan as ServerLimits['plan'] },
    );
    return {
      kind: 'rows',
      columns: [
        { field: 'organization', header: 'ORGANIZATION' },
        most('domains', 'DOMAINS'),
        most('members', 'MEMBERS'),
        most('webhooks', 'WEBHOOKS'),
        most('requestsPerMinute', 'REQUESTS A MINUTE'),
      ],
      rows: rows.map((row) => ({ ...row })),
      nameField: 'organization',
      empty: 'there are no organizations yet',
    };
  },
});
