import { RegctlError } from '../../../core/errors.ts';
import type { LoginStorage, PendingLogin } from '../../../ports/logins.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { LOGIN_FIELDS, loginHost, loginRow, useHost } from '../../login-host.ts';
import { openInBrowser } from '../../open-browser.ts';
import type { View } from '../../output/view.ts';
import { withSpinner } from '../../spinner.ts';
import { tokenLogin } from '../../token-login.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Log in at a control plane; from then on commands go through it',
  description:
    'Shows a code and a page, where you sign in and let regctl in. The login is kept in the keychain and renewed by itself; it lives for 30 days after it was last used. Without a person at hand, `--non-interactive` prints the code and ends, and `--complete` goes on once somebody approved it; or a token is given on stdin: an API key, or the one-time token that a new server prints, which makes the first organization.',
  examples: [
    {
      command: 'regctl auth login --host https://regctl.example.org',
      does: 'in a browser, here or elsewhere',
    },
    { command: 'regctl auth login --non-interactive --json', does: 'print page and code, and end' },
    { command: 'regctl auth login --complete', does: 'wait until that is approved, and log in' },
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
    'no-browser': { type: 'boolean', description: 'print the page without opening it' },
    'non-interactive': { type: 'boolean', description: 'print page and code, and end' },
    complete: { type: 'boolean', description: 'complete a login that was begun with --non-interactive' },
    'with-token': { type: 'boolean', description: 'read the token from stdin' },
    'insecure-storage': {
      type: 'boolean',
      description: 'keep the login in an encrypted file instead of the keychain',
    },
    organization: {
      type: 'string',
      value: 'NAME',
      description: 'with a one-time token: name of the organization',
    },
    name: { type: 'string', value: 'NAME', description: 'with a one-time token: your name' },
    email: { type: 'string', value: 'ADDRESS', description: 'with a one-time token: your e-mail address' },
  },
  fields: [
    ...LOGIN_FIELDS,
    { name: 'userCode', description: 'with --non-interactive: the code to approve' },
    { name: 'verificationUri', description: 'with --non-interactive: the page where it is approved' },
    {
      name: 'verificationUriComplete',
      description: 'with --non-interactive: the same page with the code in it',
    },
  ],
  exitCodes: {
    4: 'the login was refused or came too late, the token is not taken, or the keychain cannot be used',
    5: 'no login waits to be completed',
    8: 'nobody has approved it within --timeout',
    10: 'the server could not be reached',
  },
  writes: true,
  run: async (context, { flags }) => {
    refuseTogether(flags);
    const host = await loginHost(context, flags.host);
    const storage = flags['insecure-storage'] ? 'encrypted-file' : 'keychain';
    if (flags['with-token']) return tokenLogin(context, host, storage, flags);
    if (flags.complete) return complete(context, host);
    const logins = await context.logins();
    const pending = await logins.begin(host, storage);
    if (flags['non-interactive']) return pendingView(context, host, storage, pending);
    await show(context, pending, flags['no-browser']);
    return complete(context, host);
  },
});

/** Waits for the answer for as long as the code lives, or for `--timeout`. */
async function complete(context: Context, host: string): Promise<View> {
  const logins = await context.logins();
  const { timeout } = context.flags;
  const signal =
    typeof timeout !== 'number'
      ? context.signal
      : AbortSignal.any([context.signal, AbortSignal.timeout(timeout)]);
  const kept = await withSpinner(context, 'waiting for somebody to let regctl in', () =>
    logins.complete(host, signal),
  );
  const session = await logins.session(host, kept.token);
  await useHost(context, host);
  context.notice(`logged in at ${host} as ${session.actor} of ${session.organization.name}`);
  const value = { ...loginRow(host, session, kept), ...NOT_PENDING };
  return { kind: 'object', value, text: () => '', nameField: 'host' };
}

const NOT_PENDING = { userCode: null, verificationUri: null, verificationUriComplete: null };

/** Said whatever the format: without it nobody could approve anything. */
async function show(context: Context, pending: PendingLogin, noBrowser: boolean): Promise<void> {
  context.io.stderr.write(`The code is ${context.io.stderr.paint.bold(pending.userCode)}\n\n`);
  if (noBrowser)
    context.io.stderr.write(`Open this page and approve it:\n\n  ${pending.verificationUri}\n\n`);
  else await openInBrowser(context, pending.verificationUriComplete);
}

function pendingView(context: Context, host: string, storage: LoginStorage, pending: PendingLogin): View {
  const { userCode, verificationUri, verificationUriComplete, expiresAt } = pending;
  context.notice(
    `approve the code ${userCode} at ${verificationUri}, then run \`regctl auth login --host ${host} --complete\``,
  );
  return {
    kind: 'object',
    value: {
      host,
      organization: null,
      actor: null,
      scopes: [],
      token: storage,
      expiresAt,
      userCode,
      verificationUri,
      verificationUriComplete,
    },
    text: () => `${verificationUriComplete}\n`,
    nameField: 'userCode',
  };
}

function refuseTogether(flags: {
  readonly 'with-token': boolean;
  readonly 'non-interactive': boolean;
  readonly complete: boolean;
}): void {
  const given = (['with-token', 'non-interactive', 'complete'] as const).filter((name) => flags[name]);
  if (given.length < 2) return;
  throw new RegctlError('USAGE', `--${given.join(' and --')} do not go together`, {
    reason: 'each is another way to log in',
    hint: 'give one of them',
  });
}
