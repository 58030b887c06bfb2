import { defineCommand, type AnyCommand } from '../../command.ts';
import { DOMAIN_COLUMNS, DOMAIN_FIELDS, domainRow } from '../../domain-view.ts';
import { daysOf, domainOptions } from '../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List the registrations of all accounts',
  examples: [
    { command: 'regctl domains list', does: 'all, the next to expire first' },
    {
      command: 'regctl domains list --expiring 60d --tld com',
      does: 'those under com that lapse within 60 days',
    },
    { command: "regctl domains list --json | jq -r '.[].name'", does: 'names only' },
  ],
  args: [],
  flags: {
    expiring: {
      type: 'string',
      value: 'DAYS',
      description: 'only those that expire within so many days: 60d',
    },
    tld: { type: 'string', value: 'TLD', description: 'only those under this extension' },
  },
  fields: DOMAIN_FIELDS,
  exitCodes: {
    4: 'no account, or its credential is rejected',
    6: 'no account is with a registrar',
    9: 'an account could not be asked',
    10: 'the registrar could not be reached',
  },
  writes: false,
  run: async (context, { flags }) => {
    const account = (await context.settings()).get('account');
    let failed = false;
    const options = domainOptions(context);
    const domains = await (
      await context.controlPlane()
    ).domains.list(
      {
        ...(account === undefined ? {} : { account }),
        ...(flags.tld === undefined ? {} : { tld: flags.tld.replace(/^\./, '').toLowerCase() }),
        ...(flags.expiring === undefined ? {} : { expiringDays: daysOf(flags.expiring, '--expiring') }),
      },
      {
        ...options,
        onFailure: (name, error) => {
          failed = true;
          options.onFailure?.(name, error);
        },
      },
    );
    context.cache.remember({ domains: domains.map((one) => one.name) });
    return {
      kind: 'rows',
      columns: DOMAIN_COLUMNS,
      rows: domains.map(domainRow),
      nameField: 'name',
      empty: 'no registrations',
      exitCode: failed ? 9 : 0,
    };
  },
});
