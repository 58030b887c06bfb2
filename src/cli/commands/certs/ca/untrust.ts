import { defineCommand, type AnyCommand } from '../../../command.ts';
import { changeTrust, requireRoot, TRUST_FIELDS, TRUST_FLAGS } from '../../../root-trust.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Have this machine trust the root of the internal CA no more',
  examples: [
    { command: 'regctl certs ca untrust --yes', does: 'takes it out of every store it was put into' },
  ],
  args: [],
  flags: TRUST_FLAGS,
  fields: TRUST_FIELDS,
  exitCodes: {
    4: 'the stores belong to the administrator',
    5: 'the root was not made yet',
    6: 'no store is known here, or a server is spoken to',
  },
  writes: true,
  run: async (context, { flags }) => {
    const root = await requireRoot(context);
    const question = `Trust ${root.name} no more? What it signed will be refused on this machine.`;
    return changeTrust(context, root, { work: 'remove', question, isPlan: flags['dry-run'] });
  },
});
