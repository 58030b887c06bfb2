import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { confirmOrStop } from '../../confirm.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Delete a role that nobody has',
  examples: [{ command: 'regctl roles delete dns', does: 'nobody may have it any more' }],
  args: [{ name: 'name', description: 'name of the role' }],
  flags: {},
  fields: [{ name: 'deleted', description: 'name of the role' }],
  exitCodes: {
    4: 'you may not',
    5: 'no role of that name',
    7: 'members or invitations have it, or every organization has it',
    6: 'not to be had in local mode',
  },
  writes: true,
  run: async (context, { arg }) => {
    const part = hostedPart((await context.controlPlane()).roles, 'roles');
    const deleted = arg('name');
    await confirmOrStop(context, `Delete role ${deleted}?`, `role ${deleted} was kept`);
    await part.delete(deleted);
    context.notice(`role ${deleted} deleted`);
    return { kind: 'object', value: { deleted }, text: () => '', nameField: 'deleted' };
  },
});
