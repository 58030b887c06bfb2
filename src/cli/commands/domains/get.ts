import { defineCommand, type AnyCommand } from '../../command.ts';
import { DOMAIN_FIELDS, domainRow } from '../../domain-view.ts';
import { domainOptions, domainRef } from '../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show a registration: status, dates, locks, name servers, DS',
  examples: [{ command: 'regctl domains get example.org', does: 'by the word of the registrar' }],
  args: [{ name: 'name', description: 'domain', completes: 'domain' }],
  flags: {},
  fields: DOMAIN_FIELDS,
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
    return { kind: 'object', value: domainRow(domain), nameField: 'name' };
  },
});
