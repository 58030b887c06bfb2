import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { INVITATION_COLUMNS, INVITATION_FIELDS, invitationRow } from '../../organization-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List invitations, without their tokens',
  examples: [{ command: 'regctl invitations list', does: 'who was asked and did not come yet' }],
  args: [],
  flags: { all: { type: 'boolean', description: 'show those that were accepted or expired too' } },
  fields: INVITATION_FIELDS,
  exitCodes: { 4: 'you may not read them', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context, { flags }) => {
    const list = await hostedPart((await context.controlPlane()).invitations, 'invitations').list();
    const now = context.now().toISOString();
    return {
      kind: 'rows',
      columns: INVITATION_COLUMNS,
      rows: list
        .filter(({ acceptedAt, expiresAt }) => flags.all || (acceptedAt === null && expiresAt > now))
        .map(invitationRow),
      nameField: 'id',
      empty: 'no invitation is open',
    };
  },
});
