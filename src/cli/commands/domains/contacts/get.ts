import { toJson } from '../../../../core/json.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import {} from '../../../domain-view.ts';
import { domainOptions, domainRef } from '../../../domain-words.ts';
import type { Row } from '../../../output/view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show the contacts of a domain, in the form that `contacts set` takes',
  examples: [
    { command: 'regctl domains contacts get example.org -o yaml > contacts.yaml', does: 'a contact file' },
  ],
  args: [{ name: 'name', description: 'domain', completes: 'domain' }],
  flags: {},
  fields: [
    { name: 'registrant', description: 'who holds the domain' },
    { name: 'admin', description: 'administrative contact' },
    { name: 'tech', description: 'technical contact' },
    { name: 'billing', description: 'billing contact' },
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
    const contacts = await (await context.controlPlane()).domains.contacts(ref, domainOptions(context));
    return { kind: 'object', value: toJson(contacts) as Row };
  },
});
