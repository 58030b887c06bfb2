import { defineCommand, type AnyCommand } from '../../../command.ts';
import { CHANGE_FIELDS, changeRow } from '../../../domain-view.ts';
import { domainNames, domainOptions, forEachDomain, NAMES_FLAG } from '../../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Let domains lapse unless somebody renews them',
  examples: [
    { command: 'regctl domains autorenew off example.org', does: 'one domain' },
    { command: 'regctl domains autorenew off --file names.txt', does: 'many at once' },
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
    7: 'the registrar refused',
    9: 'some of several failed',
    10: 'the registrar could not be reached',
  },
  writes: true,
  run: async (context, { rest, flags }) => {
    const names = await domainNames(context, rest, flags.file);
    const { domains } = await context.controlPlane();
    return forEachDomain(context, names, 'autorenew-off', async (ref) =>
      changeRow(await domains.change(ref, { action: 'autorenew', on: false }, domainOptions(context))),
    );
  },
});
