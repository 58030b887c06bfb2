import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { RegctlError } from '../../../core/errors.ts';
import { ORGANIZATION_FIELDS, organizationRow } from '../../organization-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Give your organization another name',
  examples: [{ command: "regctl orgs update --name 'Example Ltd'", does: 'its slug stays' }],
  args: [],
  flags: { name: { type: 'string', value: 'NAME', description: 'the name that it shall have' } },
  fields: ORGANIZATION_FIELDS,
  exitCodes: { 4: 'you may not change it', 6: 'not to be had in local mode' },
  writes: true,
  run: async (context, { flags }) => {
    const part = hostedPart((await context.controlPlane()).organizations, 'organizations');
    if (flags.name === undefined) {
      throw new RegctlError('USAGE', 'nothing is to be changed', {
        reason: 'an organization has a name to change',
        hint: 'give `--name NAME`',
      });
    }
    return {
      kind: 'object',
      value: organizationRow(await part.update({ name: flags.name })),
      nameField: 'slug',
    };
  },
});
