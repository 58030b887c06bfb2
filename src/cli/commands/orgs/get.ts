import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { ORGANIZATION_FIELDS, organizationRow } from '../../organization-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show an organization',
  examples: [{ command: 'regctl orgs get example-k2v7h4', does: 'one that you belong to' }],
  args: [{ name: 'organization', description: 'slug or id' }],
  flags: {},
  fields: ORGANIZATION_FIELDS,
  exitCodes: { 4: 'you may not read it', 5: 'there is none of that name', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context, { arg }) => {
    const found = await hostedPart((await context.controlPlane()).organizations, 'organizations').get(
      arg('organization'),
    );
    return { kind: 'object', value: organizationRow(found), nameField: 'slug' };
  },
});
