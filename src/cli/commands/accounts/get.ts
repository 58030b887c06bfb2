import { ACCOUNT_FIELDS, accountRow } from '../../account-view.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show an account, without its secret',
  examples: [{ command: 'regctl accounts get prod', does: 'endpoint, settings, and where the secret lies' }],
  args: [{ name: 'name', description: 'name of the account', completes: 'account' }],
  flags: {},
  fields: ACCOUNT_FIELDS,
  exitCodes: { 4: 'there are no accounts', 5: 'no account of that name' },
  writes: false,
  run: async (context, { arg }) => ({
    kind: 'object',
    value: accountRow(await (await context.controlPlane()).accounts.get(arg('name'))),
    nameField: 'name',
  }),
});
