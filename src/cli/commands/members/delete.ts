import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { confirmOrStop } from '../../confirm.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Take a member out and end its keys',
  examples: [
    { command: 'regctl members delete ada@example.org', does: 'she and her keys are shut out at once' },
  ],
  args: [{ name: 'member', description: 'e-mail address or id' }],
  flags: {},
  fields: [{ name: 'deleted', description: 'e-mail address or id' }],
  exitCodes: {
    4: 'you may not',
    5: 'nobody of that address',
    7: 'it is the last owner',
    6: 'not to be had in local mode',
  },
  writes: true,
  run: async (context, { arg }) => {
    const part = hostedPart((await context.controlPlane()).members, 'members');
    const deleted = arg('member');
    await confirmOrStop(
      context,
      `Take ${deleted} out of the organization and end their keys?`,
      `${deleted} was kept`,
    );
    await part.remove(deleted);
    context.notice(`${deleted} is no member any more`);
    return { kind: 'object', value: { deleted }, text: () => '', nameField: 'deleted' };
  },
});
