import { defineCommand, type AnyCommand } from '../../command.ts';
import { LOGIN_FIELDS, loginHost, loginRow } from '../../login-host.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Renew the token of a session now',
  description: 'Commands do so by themselves; this shows whether it can be done, and lengthens the session.',
  examples: [{ command: 'regctl auth refresh', does: 'renew the token' }],
  args: [],
  flags: { host: { type: 'string', value: 'URL', description: 'another control plane than the usual one' } },
  fields: LOGIN_FIELDS,
  exitCodes: { 4: 'you are not logged in, or the session has ended', 10: 'the server could not be reached' },
  writes: true,
  run: async (context, { flags }) => {
    const host = await loginHost(context, flags.host);
    const logins = await context.logins();
    const kept = await logins.renew(host);
    const session = await logins.session(host, kept.token);
    return { kind: 'object', value: loginRow(host, session, kept), nameField: 'host' };
  },
});
