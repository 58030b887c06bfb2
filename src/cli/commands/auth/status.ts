import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { LOGIN_FIELDS, loginHost, loginRow } from '../../login-host.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Tell who you are at the control plane, and where the token lies',
  examples: [{ command: 'regctl auth status', does: 'asks the control plane' }],
  args: [],
  flags: { host: { type: 'string', value: 'URL', description: 'another control plane than the usual one' } },
  fields: LOGIN_FIELDS,
  exitCodes: { 4: 'you are not logged in', 10: 'the server could not be reached' },
  writes: false,
  run: async (context, { flags }) => {
    const host = await loginHost(context, flags.host);
    const logins = await context.logins();
    const kept = await logins.token(host);
    if (kept === undefined) {
      throw new RegctlError('NOT_LOGGED_IN', `you are not logged in at ${host}`, {
        reason: 'neither REGCTL_TOKEN nor a login on this machine is there',
        hint: 'regctl auth login --with-token < token',
      });
    }
    const session = await logins.session(host, kept.token);
    return { kind: 'object', value: loginRow(host, session, kept.source), nameField: 'host' };
  },
});
