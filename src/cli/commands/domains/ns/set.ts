import { parseDomainName } from '../../../../core/names.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import { domainRef } from '../../../domain-words.ts';
import {
  delegate,
  DELEGATION_EXIT_CODES,
  DELEGATION_FIELDS,
  DELEGATION_FLAGS,
} from '../../../nameserver-flow.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Delegate a domain to other name servers, once they answer for all of it',
  description:
    'Each new server is asked, authoritatively, for every RRset of the zone, and for keys that the DS points to. What it does not answer as the zone has it is listed and nothing is changed.',
  examples: [
    {
      command: 'regctl domains ns set example.org ns1.example.net ns2.example.net',
      does: 'check, ask, delegate',
    },
    {
      command: 'regctl domains ns set example.org ns1.example.net ns2.example.net --dry-run',
      does: 'check only',
    },
  ],
  args: [
    { name: 'name', description: 'domain', completes: 'domain' },
    { name: 'nameserver', description: 'name server', variadic: true },
  ],
  flags: { ...DELEGATION_FLAGS },
  fields: DELEGATION_FIELDS,
  exitCodes: DELEGATION_EXIT_CODES,
  writes: true,
  run: async (context, { arg, rest, flags }) =>
    delegate(context, await domainRef(context, arg('name')), rest.map(parseDomainName), flags),
});
