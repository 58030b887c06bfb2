import { defineCommand, type AnyCommand } from '../../command.ts';
import { callOptions } from '../../write-flow.ts';
import { zoneRef } from '../../zone-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Delete a zone with all its records, keeping a snapshot',
  description: 'The name must be given again, by --confirm or as an answer; --yes is not enough.',
  examples: [
    { command: 'regctl zones delete example.org --confirm example.org', does: 'the whole zone' },
    { command: 'regctl zones delete example.org --dry-run', does: 'how much that is, and where' },
  ],
  args: [{ name: 'zone', description: 'zone', completes: 'zone' }],
  flags: {
    confirm: { type: 'string', value: 'ZONE', description: 'the zone once more' },
    'dry-run': { type: 'boolean', short: 'n', description: 'show what would be lost and delete nothing' },
  },
  fields: [
    { name: 'zone', description: 'zone' },
    {
      name: 'snapshot',
      description: 'state before, for `zones export` and `zones restore`; null with --dry-run',
    },
    { name: 'records', description: 'records it had' },
  ],
  exitCodes: {
    4: 'no account',
    5: 'zone not found',
    6: 'the provider cannot delete zones',
    7: 'a protection rule stands',
    10: 'the server could not be reached',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const ref = await zoneRef(context, arg('zone'));
    if (flags['dry-run']) {
      const { account, provider, records } = await (await context.controlPlane()).zones.get(ref);
      context.notice(
        `zone ${ref.zone} on ${account} (${provider}) would lose ${records} ${records === 1 ? 'record' : 'records'}; nothing was deleted`,
      );
      return { kind: 'object', value: { zone: ref.zone, snapshot: null, records }, nameField: 'zone' };
    }
    const confirm =
      flags.confirm ??
      (context.prompt.interactive
        ? await context.prompt.text(`Type ${ref.zone} to delete it:`, { flag: `--confirm ${ref.zone}` })
        : '');
    const snapshot = await (
      await context.controlPlane()
    ).zones.delete(ref, { confirm }, callOptions(context));
    context.notice(
      `zone ${ref.zone} deleted from ${snapshot.account}; its last state is snapshot ${snapshot.id}`,
    );
    return {
      kind: 'object',
      value: { zone: ref.zone, snapshot: snapshot.id, records: snapshot.records },
      text: () => '',
      nameField: 'snapshot',
    };
  },
});
