import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { ORGANIZATION_FIELDS, organizationRow } from '../../organization-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Make an organization that you own, and print its first key',
  examples: [
    { command: "regctl orgs create 'Example Ltd'", does: 'log in there with the key that is printed' },
  ],
  args: [{ name: 'name', description: 'name of the organization' }],
  flags: {},
  fields: [...ORGANIZATION_FIELDS, { name: 'token', description: 'key of its owner, shown this once' }],
  exitCodes: { 4: 'you may not make one', 6: 'not to be had in local mode' },
  writes: true,
  run: async (context, { arg }) => {
    const part = hostedPart((await context.controlPlane()).organizations, 'organizations');
    const { token, ...organization } = await part.create({ name: arg('name') });
    context.notice(`organization ${organization.slug} made; its key is not shown again`);
    return {
      kind: 'object',
      value: { ...organizationRow(organization), token },
      text: () => `${token}\n`,
      nameField: 'token',
    };
  },
});
