import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { ORGANIZATION_COLUMNS, ORGANIZATION_FIELDS, organizationRow } from '../../organization-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List the organizations that you belong to',
  examples: [{ command: 'regctl orgs list', does: 'those that you belong to' }],
  args: [],
  flags: {},
  fields: ORGANIZATION_FIELDS,
  exitCodes: { 4: 'you may not read them', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context) => {
    const list = await hostedPart((await context.controlPlane()).organizations, 'organizations').list();
    return {
      kind: 'rows',
      columns: ORGANIZATION_COLUMNS,
      rows: list.map(organizationRow),
      nameField: 'slug',
      empty: 'you belong to none',
    };
  },
});
