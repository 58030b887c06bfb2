import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { INVITATION_FIELDS, invitationRow } from '../../organization-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show an invitation, without its token',
  examples: [
    {
      command: 'regctl invitations get inv_0mf8k3q2v7h4c2t9',
      does: 'whom it is for and whether it was accepted',
    },
  ],
  args: [{ name: 'id', description: 'id of the invitation' }],
  flags: {},
  fields: INVITATION_FIELDS,
  exitCodes: { 4: 'you may not read it', 5: 'there is none of that name', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context, { arg }) => {
    const found = await hostedPart((await context.controlPlane()).invitations, 'invitations').get(arg('id'));
    return { kind: 'object', value: invitationRow(found), nameField: 'id' };
  },
});
