import { RegctlError } from '../core/errors.ts';
import type { LoginSession } from '../ports/logins.ts';
import type { OutputField } from './command-record.ts';
import type { Context } from './context.ts';
import type { Row } from './output/view.ts';

export const LOGIN_FIELDS: readonly OutputField[] = [
  { name: 'host', description: 'address of the control plane' },
  { name: 'organization', description: 'name of the organization' },
  { name: 'actor', description: 'who you are there' },
  { name: 'scopes', description: 'what you may do there' },
  { name: 'token', description: 'where the token lies, never the token' },
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
export function loginRow(host: string, session: LoginSession, source: string): Row {
  return {
    host,
    organization: session.organization.name,
    actor: session.actor,
    scopes: session.scopes,
    token: source,
  };
}
