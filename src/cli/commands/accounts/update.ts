import { ACCOUNT_FIELDS, accountRow } from '../../account-view.ts';
import { ACCOUNT_FLAGS, readAccountFlags, readCredentials } from '../../account-input.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { invariant } from '../../../core/errors.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Change an account; what is not given stays',
  examples: [
    {
      command: 'regctl accounts update bind --zone example.org --zone example.net',
      does: 'name its zones anew',
    },
    { command: 'regctl accounts update pdns --new-secret < credentials.json', does: 'exchange the secret' },
  ],
  args: [{ name: 'name', description: 'name of the account', completes: 'account' }],
  flags: {
    'new-secret': { type: 'boolean', description: 'read a new secret from stdin or ask for it' },
    ...ACCOUNT_FLAGS,
  },
  fields: ACCOUNT_FIELDS,
  exitCodes: {
    4: 'the secret is rejected',
    5: 'no account of that name',
    10: 'the server could not be reached',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const regctl = await context.controlPlane();
    const account = await regctl.accounts.get(arg('name'));
    const description = (await regctl.accounts.providers()).find(
      (provider) => provider.name === account.provider,
    );
    invariant(description !== undefined, `the provider of account ${account.name} is known`);
    const credentials = flags['new-secret']
      ? await readCredentials(context, description.credentials)
      : undefined;
    const changed = await regctl.accounts.update(account.name, {
      ...readAccountFlags(context, flags, description),
      ...(credentials === undefined ? {} : { credentials }),
    });
    context.notice(`account ${changed.name} (${changed.provider}) changed`);
    return { kind: 'object', value: accountRow(changed), nameField: 'name' };
  },
});
