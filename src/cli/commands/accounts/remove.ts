import { defineCommand, type AnyCommand } from '../../command.ts';
import { RegctlError } from '../../../core/errors.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Forget an account and its secret; nothing changes at the provider',
  examples: [{ command: 'regctl accounts remove old', does: 'forget it' }],
  args: [{ name: 'name', description: 'name of the account', completes: 'account' }],
  flags: {},
  fields: [{ name: 'removed', description: 'name of the account' }],
  exitCodes: { 4: 'there are no accounts', 5: 'no account of that name' },
  writes: true,
  run: async (context, { arg }) => {
    const regctl = await context.controlPlane();
    const account = await regctl.accounts.get(arg('name'));
    if (
      context.flags.yes !== true &&
      !(await context.prompt.confirm(`Forget account ${account.name}?`, '--yes'))
    ) {
      throw new RegctlError('INTERRUPTED', `account ${account.name} was kept`, {
        reason: 'the answer was no',
      });
    }
    await regctl.accounts.remove(account.name);
    context.cache.remember({ accounts: (await regctl.accounts.list()).map((known) => known.name) });
    context.notice(`account ${account.name} removed`);
    return { kind: 'object', value: { removed: account.name }, text: () => '', nameField: 'removed' };
  },
});
