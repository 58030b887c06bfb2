import { bulkCommand, changeSetting } from '../../../bulk-domains.ts';
import type { AnyCommand } from '../../../command.ts';

export const command: AnyCommand = bulkCommand({
  summary: 'Send the mail again with which the registrant confirms the address',
  examples: [
    { command: 'regctl domains contacts verify example.org', does: 'ICANN asks for it within 15 days' },
  ],
  action: 'contacts-verify',
  exitCodes: { 8: 'a person must confirm it' },
  work: (context, ref, dryRun) =>
    changeSetting(context, ref, { action: 'contacts-verify' }, { action: 'contacts-verify', dryRun }),
});
