import { defineCommand, type AnyCommand } from '../../../command.ts';
import { domainOptions, domainRef } from '../../../domain-words.ts';
import {
  delegate,
  DELEGATION_EXIT_CODES,
  DELEGATION_FIELDS,
  DELEGATION_FLAGS,
} from '../../../nameserver-flow.ts';

export const command: AnyCommand = defineCommand({
  summary: "Delegate a domain to the registrar's own name servers, once they answer for all of it",
  examples: [{ command: 'regctl domains ns reset example.org', does: 'the same checks as `ns set`' }],
  args: [{ name: 'name', description: 'domain', completes: 'domain' }],
  flags: { ...DELEGATION_FLAGS },
  fields: DELEGATION_FIELDS,
  exitCodes: DELEGATION_EXIT_CODES,
  writes: true,
  run: async (context, { arg, flags }) => {
    const ref = await domainRef(context, arg('name'));
    const own = await (await context.controlPlane()).domains.ownNameservers(ref, domainOptions(context));
    return delegate(context, ref, own, flags);
  },
});
