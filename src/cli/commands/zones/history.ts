import { defineCommand, type AnyCommand } from '../../command.ts';
import { zoneRef } from '../../zone-words.ts';

const DEFAULT_LIMIT = 50;

export const command: AnyCommand = defineCommand({
  summary: 'List the states of a zone that were kept, newest first',
  description: 'No server is asked: a zone that was deleted keeps its history.',
  examples: [{ command: 'regctl zones history example.org', does: 'before and after each write' }],
  args: [{ name: 'zone', description: 'zone', completes: 'zone' }],
  flags: {},
  fields: [
    { name: 'id', description: 'snapshot, for `zones restore`' },
    { name: 'takenAt', description: 'when' },
    { name: 'moment', description: 'before or after a write, or manual' },
    { name: 'reason', description: 'what was done' },
    { name: 'records', description: 'records it holds' },
    { name: 'operation', description: 'entry of the journal' },
    { name: 'hash', description: 'digest of the content' },
    { name: 'zone', description: 'zone' },
    { name: 'account', description: 'provider account' },
  ],
  writes: false,
  run: async (context, { arg }) => {
    const ref = await zoneRef(context, arg('zone'));
    const limit = typeof context.flags.limit === 'number' ? context.flags.limit : DEFAULT_LIMIT;
    const snapshots = await (await context.controlPlane()).zones.history(ref, { limit });
    const severalAccounts = new Set(snapshots.map((snapshot) => snapshot.account)).size > 1;
    return {
      kind: 'rows',
      columns: [
        { field: 'id', header: 'SNAPSHOT' },
        { field: 'takenAt', header: 'TAKEN AT' },
        { field: 'moment', header: 'MOMENT' },
        { field: 'records', header: 'RECORDS', align: 'right' },
        ...(severalAccounts ? [{ field: 'account', header: 'ACCOUNT' }] : []),
        { field: 'reason', header: 'WHAT' },
      ],
      rows: snapshots.map((snapshot) => ({ ...snapshot })),
      nameField: 'id',
      empty: `nothing was written to ${ref.zone} by regctl yet`,
    };
  },
});
