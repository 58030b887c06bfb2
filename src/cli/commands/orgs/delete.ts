import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Delete your organization with its members, keys and secrets',
  description:
    'Its stores on the server go with it, the audit log stays. Accounts must be removed first; nothing is touched at a provider.',
  examples: [
    { command: 'regctl orgs delete --confirm example-k2v7h4', does: 'the slug says that it is meant' },
  ],
  args: [],
  flags: { confirm: { type: 'string', value: 'SLUG', description: 'slug of the organization' } },
  fields: [{ name: 'deleted', description: 'slug of the organization' }],
  exitCodes: {
    4: 'you are no owner',
    6: 'not to be had in local mode',
    7: 'accounts are connected, or zone files are left',
  },
  writes: true,
  run: async (context, { flags }) => {
    const part = hostedPart((await context.controlPlane()).organizations, 'organizations');
    const deleted =
      flags.confirm ??
      (await context.prompt.text('Slug of the organization to delete:', { flag: '--confirm SLUG' }));
    await part.delete({ confirm: deleted });
    context.notice(`organization ${deleted} deleted`);
    return { kind: 'object', value: { deleted }, text: () => '', nameField: 'deleted' };
  },
});
