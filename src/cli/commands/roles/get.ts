import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { ROLE_FIELDS, roleRow } from '../../organization-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show a role',
  examples: [{ command: 'regctl roles get member', does: 'what members may do' }],
  args: [{ name: 'name', description: 'name of the role' }],
  flags: {},
  fields: ROLE_FIELDS,
  exitCodes: { 4: 'you may not read it', 5: 'there is none of that name', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context, { arg }) => {
    const found = await hostedPart((await context.controlPlane()).roles, 'roles').get(arg('name'));
    return { kind: 'object', value: roleRow(found), nameField: 'name' };
  },
});
