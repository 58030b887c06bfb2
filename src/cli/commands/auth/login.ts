import { hostname } from 'node:os';
import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { editUserFile } from '../../config/user-file.ts';
import type { Context } from '../../context.ts';
import { LOGIN_FIELDS, loginHost, loginRow } from '../../login-host.ts';

/** What a one-time token of a new server begins with. */
const SETUP_TOKEN = /^rgs_/;

export const command: AnyCommand = defineCommand({
  summary: 'Log in at a control plane; from then on commands go through it',
  description:
    'The token is read from stdin: an API key, or the one-time token that a new server prints, which makes the first organization. It is tried, and kept in the keychain.',
  examples: [
    {
      command: 'regctl auth login --host http://127.0.0.1:8765 --with-token < token',
      does: 'with a key, or with the token that `server start` printed',
    },
  ],
  args: [],
  flags: {
    host: {
      type: 'string',
      value: 'URL',
      description: 'address of the control plane; the setting host when omitted',
    },
    'with-token': { type: 'boolean', description: 'read the token from stdin' },
    'insecure-storage': {
      type: 'boolean',
      description: 'keep the token in an encrypted file instead of the keychain',
    },
    organization: {
      type: 'string',
      value: 'NAME',
      description: 'with a one-time token: name of the organization',
    },
    name: { type: 'string', value: 'NAME', description: 'with a one-time token: your name' },
    email: { type: 'string', value: 'ADDRESS', description: 'with a one-time token: your e-mail address' },
  },
  fields: LOGIN_FIELDS,
  exitCodes: {
    4: 'the token is not taken, or the keychain cannot be used',
    10: 'the server could not be reached',
  },
  writes: true,
  run: async (context, { flags }) => {
    const host = await loginHost(context, flags.host);
    const given = await readToken(context);
    const logins = await context.logins();
    const token = SETUP_TOKEN.test(given)
      ? await logins.setUp(host, given, {
          organization: flags.organization ?? 'My organization',
          name: flags.name ?? 'Owner',
          email: flags.email ?? `owner@${hostname().toLowerCase()}.localhost`,
        })
      : given;
    const storage = flags['insecure-storage'] ? 'encrypted-file' : 'keychain';
    const session = await logins.session(host, token);
    await keepOrShow(
      context,
      () => logins.keep(host, token, storage),
      SETUP_TOKEN.test(given) ? token : undefined,
    );
    await editUserFile(context.folders.configDir, ['host'], host);
    await editUserFile(context.folders.configDir, ['mode'], 'hosted');
    context.notice(`logged in at ${host} as ${session.actor} of ${session.organization.name}`);
    return { kind: 'object', value: loginRow(host, session, storage), text: () => '', nameField: 'host' };
  },
});

async function readToken(context: Context): Promise<string> {
  const text = context.io.stdin.isTty
    ? await context.prompt.secret('Token:', { flag: 'the token on stdin: --with-token < token' })
    : await context.io.stdin.text();
  const token = text.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new RegctlError('INVALID_INPUT', 'stdin holds no token', {
    reason: token === '' ? 'it is empty' : 'a token is one word',
    hint: 'regctl auth login --with-token < token',
  });
}

/** A key that was bought with the one-time token and cannot be kept would be lost: it is shown instead. */
async function keepOrShow(
  context: Context,
  keep: () => Promise<void>,
  fresh: string | undefined,
): Promise<void> {
  try {
    await keep();
  } catch (error) {
    if (fresh !== undefined)
      context.io.stderr.write(
        `The key of the owner cannot be kept here. Keep it yourself, it is not shown again:\n\n  ${fresh}\n\n`,
      );
    throw error;
  }
}
