import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { changedWithin, ONLY_FLAG, ROLE_FIELDS, roleRow, SCOPE_FLAG } from '../../organization-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Change a role, for everybody who has it at once',
  examples: [
    { command: 'regctl roles update dns --scope zones:read', does: 'the scopes afterwards are these' },
  ],
  args: [{ name: 'name', description: 'name of the role' }],
  flags: {
    scope: SCOPE_FLAG,
    description: { type: 'string', value: 'TEXT', description: 'what it is for' },
    only: ONLY_FLAG,
    everywhere: { type: 'boolean', description: 'bind it to no zones any more' },
  },
  fields: ROLE_FIELDS,
  exitCodes: {
    4: 'it holds more than you may give',
    5: 'no role of that name',
    6: 'not to be had in local mode',
    7: 'every organization has it as it is',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const roles = hostedPart((await context.controlPlane()).roles, 'roles');
    const role = await roles.update(arg('name'), {
      ...(flags.scope.length === 0 ? {} : { scopes: flags.scope }),
      ...changedWithin(flags.only, flags.everywhere),
      ...(flags.description === undefined ? {} : { description: flags.description }),
    });
    return { kind: 'object', value: roleRow(role), nameField: 'name' };
  },
});
