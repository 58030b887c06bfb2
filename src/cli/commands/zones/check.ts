import { lintZone } from '../../../core/lint/index.ts';
import { takesType } from '../../../core/plan/capabilities.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { FINDING_FIELDS, findingsView } from '../../finding-view.ts';
import { readZone } from '../../read-zone.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Check a zone against the rules of DNS and mail',
  examples: [{ command: 'regctl zones check example.org', does: 'faults and what is unwise' }],
  args: [{ name: 'zone', description: 'zone', completes: 'zone' }],
  flags: {},
  fields: FINDING_FIELDS,
  exitCodes: {
    2: 'the zone has errors',
    4: 'no account',
    5: 'zone not found',
    10: 'the server could not be reached',
  },
  writes: false,
  run: async (context, { arg }) => {
    const { zone, account, rrsets } = await readZone(context, arg('zone'), { warns: false });
    const capabilities = await (await context.controlPlane()).accounts.capabilities(account);
    const takes = (type: string): boolean => takesType(capabilities, type);
    // Where the provider keeps the SOA record to itself, nothing is missing.
    const partial = !takes('SOA') && !rrsets.some((rrset) => rrset.type === 'SOA');
    return findingsView(
      lintZone(zone, rrsets, { partial, takesType: takes }).map((finding) => ({ zone, finding })),
      `nothing to object to in ${zone}`,
    );
  },
});
