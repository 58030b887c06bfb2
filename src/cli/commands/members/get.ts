import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { MEMBER_FIELDS, memberRow } from '../../organization-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show a member',
  examples: [{ command: 'regctl members get ada@example.org', does: 'her role and zones' }],
  args: [{ name: 'member', description: 'e-mail address or id' }],
  flags: {},
  fields: MEMBER_FIELDS,
  exitCodes: { 4: 'you may not read it', 5: 'there is none of that name', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context, { arg }) => {
    const found = await hostedPart((await context.controlPlane()).members, 'members').get(arg('member'));
    return { kind: 'object', value: memberRow(found), nameField: 'email' };
  },
});
