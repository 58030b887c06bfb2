import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { editUserFile } from '../../config/user-file.ts';
import type { Context } from '../../context.ts';
import { loginHost } from '../../login-host.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Accept an invitation, and log in with the first key',
  description:
    'The token of the invitation, or its link, is read from stdin. The key is kept in the keychain, and commands go through the control plane from then on. Who has a login there opens the link in a browser and signs in to accept.',
  examples: [
    {
      command: 'regctl invitations accept --host https://regctl.example.org --name Ada < token',
      does: 'become a member',
    },
  ],
  args: [],
  flags: {
    host: {
      type: 'string',
      value: 'URL',
      description: 'address of the control plane; the setting host when omitted',
    },
    name: { type: 'string', value: 'NAME', description: 'your name' },
    'insecure-storage': {
      type: 'boolean',
      description: 'keep the key in an encrypted file instead of the keychain',
    },
  },
  fields: [
    { name: 'host', description: 'address of the control plane' },
    { name: 'organization', description: 'name of the organization' },
    { name: 'role', description: 'what you are there' },
  ],
  exitCodes: {
    4: 'the invitation is not good, or the keychain cannot be used',
    7: 'you are a member already',
    10: 'the server could not be reached',
  },
  writes: true,
  run: async (context, { flags }) => {
    const host = await loginHost(context, flags.host);
    const logins = await context.logins();
    const accepted = await logins.accept(host, await readToken(context), flags.name ?? 'New member');
    try {
      await logins.keep(host, accepted.token, flags['insecure-storage'] ? 'encrypted-file' : 'keychain');
    } catch (error) {
      // It was bought with a token that is spent: it is shown rather than lost.
      context.io.stderr.write(
        `Your key cannot be kept here. Keep it yourself, it is not shown again:\n\n  ${accepted.token}\n\n`,
      );
      throw error;
    }
    await editUserFile(context.folders.configDir, ['host'], host);
    await editUserFile(context.folders.configDir, ['mode'], 'hosted');
    const organization = accepted.organization.name;
    context.notice(`you are ${accepted.role} of ${organization}, and logged in at ${host}`);
    return {
      kind: 'object',
      value: { host, organization, role: accepted.role },
      text: () => '',
      nameField: 'host',
    };
  },
});

async function readToken(context: Context): Promise<string> {
  const text = context.io.stdin.isTty
    ? await context.prompt.secret('Token of the invitation:', { flag: 'the token on stdin' })
    : await context.io.stdin.text();
  const token = /(?:^|[?&]token=)(rgi_[0-9a-z]+)$/.exec(text.trim())?.[1];
  if (token !== undefined) return token;
  throw new RegctlError('INVALID_INPUT', 'stdin holds no token of an invitation', {
    reason: 'it begins with rgi_',
    hint: 'regctl invitations accept < token',
  });
}
