import { certificateName } from '../../cert-words.ts';
import { CERTIFICATE_FIELDS, certificateRow } from '../../cert-view.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show one certificate',
  examples: [{ command: 'regctl certs get example.org --json', does: 'with window and failures' }],
  args: [{ name: 'name', description: 'what it is called', completes: 'domain' }],
  flags: {},
  fields: CERTIFICATE_FIELDS,
  exitCodes: { 5: 'no such certificate' },
  writes: false,
  run: async (context, { arg }) => {
    const { certs } = await context.controlPlane();
    const certificate = await certs.get(certificateName(arg('name')));
    return { kind: 'object', value: certificateRow(certificate, context.now()), nameField: 'name' };
  },
});
