import { RegctlError } from '../core/errors.ts';
import type { KeptToken, LoginSession } from '../ports/logins.ts';
import type { OutputField } from './command-record.ts';
import { editUserFile } from './config/user-file.ts';
import type { Context } from './context.ts';
import type { Row } from './output/view.ts';

export const LOGIN_FIELDS: readonly OutputField[] = [
  { name: 'host', description: 'address of the control plane' },
  { name: 'organization', description: 'name of the organization' },
  { name: 'actor', description: 'who you are there' },
  { name: 'scopes', description: 'what you may do there' },
  { name: 'token', description: 'where the token lies, never the token' },
  { name: 'expiresAt', description: 'when the token ends and is renewed; null for a key' },
];

/** The control plane that is meant: the flag, else the setting. @throws RegctlError `INVALID_CONFIG` */
export async function loginHost(context: Context, flag: string | undefined): Promise<string> {
  const host = flag ?? (await context.settings()).get('host');
  if (host !== undefined) return host.replace(/\/+$/, '');
  throw new RegctlError('INVALID_CONFIG', 'no control plane is named', {
    reason: 'neither --host, REGCTL_HOST nor the setting host is there',
    hint: 'give `--host https://regctl.example.org`, or start one with `regctl server start`',
  });
}

/** The control plane that commands go through. @throws RegctlError `MODE_UNSUPPORTED` where they go through none */
export async function apiHost(context: Context): Promise<string> {
  if ((await context.settings()).get('mode') === 'hosted') return loginHost(context, undefined);
  throw new RegctlError('MODE_UNSUPPORTED', 'there is no control plane to ask', {
    reason: 'this regctl works straight against providers',
    hint: 'regctl auth login --host https://regctl.example.org',
  });
}

/** A login as a row. */
export function loginRow(
  host: string,
  session: LoginSession,
  { source, expiresAt }: Pick<KeptToken, 'source' | 'expiresAt'>,
): Row {
  return {
    host,
    organization: session.organization.name,
    actor: session.actor,
    scopes: session.scopes,
    token: source,
    expiresAt,
  };
}

/** Lets commands go through a control plane from now on. */
export async function useHost(context: Context, host: string): Promise<void> {
  await editUserFile(context.folders.configDir, ['host'], host);
  await editUserFile(context.folders.configDir, ['mode'], 'hosted');
}

/** The token for a control plane. @throws RegctlError `NOT_LOGGED_IN` */
export async function keptToken(context: Context, host: string): Promise<KeptToken> {
  const kept = await (await context.logins()).token(host);
  if (kept !== undefined) return kept;
  throw new RegctlError('NOT_LOGGED_IN', `you are not logged in at ${host}`, {
    reason: 'neither REGCTL_TOKEN nor a login on this machine is there',
    hint: 'regctl auth login',
  });
}
