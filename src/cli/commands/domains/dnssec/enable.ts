import { bulkCommand } from '../../../bulk-domains.ts';
import type { AnyCommand } from '../../../command.ts';
import { DNSSEC_EXIT_CODES, setDnssec } from '../../../dnssec-flow.ts';

export const command: AnyCommand = bulkCommand({
  summary: 'Put the DS of the keys that the zone is signed with at the registry',
  examples: [
    {
      command: 'regctl domains dnssec enable example.org',
      does: 'refused where a server does not serve the keys',
    },
  ],
  action: 'dnssec-set',
  exitCodes: DNSSEC_EXIT_CODES,
  work: (context, ref, dryRun) => setDnssec(context, ref, 'enable', dryRun),
});
