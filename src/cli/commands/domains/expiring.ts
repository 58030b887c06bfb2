import { defineCommand, type AnyCommand } from '../../command.ts';
import { DOMAIN_COLUMNS, DOMAIN_FIELDS, domainRow } from '../../domain-view.ts';
import { daysOf, domainOptions } from '../../domain-words.ts';

const DEFAULT_WITHIN = '30d';

export const command: AnyCommand = defineCommand({
  summary:
    'Show what lapses soon in any account, and whether the registrar will renew it; exit code 3 if any',
  examples: [
    { command: 'regctl domains expiring', does: 'within 30 days' },
    { command: 'regctl domains expiring --within 8w --unrenewed', does: 'only what nobody will renew' },
  ],
  args: [],
  flags: {
    within: {
      type: 'string',
      value: 'DAYS',
      description: `how far to look ahead; ${DEFAULT_WITHIN} when omitted`,
    },
    unrenewed: { type: 'boolean', description: 'leave out what the registrar renews by itself' },
  },
  fields: DOMAIN_FIELDS,
  exitCodes: {
    3: 'something expires',
    4: 'no account, or its credential is rejected',
    6: 'no account is with a registrar',
    9: 'an account could not be asked, and nothing of the others expires',
    10: 'the registrar could not be reached',
  },
  writes: false,
  run: async (context, { flags }) => {
    const account = (await context.settings()).get('account');
    let failed = false;
    const options = domainOptions(context);
    const expiringDays = daysOf(flags.within ?? DEFAULT_WITHIN, '--within');
    const found = await (
      await context.controlPlane()
    ).domains.list(
      { expiringDays, ...(account === undefined ? {} : { account }) },
      {
        ...options,
        onFailure: (name, error) => {
          failed = true;
          options.onFailure?.(name, error);
        },
      },
    );
    const shown = flags.unrenewed ? found.filter((one) => one.autoRenew !== true) : found;
    return {
      kind: 'rows',
      columns: DOMAIN_COLUMNS,
      rows: shown.map(domainRow),
      nameField: 'name',
      empty: `nothing ${failed ? 'in the other accounts ' : ''}expires within ${String(expiringDays)} days`,
      annotations: shown.map(({ name, account, expiresAt, autoRenew }) => ({
        level: autoRenew === true ? 'notice' : 'warning',
        title: 'expiry',
        message: `${name} at ${account} expires on ${expiresAt?.slice(0, 10) ?? 'a day that is not known'}${autoRenew === true ? '; the registrar renews it' : ''}`,
      })),
      exitCode: shown.length > 0 ? 3 : failed ? 9 : 0,
    };
  },
});
