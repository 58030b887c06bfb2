import { defineCommand, type AnyCommand } from '../../../command.ts';
import { domainOptions, domainRef } from '../../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show the name servers that the registrar delegates a domain to',
  examples: [{ command: 'regctl domains ns get example.org -o name', does: 'one a line' }],
  args: [{ name: 'name', description: 'domain', completes: 'domain' }],
  flags: {},
  fields: [
    { name: 'nameserver', description: 'name server' },
    { name: 'domain', description: 'domain' },
    { name: 'account', description: 'provider account' },
  ],
  exitCodes: {
    4: 'no account',
    5: 'no account holds it',
    6: 'no account is with a registrar',
    10: 'the registrar could not be reached',
  },
  writes: false,
  run: async (context, { arg }) => {
    const ref = await domainRef(context, arg('name'));
    const domain = await (await context.controlPlane()).domains.get(ref, domainOptions(context));
    return {
      kind: 'rows',
      columns: [{ field: 'nameserver', header: 'NAME SERVER' }],
      rows: (domain.nameservers ?? []).map((nameserver) => ({
        nameserver,
        domain: domain.name,
        account: domain.account,
      })),
      nameField: 'nameserver',
      empty: 'the registrar names none',
    };
  },
});
