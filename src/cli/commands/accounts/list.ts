import { ACCOUNT_COLUMNS, ACCOUNT_FIELDS, accountRow } from '../../account-view.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List the provider accounts',
  examples: [{ command: 'regctl accounts list', does: 'what is connected' }],
  args: [],
  flags: {},
  fields: ACCOUNT_FIELDS,
  writes: false,
  run: async (context) => {
    const accounts = await (await context.controlPlane()).accounts.list();
    context.cache.remember({ accounts: accounts.map((account) => account.name) });
    return {
      kind: 'rows',
      columns: ACCOUNT_COLUMNS,
      rows: accounts.map(accountRow),
      nameField: 'name',
      empty: 'no accounts yet; connect one with `regctl accounts add PROVIDER --name NAME`',
    };
  },
});
