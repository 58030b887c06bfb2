import { defineCommand, type AnyCommand } from '../../command.ts';
import { keptToken, LOGIN_FIELDS, loginHost, loginRow, useHost } from '../../login-host.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Let commands go through another control plane that you are logged in at',
  description:
    'Changes the setting host of your configuration. A project file, a profile or REGCTL_HOST that names another still comes first.',
  examples: [
    { command: 'regctl auth switch https://regctl.example.org', does: 'use the login that is kept for it' },
  ],
  args: [{ name: 'host', description: 'address of the control plane' }],
  flags: {},
  fields: LOGIN_FIELDS,
  exitCodes: { 4: 'you are not logged in at it', 10: 'the server could not be reached' },
  writes: true,
  run: async (context, { arg }) => {
    const host = await loginHost(context, arg('host'));
    const kept = await keptToken(context, host);
    const session = await (await context.logins()).session(host, kept.token);
    await useHost(context, host);
    return { kind: 'object', value: loginRow(host, session, kept), nameField: 'host' };
  },
});
