import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { ONLY_FLAG, readOnly, ROLE_FIELDS, roleRow, SCOPE_FLAG } from '../../organization-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Make a role',
  examples: [
    {
      command: 'regctl roles create dns --scope zones:write --scope accounts:read',
      does: 'for who changes zones and nothing else',
    },
    {
      command: "regctl roles create staging --scope zones:write --only 'main/*.staging.example.org'",
      does: 'bound to some zones',
    },
  ],
  args: [{ name: 'name', description: 'name of the role' }],
  flags: {
    scope: SCOPE_FLAG,
    description: { type: 'string', value: 'TEXT', description: 'what it is for' },
    only: ONLY_FLAG,
  },
  fields: ROLE_FIELDS,
  exitCodes: {
    4: 'it holds more than you may give',
    6: 'not to be had in local mode',
    7: 'there is one of that name',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const roles = hostedPart((await context.controlPlane()).roles, 'roles');
    const role = await roles.create({
      name: arg('name'),
      scopes: flags.scope,
      within: readOnly(flags.only),
      ...(flags.description === undefined ? {} : { description: flags.description }),
    });
    return { kind: 'object', value: roleRow(role), nameField: 'name' };
  },
});
