import * as z from 'zod';
import { RegctlError } from '../../core/errors.ts';
import type { OutsideIdentity, SignInProvider } from '../../core/sign-in-provider.ts';
import type { Fetch } from '../http/client.ts';

/** Milliseconds that one answer may take; items of a page. */
const TIMEOUT_MS = 10_000;
const PAGE = 100;

const user = z.object({ id: z.number().int(), login: z.string(), name: z.string().nullish() });
const emails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));
const teams = z.array(z.object({ slug: z.string(), organization: z.object({ login: z.string() }) }));

/** Where GitHub, or a GitHub Enterprise Server, signs people in. It has no metadata of its own. */
export function githubMetadata(issuer: string): {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
} {
  return {
    issuer,
    authorization_endpoint: `${issuer}/login/oauth/authorize`,
    token_endpoint: `${issuer}/login/oauth/access_token`,
  };
}

/** Asks GitHub who a token belongs to: the primary address, and teams as `organization/team` where roles go by them. */
export async function githubIdentity(
  provider: SignInProvider,
  token: string,
  fetch: Fetch,
): Promise<OutsideIdentity> {
  const ask = <T>(path: string, schema: z.ZodType<T>): Promise<T> =>
    read(provider, token, fetch, path, schema);
  const { id, login, name } = await ask('/user', user);
  const primary = (await ask(`/user/emails?per_page=${String(PAGE)}`, emails)).find((one) => one.primary);
  const groups = provider.roles.length === 0 ? [] : await ask(`/user/teams?per_page=${String(PAGE)}`, teams);
  return {
    // A login may be given to somebody else one day, the number is not.
    subject: String(id),
    email: primary?.email.toLowerCase() ?? null,
    emailVerified: primary?.verified ?? false,
    name: name ?? login,
    groups: groups.map(({ organization, slug }) => `${organization.login}/${slug}`),
  };
}

async function read<T>(
  { issuer, label }: SignInProvider,
  token: string,
  fetch: Fetch,
  path: string,
  schema: z.ZodType<T>,
): Promise<T> {
  const api = issuer === 'https://github.com' ? 'https://api.github.com' : `${issuer}/api/v3`;
  const response = await fetch(`${api}${path}`, {
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'regctl',
    },
  });
  const read = response.ok ? schema.safeParse(await response.json()) : undefined;
  if (read?.success === true) return read.data;
  throw new RegctlError('PROVIDER_UNAVAILABLE', `signing in with ${label} did not work`, {
    reason: `it answered ${path.split('?')[0] ?? ''} with status ${String(response.status)}`,
    hint: 'begin again at the sign-in page',
  });
}
