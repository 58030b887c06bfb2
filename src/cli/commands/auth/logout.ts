import { defineCommand, type AnyCommand } from '../../command.ts';
import { editUserFile } from '../../config/user-file.ts';
import { loginHost } from '../../login-host.ts';

export const command: AnyCommand = defineCommand({
  summary: 'End the login at a control plane; commands go straight to providers again',
  description:
    'A session is ended at the server, too. An API key is forgotten on this machine and stays good: end it with `regctl api-keys delete`.',
  examples: [{ command: 'regctl auth logout', does: 'end the session, forget the token' }],
  args: [],
  flags: { host: { type: 'string', value: 'URL', description: 'another control plane than the usual one' } },
  fields: [
    { name: 'host', description: 'address of the control plane' },
    { name: 'forgotten', description: 'whether there was a token' },
  ],
  writes: true,
  run: async (context, { flags }) => {
    const host = await loginHost(context, flags.host);
    const forgotten = await (
      await context.logins()
    ).forget(host, (error) =>
      context.warn(
        `the session could not be ended at ${host} (${error instanceof Error ? error.message : 'it failed'}) and lives on there until it is not used for 30 days`,
      ),
    );
    if ((await context.settings()).get('host') === host) {
      await editUserFile(context.folders.configDir, ['mode'], undefined);
      await editUserFile(context.folders.configDir, ['host'], undefined);
    }
    context.notice(forgotten ? `logged out of ${host}` : `there was no login at ${host}`);
    return { kind: 'object', value: { host, forgotten }, text: () => '', nameField: 'host' };
  },
});
