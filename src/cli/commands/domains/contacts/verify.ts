import { defineCommand, type AnyCommand } from '../../../command.ts';
import { CHANGE_FIELDS, changeRow } from '../../../domain-view.ts';
import { domainNames, domainOptions, forEachDomain, NAMES_FLAG } from '../../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Send the mail again with which the registrant confirms the address',
  examples: [
    { command: 'regctl domains contacts verify example.org', does: 'ICANN asks for it within 15 days' },
  ],
  args: [
    {
      name: 'name',
      description: 'domain; - reads names from stdin',
      variadic: true,
      optional: true,
      completes: 'domain',
    },
  ],
  flags: { ...NAMES_FLAG },
  fields: CHANGE_FIELDS,
  exitCodes: {
    4: 'no account',
    5: 'no account holds it',
    6: 'the registrar has no API for it',
    8: 'a person must confirm it',
    9: 'some of several failed',
    10: 'the registrar could not be reached',
  },
  writes: true,
  run: async (context, { rest, flags }) => {
    const names = await domainNames(context, rest, flags.file);
    const { domains } = await context.controlPlane();
    return forEachDomain(context, names, 'contacts-verify', async (ref) =>
      changeRow(await domains.change(ref, { action: 'contacts-verify' }, domainOptions(context))),
    );
  },
});
