import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { planAndApply, WRITE_EXIT_CODES, WRITE_FIELDS, WRITE_FLAGS } from '../../write-flow.ts';
import { zoneRef } from '../../zone-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Bring a zone back to a state that was kept, through a plan',
  description: 'Without a snapshot the state before the last write comes back.',
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
    const snapshot = arg('snapshot') === '' ? await lastBefore(context, ref) : arg('snapshot');
    return planAndApply(
      context,
      { ...ref, target: { kind: 'restore', snapshot } },
      {
        dryRun: flags['dry-run'],
        allowDeletes: flags['allow-deletes'],
        confirm: true,
        reason: `zones restore ${snapshot}`,
      },
    );
  },
});

async function lastBefore(
  context: Parameters<AnyCommand['run']>[0],
  ref: { readonly zone: string; readonly account?: string },
): Promise<string> {
  const history = await (await context.controlPlane()).zones.history(ref, { limit: 50 });
  const last = history.find((snapshot) => snapshot.moment === 'before');
  if (last !== undefined) return last.id;
  throw new RegctlError('SNAPSHOT_NOT_FOUND', `no earlier state of ${ref.zone} was kept`, {
    reason: 'regctl has not written to it on this machine',
    hint: `regctl zones history ${ref.zone}`,
  });
}
