import { defineCommand, type AnyCommand } from '../../command.ts';
import { zoneRef } from '../../zone-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Take a rule of a zone back',
  examples: [
    {
      command: 'regctl zones unprotect example.org rule_1m7y9qcsj4cfxbg6',
      does: 'see the ids with `zones protect example.org`',
    },
  ],
  args: [
    { name: 'zone', description: 'zone', completes: 'zone' },
    { name: 'rule', description: 'id of the rule' },
  ],
  flags: {},
  fields: [{ name: 'removed', description: 'id of the rule' }],
  exitCodes: { 4: 'no account', 5: 'zone or rule not found' },
  writes: true,
  run: async (context, { arg }) => {
    await (await context.controlPlane()).zones.unprotect(await zoneRef(context, arg('zone')), arg('rule'));
    context.notice(`rule ${arg('rule')} removed`);
    return { kind: 'object', value: { removed: arg('rule') }, text: () => '', nameField: 'removed' };
  },
});
