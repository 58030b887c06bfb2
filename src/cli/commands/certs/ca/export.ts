import { defineCommand, type AnyCommand } from '../../../command.ts';
import { requireRoot } from '../../../root-trust.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Print the root of the internal CA, for programs that keep trust of their own',
  examples: [
    { command: 'regctl certs ca export > root.pem', does: 'for `NODE_EXTRA_CA_CERTS`, `curl --cacert`' },
  ],
  args: [],
  flags: {},
  fields: [{ name: 'text', description: 'the certificate, PEM' }],
  exitCodes: { 5: 'it was not made yet', 6: 'a server has no internal CA' },
  writes: false,
  run: async (context) => ({ kind: 'text', text: (await requireRoot(context)).certificatePem }),
});
