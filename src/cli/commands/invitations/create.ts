import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { INVITATION_FIELDS, invitationRow, ONLY_FLAG, readOnly } from '../../organization-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Invite somebody, and print the token to send them',
  description:
    'Whoever has the token or its link may accept it within seven days, once, where the address has no login there yet. Send it to nobody but the one who is invited. Where the server sends mail, they get a link of their own as well.',
  examples: [
    {
      command: 'regctl invitations create ada@example.org --role admin',
      does: 'she may do nearly everything',
    },
    {
      command: 'regctl invitations create bob@example.org --only example.org',
      does: 'a member who is bound to one zone',
    },
  ],
  args: [{ name: 'email', description: 'e-mail address' }],
  flags: {
    role: { type: 'string', value: 'ROLE', description: 'see `regctl roles list`; member when omitted' },
    only: ONLY_FLAG,
  },
  fields: [
    ...INVITATION_FIELDS,
    { name: 'token', description: 'what it is accepted with, shown this once' },
    { name: 'link', description: 'the page where it is accepted; it holds the token' },
  ],
  exitCodes: {
    4: 'the role holds more than you may give',
    5: 'no role of that name',
    6: 'not to be had in local mode',
    7: 'the organization may not have more members',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const invitations = hostedPart((await context.controlPlane()).invitations, 'invitations');
    const { token, ...invitation } = await invitations.create({
      email: arg('email'),
      role: flags.role ?? 'member',
      within: readOnly(flags.only),
    });
    const host = ((await context.settings()).get('host') ?? 'URL').replace(/\/+$/, '');
    context.notice(
      `invitation ${invitation.id} is good until ${invitation.expiresAt}; accepted at ${host}/invitation?token=TOKEN, or with \`regctl invitations accept --host ${host} < token\``,
    );
    return {
      kind: 'object',
      value: { ...invitationRow(invitation), token, link: `${host}/invitation?token=${token}` },
      text: () => `${token}\n`,
      nameField: 'token',
    };
  },
});
