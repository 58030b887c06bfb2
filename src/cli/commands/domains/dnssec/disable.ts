import { bulkCommand } from '../../../bulk-domains.ts';
import type { AnyCommand } from '../../../command.ts';
import { DNSSEC_EXIT_CODES, setDnssec } from '../../../dnssec-flow.ts';

export const command: AnyCommand = bulkCommand({
  summary: 'Take every DS away from the registry',
  examples: [
    { command: 'regctl domains dnssec disable example.org', does: 'before the zone stops to be signed' },
  ],
  action: 'dnssec-set',
  exitCodes: DNSSEC_EXIT_CODES,
  work: (context, ref, dryRun) => setDnssec(context, ref, 'disable', dryRun),
});
