import { defineCommand, type AnyCommand } from '../../command.ts';
import { lookupRequest } from '../../lookup-input.ts';
import { LOOKUP_FIELDS, LOOKUP_FLAGS, lookupView } from '../../lookup-view.ts';
import { callOptions } from '../../write-flow.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Ask every authoritative server of a name, and show who disagrees',
  examples: [
    { command: 'regctl dns query www.example.org A', does: 'each server over UDP and TCP' },
    {
      command:
        'regctl dns query example.org MX --resolvers 9.9.9.9 --resolvers https://dns.example/dns-query',
      does: 'and resolvers',
    },
  ],
  args: [
    { name: 'name', description: 'absolute name' },
    { name: 'type', description: 'record type; A when omitted', optional: true, completes: 'type' },
  ],
  flags: { ...LOOKUP_FLAGS },
  fields: LOOKUP_FIELDS,
  exitCodes: {
    3: 'servers disagree or do not answer',
    5: 'no name servers are known',
    10: 'the network failed',
  },
  writes: false,
  run: async (context, { arg, flags }) => {
    const request = await lookupRequest(context, { name: arg('name'), type: arg('type') }, flags);
    const report = await (await context.controlPlane()).lookups.query(request, callOptions(context));
    return lookupView(report, report.agreed ? 0 : 3);
  },
});
