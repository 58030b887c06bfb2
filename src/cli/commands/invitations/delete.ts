import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { confirmOrStop } from '../../confirm.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Take an open invitation back',
  examples: [
    { command: 'regctl invitations delete inv_0mf8k3q2v7h4c2t9', does: 'its token opens nothing any more' },
  ],
  args: [{ name: 'id', description: 'id of the invitation' }],
  flags: {},
  fields: [{ name: 'deleted', description: 'id of the invitation' }],
  exitCodes: { 4: 'you may not', 5: 'no open invitation of that id', 6: 'not to be had in local mode' },
  writes: true,
  run: async (context, { arg }) => {
    const part = hostedPart((await context.controlPlane()).invitations, 'invitations');
    const deleted = arg('id');
    await confirmOrStop(context, `Take invitation ${deleted} back?`, `invitation ${deleted} was kept`);
    await part.delete(deleted);
    context.notice(`invitation ${deleted} taken back`);
    return { kind: 'object', value: { deleted }, text: () => '', nameField: 'deleted' };
  },
});
