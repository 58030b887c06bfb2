import { certificateName, certOptions, CA_EXIT_CODES } from '../../cert-words.ts';
import { CERTIFICATE_FIELDS, certificateRow } from '../../cert-view.ts';
import type { RevocationReason } from '../../../control-plane/certs.ts';
import { findAcmeCa } from '../../../core/certificate-authorities.ts';
import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';

const REASONS = ['unspecified', 'key-compromise', 'superseded', 'cessation-of-operation'] as const;

export const command: AnyCommand = defineCommand({
  summary: 'Revoke a certificate at its CA; it is renewed no more',
  description: 'Where the key is in wrong hands, issue anew with another key first, and revoke then.',
  examples: [
    { command: 'regctl certs revoke example.org --reason superseded', does: 'after asking' },
    { command: 'regctl certs revoke example.org --reason key-compromise --yes', does: 'at once' },
  ],
  args: [{ name: 'name', description: 'what it is called', completes: 'domain' }],
  flags: {
    reason: {
      type: 'string',
      value: 'REASON',
      choices: REASONS,
      description: 'why; unspecified when omitted',
    },
  },
  fields: CERTIFICATE_FIELDS,
  exitCodes: { ...CA_EXIT_CODES, 5: 'no such certificate' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const { certs } = await context.controlPlane();
    const { name, issued } = await certs.get(certificateName(arg('name')));
    // Nobody is asked for what cannot be done.
    if (issued !== null) findAcmeCa(issued.ca);
    const question = `Revoke ${name}? Clients that use it will be refused.`;
    if (context.flags.yes !== true && !(await context.prompt.confirm(question, '--yes')))
      throw new RegctlError('INTERRUPTED', `${name} was not revoked`, {
        reason: 'the question was answered with no',
      });
    const reason = (flags.reason ?? 'unspecified') as RevocationReason;
    const revoked = await certs.revoke(name, { reason }, certOptions(context));
    context.notice(`${name} is revoked; its chain and key stay until \`regctl certs delete ${name}\``);
    return {
      kind: 'object',
      value: certificateRow(revoked, context.now()),
      text: () => '',
      nameField: 'name',
    };
  },
});
