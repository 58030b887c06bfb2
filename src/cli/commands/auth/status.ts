import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { keptToken, LOGIN_FIELDS, loginHost, loginRow } from '../../login-host.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Tell who you are at the control plane, and where the token lies',
  examples: [{ command: 'regctl auth status', does: 'asks the control plane' }],
  args: [],
  flags: { host: { type: 'string', value: 'URL', description: 'another control plane than the usual one' } },
  fields: LOGIN_FIELDS,
  exitCodes: { 4: 'you are not logged in', 10: 'the server could not be reached' },
  writes: false,
  run: async (context, { flags }) => {
    if (flags.host === undefined && (await context.settings()).get('host') === undefined)
      throw new RegctlError('NOT_LOGGED_IN', 'you are not logged in anywhere', {
        reason: 'no control plane is named; this regctl works straight against providers',
        hint: '`regctl auth login --host https://regctl.example.org`, or `regctl accounts list` for the accounts of this machine',
      });
    const host = await loginHost(context, flags.host);
    const logins = await context.logins();
    const kept = await keptToken(context, host);
    const session = await logins.session(host, kept.token);
    return { kind: 'object', value: loginRow(host, session, kept), nameField: 'host' };
  },
});
