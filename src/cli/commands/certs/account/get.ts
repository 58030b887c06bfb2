import { certOptions } from '../../../cert-words.ts';
import { ACME_ACCOUNT_FIELDS, acmeAccountRow } from '../../../cert-view.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show an account as its CA has it',
  examples: [{ command: 'regctl certs account get letsencrypt', does: 'asks the CA' }],
  args: [{ name: 'ca', description: 'name or directory URL' }],
  flags: {},
  fields: ACME_ACCOUNT_FIELDS,
  exitCodes: { 5: 'no account at this CA', 10: 'the CA could not be reached' },
  writes: false,
  run: async (context, { arg }) => {
    const { certs } = await context.controlPlane();
    const account = await certs.accounts.get(arg('ca'), certOptions(context));
    return { kind: 'object', value: acmeAccountRow(account), nameField: 'url' };
  },
});
