import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { ROLE_COLUMNS, ROLE_FIELDS, roleRow } from '../../organization-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List roles and what they may do',
  examples: [{ command: 'regctl roles list', does: 'those that every organization has, and its own' }],
  args: [],
  flags: {},
  fields: ROLE_FIELDS,
  exitCodes: { 4: 'you may not read them', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context) => {
    const list = await hostedPart((await context.controlPlane()).roles, 'roles').list();
    return {
      kind: 'rows',
      columns: ROLE_COLUMNS,
      rows: list.map(roleRow),
      nameField: 'name',
      empty: 'there are no roles',
    };
  },
});
