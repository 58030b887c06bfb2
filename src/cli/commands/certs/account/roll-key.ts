import { certOptions } from '../../../cert-words.ts';
import { ACME_ACCOUNT_FIELDS, acmeAccountRow } from '../../../cert-view.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Put a new key in the place of the account key; the account URL stays',
  examples: [
    { command: 'regctl certs account roll-key letsencrypt', does: 'CAA records with accounturi stay right' },
  ],
  args: [{ name: 'ca', description: 'name or directory URL' }],
  flags: {},
  fields: ACME_ACCOUNT_FIELDS,
  exitCodes: {
    5: 'no account at this CA',
    6: 'the CA cannot change keys',
    7: 'the CA refused',
    10: 'the CA could not be reached',
  },
  writes: true,
  run: async (context, { arg }) => {
    const { certs } = await context.controlPlane();
    const account = await certs.accounts.changeKey(arg('ca'), certOptions(context));
    context.notice(`the account at ${account.ca} has a new key`);
    return { kind: 'object', value: acmeAccountRow(account), nameField: 'url' };
  },
});
