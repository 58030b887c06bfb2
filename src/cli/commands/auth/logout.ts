import { defineCommand, type AnyCommand } from '../../command.ts';
import { editUserFile } from '../../config/user-file.ts';
import { loginHost } from '../../login-host.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Forget the token of a control plane on this machine; commands go straight to providers again',
  description: 'An API key stays good: end it with `regctl api-keys delete`.',
  examples: [{ command: 'regctl auth logout', does: 'forget the token' }],
  args: [],
  flags: { host: { type: 'string', value: 'URL', description: 'another control plane than the usual one' } },
  fields: [
    { name: 'host', description: 'address of the control plane' },
    { name: 'forgotten', description: 'whether there was a token' },
  ],
  writes: true,
  run: async (context, { flags }) => {
    const host = await loginHost(context, flags.host);
    const forgotten = await (await context.logins()).forget(host);
    if ((await context.settings()).get('host') === host) {
      await editUserFile(context.folders.configDir, ['mode'], undefined);
      await editUserFile(context.folders.configDir, ['host'], undefined);
    }
    context.notice(forgotten ? `logged out of ${host}` : `there was no login at ${host}`);
    return { kind: 'object', value: { host, forgotten }, text: () => '', nameField: 'host' };
  },
});
