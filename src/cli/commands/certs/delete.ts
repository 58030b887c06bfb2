import { certificateName, certOptions } from '../../cert-words.ts';
import { CERTIFICATE_FIELDS, certificateRow } from '../../cert-view.ts';
import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Forget a certificate and its key; the CA is not told',
  examples: [
    { command: 'regctl certs delete example.org --yes', does: 'what was downloaded stays where it is' },
  ],
  args: [{ name: 'name', description: 'what it is called', completes: 'domain' }],
  flags: {},
  fields: CERTIFICATE_FIELDS,
  exitCodes: { 5: 'no such certificate' },
  writes: true,
  run: async (context, { arg }) => {
    const { certs } = await context.controlPlane();
    const { name } = await certs.get(certificateName(arg('name')));
    const question = `Forget ${name} and its key? It can be used by nobody who has not downloaded it.`;
    if (context.flags.yes !== true && !(await context.prompt.confirm(question, '--yes')))
      throw new RegctlError('INTERRUPTED', `${name} was not deleted`, {
        reason: 'the question was answered with no',
      });
    const deleted = await certs.delete(name, certOptions(context));
    const isRevoked = deleted.issued === null || deleted.issued.revokedAt !== null;
    context.notice(`${name} is forgotten${isRevoked ? '' : '; it is not revoked'}`);
    return {
      kind: 'object',
      value: certificateRow(deleted, context.now()),
      text: () => '',
      nameField: 'name',
    };
  },
});
