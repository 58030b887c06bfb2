import { defineCommand, type AnyCommand } from '../../../command.ts';
import { hostedPart } from '../../../hosted-part.ts';
import { confirmOrStop } from '../../../confirm.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Let something need no second person any more',
  examples: [
    { command: 'regctl approvals rules delete apr_0mf8k3q2v7h4c2t9', does: 'nobody needs to wait any more' },
  ],
  args: [{ name: 'id', description: 'id of the rule' }],
  flags: {},
  fields: [{ name: 'deleted', description: 'id of the rule' }],
  exitCodes: { 4: 'you may not', 5: 'no rule of that id', 6: 'not to be had in local mode' },
  writes: true,
  run: async (context, { arg }) => {
    const part = hostedPart((await context.controlPlane()).approvals, 'approvals');
    const deleted = arg('id');
    await confirmOrStop(context, `Delete rule ${deleted}?`, `rule ${deleted} was kept`);
    await part.rules.delete(deleted);
    context.notice(`rule ${deleted} deleted`);
    return { kind: 'object', value: { deleted }, text: () => '', nameField: 'deleted' };
  },
});
