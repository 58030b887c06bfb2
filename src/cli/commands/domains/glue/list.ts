import { defineCommand, type AnyCommand } from '../../../command.ts';
import { domainOptions, domainRef } from '../../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List the host records of a domain',
  examples: [
    {
      command: 'regctl domains glue list example.org',
      does: 'name servers inside the domain with their addresses',
    },
  ],
  args: [{ name: 'name', description: 'domain', completes: 'domain' }],
  flags: {},
  fields: [
    { name: 'host', description: 'name server' },
    { name: 'addresses', description: 'IPv4 and IPv6' },
  ],
  exitCodes: {
    4: 'no account',
    5: 'no account holds it',
    6: 'the registrar has no API for it',
    10: 'the registrar could not be reached',
  },
  writes: false,
  run: async (context, { arg }) => {
    const ref = await domainRef(context, arg('name'));
    const hosts = await (await context.controlPlane()).domains.glue(ref, domainOptions(context));
    return {
      kind: 'rows',
      columns: [
        { field: 'host', header: 'HOST' },
        { field: 'addresses', header: 'ADDRESSES' },
      ],
      rows: hosts.map((one) => ({ host: one.host, addresses: [...one.addresses] })),
      nameField: 'host',
      empty: 'no host records',
    };
  },
});
