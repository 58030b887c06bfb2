import { hostname } from 'node:os';
import { RegctlError } from '../core/errors.ts';
import type { LoginStorage } from '../ports/logins.ts';
import type { Context } from './context.ts';
import { loginRow, useHost } from './login-host.ts';
import type { View } from './output/view.ts';

/** What a one-time token of a new server begins with. */
const SETUP_TOKEN = /^rgs_/;

/** Logs in with a token from stdin: an API key, or the one-time token that makes the first organization. */
export async function tokenLogin(
  context: Context,
  host: string,
  storage: LoginStorage,
  first: {
    readonly organization?: string | undefined;
    readonly name?: string | undefined;
    readonly email?: string | undefined;
  },
): Promise<View> {
  const given = await readToken(context);
  const logins = await context.logins();
  const token = SETUP_TOKEN.test(given)
    ? await logins.setUp(host, given, {
        organization: first.organization ?? 'My organization',
        name: first.name ?? 'Owner',
        email: first.email ?? `owner@${hostname().toLowerCase()}.localhost`,
      })
    : given;
  const session = await logins.session(host, token);
  await keepOrShow(
    context,
    () => logins.keep(host, token, storage),
    SETUP_TOKEN.test(given) ? token : undefined,
  );
  await useHost(context, host);
  context.notice(`logged in at ${host} as ${session.actor} of ${session.organization.name}`);
  if (SETUP_TOKEN.test(given))
    context.notice(`the same token sets your password at ${host}/setup, within a day`);
  const value = {
    ...loginRow(host, session, { source: storage, expiresAt: null }),
    userCode: null,
    verificationUri: null,
    verificationUriComplete: null,
  };
  return { kind: 'object', value, text: () => '', nameField: 'host' };
}

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
