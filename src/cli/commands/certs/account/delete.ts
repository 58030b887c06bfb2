import { RegctlError } from '../../../../core/errors.ts';
import { certOptions } from '../../../cert-words.ts';
import { ACME_ACCOUNT_FIELDS, acmeAccountRow } from '../../../cert-view.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'End an account at its CA for good, and forget it with its key',
  description: 'Certificates that were issued to it stay in force. The next one opens another account.',
  examples: [{ command: 'regctl certs account delete letsencrypt-staging --yes', does: 'without asking' }],
  args: [{ name: 'ca', description: 'name or directory URL' }],
  flags: { forget: { type: 'boolean', description: 'only forget it here; the CA is not asked' } },
  fields: ACME_ACCOUNT_FIELDS,
  exitCodes: { 5: 'no account at this CA', 7: 'the CA refused', 10: 'the CA could not be reached' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const { certs } = await context.controlPlane();
    const known = (await certs.accounts.list()).some(
      (one) => one.ca === arg('ca') || one.directoryUrl === arg('ca'),
    );
    if (known && context.flags.yes !== true) {
      const question = `End the account at ${arg('ca')}? It cannot be had back.`;
      if (!(await context.prompt.confirm(question, '--yes')))
        throw new RegctlError('INTERRUPTED', `the account at ${arg('ca')} was not ended`, {
          reason: 'the question was answered with no',
        });
    }
    const account = await certs.accounts.deactivate(
      arg('ca'),
      { forget: flags.forget },
      certOptions(context),
    );
    context.notice(`the account at ${account.ca} is ${flags.forget ? 'forgotten' : 'ended'}`);
    return { kind: 'object', value: acmeAccountRow(account), text: () => '', nameField: 'url' };
  },
});
