import { defineCommand, type AnyCommand } from '../../../command.ts';
import { DATA_FLAG, readServerConfig } from '../../../server-config.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Print a link by which somebody sets a password, once',
  description:
    'For whoever has a passkey or a key and no password, where the server sends no mail. Works beside a running server. Hand the link to that person alone: whoever opens it sets the password. All their sessions end then; passkeys, authenticator and keys stay, and the address is not taken as verified. Who signs in by an outside issuer alone gets none. It is in the audit log of their organizations.',
  examples: [{ command: 'regctl server passwords link ada@example.org', does: 'good for an hour' }],
  args: [{ name: 'email', description: 'address that they sign in with' }],
  flags: DATA_FLAG,
  fields: [
    { name: 'link', description: 'the link; a secret' },
    { name: 'email', description: 'whose it is' },
    { name: 'expiresAt', description: 'until when it is good' },
  ],
  exitCodes: {
    5: 'nobody has that address, or no server is here',
    7: 'they sign in by an outside issuer alone, or have three links already',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const server = await context.server();
    const made = await server.passwordLink(await readServerConfig(context, flags), arg('email'));
    context.notice(`hand it to ${made.email} alone; it is good once, until ${made.expiresAt}`);
    return { kind: 'object', value: { ...made }, text: () => `${made.link}\n`, nameField: 'link' };
  },
});
