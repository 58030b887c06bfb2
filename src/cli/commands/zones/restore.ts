import type { PlanRequest, ZoneContent } from '../../../control-plane/index.ts';
import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import type { RRset } from '../../../core/rrset.ts';
import type { Snapshot } from '../../../ports/snapshot-store.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { planAndApplyInto, servingAccount } from '../../missing-zone.ts';
import { WRITE_EXIT_CODES, WRITE_FIELDS, WRITE_FLAGS } from '../../write-flow.ts';
import { zoneRef } from '../../zone-words.ts';

/** Snapshots looked through for the latest state before a write; every second one is such. */
const HISTORY_LIMIT = 50;

export const command: AnyCommand = defineCommand({
  summary: 'Bring a zone back to a state that was kept, through a plan',
  description:
    'Without a snapshot the state before the last write comes back; a restore that was broken off is finished. A zone that was deleted is created again first.',
  examples: [
    { command: 'regctl zones restore example.org', does: 'undo the last write' },
    {
      command: 'regctl zones restore example.org snap_1m7y9qcsj4cfxbg6 --dry-run',
      does: 'show what would change',
    },
  ],
  args: [
    { name: 'zone', description: 'zone', completes: 'zone' },
    { name: 'snapshot', description: 'snapshot of `zones history`', optional: true, completes: 'snapshot' },
  ],
  flags: { ...WRITE_FLAGS },
  fields: WRITE_FIELDS,
  exitCodes: WRITE_EXIT_CODES,
  writes: true,
  run: async (context, { arg, flags }) => {
    const ref = await zoneRef(context, arg('zone'));
    const regctl = await context.controlPlane();
    const present = ref.account ?? (await servingAccount(context, ref));
    const wanted = arg('snapshot') === '' ? await lastBefore(context, ref.zone, present) : arg('snapshot');
    const { snapshot, rrsets } = await regctl.zones.snapshot(wanted);
    const target = { kind: 'restore', snapshot: snapshot.id } as const;
    const request = { zone: ref.zone, account: present ?? snapshot.account, target };
    return planAndApplyInto(
      context,
      {
        request,
        nameservers: apexNs(rrsets).map((rdata) => rdata.slice(0, -1)),
        targetFor: (created) => targetIn(context, created, target, rrsets),
      },
      {
        dryRun: flags['dry-run'],
        allowDeletes: flags['allow-deletes'],
        confirm: true,
        reason: `zones restore ${snapshot.id}`,
      },
    );
  },
});

async function lastBefore(context: Context, zone: DomainName, account: string | undefined): Promise<string> {
  const ref = account === undefined ? { zone } : { zone, account };
  const history = await (await context.controlPlane()).zones.history(ref, { limit: HISTORY_LIMIT });
  const last = history.find((snapshot) => snapshot.moment === 'before');
  if (last !== undefined) return (await brokenOff(context, last)) ?? last.id;
  throw new RegctlError('SNAPSHOT_NOT_FOUND', `no earlier state of ${zone} was kept`, {
    reason: `regctl has not written to it${account === undefined ? '' : ` on ${account}`} on this machine`,
    hint: `regctl zones history ${zone}`,
  });
}

/** What a restore was to bring back that came to no end: whoever types it again wants it done, and not what it did undone. */
async function brokenOff(context: Context, { operation, reason }: Snapshot): Promise<string | undefined> {
  const wanted = /^zones restore (\S+)$/.exec(reason)?.[1];
  if (wanted === undefined || operation === null || (await isDone(context, operation))) return undefined;
  context.warn(`the last restore, of ${wanted}, came to no end; it is gone on with`);
  return wanted;
}

async function isDone(context: Context, id: string): Promise<boolean> {
  const { operations } = await context.controlPlane();
  try {
    const first = await operations.get(id);
    const { status, error } = first.continuedBy === null ? first : await operations.get(first.continuedBy);
    // Of a process that died it may have been found out a moment ago that all was made.
    return status === 'done' && error === null;
  } catch (error) {
    // It died between the snapshot and the first entry of the journal.
    if (isRegctlError(error, 'NOT_FOUND')) return false;
    throw error;
  }
}

/** A provider that chooses its own name servers has others for a zone that was created anew, and only those serve it. */
function targetIn(
  context: Context,
  created: ZoneContent,
  restore: PlanRequest['target'],
  rrsets: readonly RRset[],
): PlanRequest['target'] {
  const before = apexNs(rrsets);
  const now = apexNs(created.rrsets);
  if (before.length === 0 || before.toSorted().join() === now.toSorted().join()) return restore;
  context.warn(
    `the name servers of ${created.zone} are ${now.join(' ')} now, and were ${before.join(' ')}: delegate it to them`,
  );
  return { kind: 'replace', rrsets: rrsets.filter((rrset) => !isApexNs(rrset)) };
}

function apexNs(rrsets: readonly RRset[]): readonly string[] {
  return rrsets.find(isApexNs)?.rdata ?? [];
}

function isApexNs(rrset: RRset): boolean {
  return rrset.name === '@' && rrset.type === 'NS';
}
