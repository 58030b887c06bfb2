import { defineCommand, type AnyCommand } from '../../command.ts';
import { lookupRequest } from '../../lookup-input.ts';
import { LOOKUP_FIELDS, LOOKUP_FLAGS, lookupView } from '../../lookup-view.ts';
import { callOptions } from '../../write-flow.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Ask every authoritative server of a name, and show who disagrees',
  description:
    'With --parent the servers of the parent zone are asked for the delegation (NS) and for DS, and the zone itself for its NS: a parent that names other servers, or a DS that fits no key of the zone, disagrees.',
  examples: [
    { command: 'regctl dns query www.example.org A', does: 'each server over UDP and TCP' },
    {
      command:
        'regctl dns query example.org MX --resolvers 9.9.9.9 --resolvers https://dns.example/dns-query',
      does: 'and resolvers',
    },
    {
      command: 'regctl dns query example.org NS --parent',
      does: 'and the parent: whether its delegation and DS fit the zone',
    },
  ],
  args: [
    { name: 'name', description: 'absolute name' },
    { name: 'type', description: 'record type; A when omitted', optional: true, completes: 'type' },
  ],
  flags: {
    parent: {
      type: 'boolean',
      description: 'ask the servers of the parent zone too: the delegation, and the DS',
    },
    ...LOOKUP_FLAGS,
  },
  fields: LOOKUP_FIELDS,
  exitCodes: {
    3: 'servers disagree or do not answer',
    5: 'no name servers are known',
    10: 'the network failed',
  },
  writes: false,
  run: async (context, { arg, flags }) => {
    const request = await lookupRequest(context, { name: arg('name'), type: arg('type') }, flags);
    const { lookups } = await context.controlPlane();
    const report = await lookups.query({ ...request, parent: flags.parent }, callOptions(context));
    return lookupView(report, report.agreed ? 0 : 3);
  },
});
