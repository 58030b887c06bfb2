import { defineCommand, type AnyCommand } from '../../command.ts';
import { AVAILABILITY_COLUMNS, AVAILABILITY_FIELDS, availabilityRow } from '../../availability-view.ts';
import { domainNames, domainOptions, NAMES_FLAG } from '../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Ask registrars whether names can be had',
  examples: [
    { command: 'regctl domains check example.com example.dev', does: 'every registrar that can say' },
    {
      command: 'regctl domains check --file names.txt --account porkbun --json',
      does: 'many names, one registrar',
    },
  ],
  args: [{ name: 'name', description: 'domain; - reads names from stdin', variadic: true, optional: true }],
  flags: { ...NAMES_FLAG },
  fields: AVAILABILITY_FIELDS,
  exitCodes: {
    4: 'no account',
    6: 'no account can say',
    9: 'an account could not be asked',
    10: 'the registrar could not be reached',
  },
  writes: false,
  run: async (context, { rest, flags }) => {
    const names = await domainNames(context, rest, flags.file);
    const account = (await context.settings()).get('account');
    let failed = false;
    const options = domainOptions(context);
    const noting = {
      ...options,
      onFailure: (name: string, error: unknown) => {
        failed = true;
        options.onFailure?.(name, error);
      },
    };
    const found = await (
      await context.controlPlane()
    ).domains.check({ names, ...(account === undefined ? {} : { account }) }, noting);
    return {
      kind: 'rows',
      columns: AVAILABILITY_COLUMNS,
      rows: found.map(availabilityRow),
      nameField: 'name',
      empty: 'nothing is known of these names',
      exitCode: failed ? 9 : 0,
    };
  },
});
