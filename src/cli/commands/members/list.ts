import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { MEMBER_COLUMNS, MEMBER_FIELDS, memberRow } from '../../organization-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List members and their roles',
  examples: [{ command: 'regctl members list', does: 'who belongs to the organization, as what' }],
  args: [],
  flags: {},
  fields: MEMBER_FIELDS,
  exitCodes: { 4: 'you may not read them', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context) => {
    const list = await hostedPart((await context.controlPlane()).members, 'members').list();
    return {
      kind: 'rows',
      columns: MEMBER_COLUMNS,
      rows: list.map(memberRow),
      nameField: 'email',
      empty: 'there are no members',
    };
  },
});
