import { formatSubtree } from '../../../../core/internal-ca.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import { changeTrust, requireRoot, TRUST_FIELDS, TRUST_FLAGS } from '../../../root-trust.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Have this machine trust the root of the internal CA',
  description:
    'Installs it where the system keeps trusted roots: by update-ca-certificates or update-ca-trust on Linux, the system keychain on macOS, the machine store on Windows, and the databases of NSS that Firefox and Chromium read.',
  examples: [
    { command: 'regctl certs ca trust --dry-run', does: 'what would be done' },
    { command: 'regctl certs ca trust --yes', does: 'without asking' },
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
    const reach = root.permitted.length === 0 ? 'any site' : root.permitted.map(formatSubtree).join(', ');
    const question = `Trust ${root.name}? Whoever has its key can then pass for ${reach} on this machine.`;
    return changeTrust(context, root, { work: 'install', question, isPlan: flags['dry-run'] });
  },
});
