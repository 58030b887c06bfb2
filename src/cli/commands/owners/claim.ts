import { defineCommand, type AnyCommand } from '../../command.ts';
import { zoneRef } from '../../zone-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Let regctl change what another writer owns',
  examples: [
    {
      command: 'regctl owners claim example.org external-dns:default',
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
    await (await context.controlPlane()).zones.claim(ref, { owner: arg('owner'), claimed: true });
    context.notice(`${arg('owner')} claimed in ${ref.zone}`);
    return {
      kind: 'object',
      value: { zone: ref.zone, owner: arg('owner'), claimed: true },
      text: () => '',
      nameField: 'owner',
    };
  },
});
