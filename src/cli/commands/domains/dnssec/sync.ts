import { bulkCommand } from '../../../bulk-domains.ts';
import type { AnyCommand } from '../../../command.ts';
import { DNSSEC_EXIT_CODES, setDnssec } from '../../../dnssec-flow.ts';

export const command: AnyCommand = bulkCommand({
  summary: 'Bring the DS at the registry in step with the keys of the zone',
  examples: [{ command: 'regctl domains dnssec sync example.org', does: 'after a key was changed' }],
  action: 'dnssec-set',
  exitCodes: DNSSEC_EXIT_CODES,
  work: (context, ref, dryRun) => setDnssec(context, ref, 'sync', dryRun),
});
