import type { DnsCapabilities } from '../../../ports/dns-provider.ts';
import { takesType } from '../../../core/plan/capabilities.ts';
import type { RRset } from '../../../core/rrset.ts';
import { isRegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { planAndApply, WRITE_EXIT_CODES, WRITE_FIELDS, WRITE_FLAGS } from '../../write-flow.ts';
import { readZone } from '../../read-zone.ts';
import { RegctlError } from '../../../core/errors.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Copy the records of a zone to another account, with what gets lost listed before',
  examples: [
    {
      command: 'regctl zones copy example.org --account old --to-account new',
      does: 'create the zone there and merge the records',
    },
  ],
  args: [{ name: 'zone', description: 'zone', completes: 'zone' }],
  flags: {
    'to-account': { type: 'string', value: 'NAME', completes: 'account', description: 'account to copy to' },
    replace: { type: 'boolean', description: 'make the copy exactly the same' },
    ...WRITE_FLAGS,
  },
  fields: WRITE_FIELDS,
  exitCodes: WRITE_EXIT_CODES,
  writes: true,
  run: async (context, { arg, flags }) => {
    const target = flags['to-account'];
    if (target === undefined)
      throw new RegctlError('USAGE', 'zones copy needs --to-account', {
        reason: 'there is nowhere to copy to',
        hint: 'regctl accounts list',
      });
    const { zone, rrsets } = await readZone(context, arg('zone'));
    const regctl = await context.controlPlane();
    const kept = fitting(context, rrsets, await regctl.accounts.capabilities(target));
    if (!flags['dry-run']) await createWhereMissing(context, zone, target);
    return planAndApply(
      context,
      {
        zone,
        account: target,
        target: flags.replace
          ? { kind: 'replace', rrsets: kept }
          : { kind: 'merge', rrsets: kept, onlyNew: false },
      },
      { dryRun: flags['dry-run'], allowDeletes: flags['allow-deletes'], confirm: true, reason: 'zones copy' },
    );
  },
});

/** What the other provider takes; what it does not is told, before anything is written. */
function fitting(context: Context, rrsets: readonly RRset[], capabilities: DnsCapabilities): RRset[] {
  const records = rrsets.filter(
    (rrset) => rrset.type !== 'SOA' && !(rrset.type === 'NS' && rrset.name === '@'),
  );
  return records.flatMap((rrset) => {
    if (!takesType(capabilities, rrset.type)) {
      context.warn(`${rrset.name} ${rrset.type} is not copied: the other provider takes no such records`);
      return [];
    }
    const ttl = Math.min(Math.max(rrset.ttl, capabilities.minTtl), capabilities.maxTtl);
    if (ttl !== rrset.ttl)
      context.warn(`${rrset.name} ${rrset.type}: the TTL becomes ${ttl} instead of ${rrset.ttl}`);
    return [{ ...rrset, ttl }];
  });
}

async function createWhereMissing(context: Context, zone: string, account: string): Promise<void> {
  const regctl = await context.controlPlane();
  try {
    await regctl.zones.create({ zone, account });
    context.notice(`zone ${zone} created on ${account}`);
  } catch (error) {
    if (!isRegctlError(error, 'ALREADY_EXISTS', 'CAPABILITY_MISSING')) throw error;
  }
}
