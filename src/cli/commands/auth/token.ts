import { defineCommand, type AnyCommand } from '../../command.ts';
import { keptToken, loginHost } from '../../login-host.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Print the token for a control plane, for other programs',
  description:
    'It is renewed first where it comes to its end. Of a session it is good for 15 minutes at most; whoever has it acts in your name.',
  examples: [
    {
      command: 'curl -H "Authorization: Bearer $(regctl auth token)" https://regctl.example.org/api/v1/zones',
      does: 'ask the API by hand',
    },
  ],
  args: [],
  flags: { host: { type: 'string', value: 'URL', description: 'another control plane than the usual one' } },
  fields: [{ name: 'text', description: 'the token' }],
  exitCodes: { 4: 'you are not logged in', 10: 'the server could not be reached' },
  writes: false,
  run: async (context, { flags }) => {
    const { token } = await keptToken(context, await loginHost(context, flags.host));
    return { kind: 'text', text: `${token}\n`, value: { text: token } };
  },
});
