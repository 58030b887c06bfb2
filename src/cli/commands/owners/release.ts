import { defineCommand, type AnyCommand } from '../../command.ts';
import { zoneRef } from '../../zone-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Leave the records of another writer alone again',
  examples: [
    {
      command: 'regctl owners release example.org external-dns:default',
      does: 'the owner as `owners list` names it',
    },
  ],
  args: [
    { name: 'zone', description: 'zone', completes: 'zone' },
    { name: 'owner', description: 'owner' },
  ],
  flags: {},
  fields: [
    { name: 'zone', description: 'zone' },
    { name: 'owner', description: 'owner' },
    { name: 'claimed', description: 'whether regctl may change its records' },
  ],
  exitCodes: { 4: 'no account', 5: 'zone not found' },
  writes: true,
  run: async (context, { arg }) => {
    const ref = await zoneRef(context, arg('zone'));
    await (await context.controlPlane()).zones.claim(ref, { owner: arg('owner'), claimed: false });
    context.notice(`${arg('owner')} released in ${ref.zone}`);
    return {
      kind: 'object',
      value: { zone: ref.zone, owner: arg('owner'), claimed: false },
      text: () => '',
      nameField: 'owner',
    };
  },
});
