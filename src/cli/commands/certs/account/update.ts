import { certOptions } from '../../../cert-words.ts';
import { ACME_ACCOUNT_FIELDS, acmeAccountRow } from '../../../cert-view.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Set the addresses that a CA may write to',
  examples: [
    {
      command: 'regctl certs account update letsencrypt --email ops@example.org',
      does: 'this one and no other',
    },
    { command: 'regctl certs account update letsencrypt', does: 'none' },
  ],
  args: [{ name: 'ca', description: 'name or directory URL' }],
  flags: {
    email: { type: 'list', value: 'ADDRESS', description: 'where the CA may write; none when omitted' },
  },
  fields: ACME_ACCOUNT_FIELDS,
  exitCodes: { 5: 'no account at this CA', 7: 'the CA refused', 10: 'the CA could not be reached' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const { certs } = await context.controlPlane();
    const account = await certs.accounts.setContact(arg('ca'), flags.email, certOptions(context));
    return { kind: 'object', value: acmeAccountRow(account), nameField: 'url' };
  },
});
