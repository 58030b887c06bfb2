import { defineCommand, type AnyCommand } from '../../../command.ts';
import { DNSSEC_FIELDS, dnssecRow } from '../../../dnssec-view.ts';
import { domainOptions, domainRef } from '../../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Compare the DS at the registry with the keys that the name servers serve',
  examples: [
    { command: 'regctl domains dnssec get example.org --json=state', does: 'secure, island, bogus, …' },
  ],
  args: [{ name: 'name', description: 'domain', completes: 'domain' }],
  flags: {},
  fields: DNSSEC_FIELDS,
  exitCodes: {
    3: 'DS and keys are out of step',
    4: 'no account',
    5: 'no account holds it',
    10: 'a server could not be reached',
  },
  writes: false,
  run: async (context, { arg }) => {
    const ref = await domainRef(context, arg('name'));
    const found = await (await context.controlPlane()).domains.dnssec(ref, domainOptions(context));
    return {
      kind: 'object',
      value: dnssecRow(found),
      nameField: 'state',
      exitCode: ['partly', 'bogus', 'island'].includes(found.state) ? 3 : 0,
    };
  },
});
