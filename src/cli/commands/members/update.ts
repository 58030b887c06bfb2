import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { changedWithin, MEMBER_FIELDS, memberRow, ONLY_FLAG } from '../../organization-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Change what a member may do, from its next request on',
  examples: [
    { command: 'regctl members update ada@example.org --role admin', does: 'another role' },
    {
      command: 'regctl members update ada@example.org --only example.org',
      does: 'bind her to one zone; `--everywhere` lets her at all of them again',
    },
  ],
  args: [{ name: 'member', description: 'e-mail address or id' }],
  flags: {
    role: { type: 'string', value: 'ROLE', description: 'see `regctl roles list`' },
    only: ONLY_FLAG,
    everywhere: { type: 'boolean', description: 'bind them to no zones any more' },
  },
  fields: MEMBER_FIELDS,
  exitCodes: {
    4: 'the role holds more than you may give or take',
    5: 'nobody of that address, or no role of that name',
    6: 'not to be had in local mode',
    7: 'it is the last owner',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const members = hostedPart((await context.controlPlane()).members, 'members');
    const member = await members.update(arg('member'), {
      ...(flags.role === undefined ? {} : { role: flags.role }),
      ...changedWithin(flags.only, flags.everywhere),
    });
    return { kind: 'object', value: memberRow(member), nameField: 'email' };
  },
});
