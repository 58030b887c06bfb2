import * as z from 'zod';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { IdentityProvider, SignedIn } from '../../ports/identity-provider.ts';
import { audienceOf } from '../audience.ts';
import { readForm } from '../form.ts';
import { BEGIN_SESSION_PATH } from './begin-session.ts';
import {
  ADDRESS_HEADER,
  AUTH_PATH,
  CLI_CLIENT,
  openLibrary,
  type Library,
  type LibraryOptions,
} from './library.ts';

/** RFC 8414 §3: where clients look for what the server can do. */
const METADATA_PATH = '/.well-known/oauth-authorization-server';

/** What of the library can be reached; all else it has is closed. */
const OPEN: { readonly [path: string]: 'GET' | 'POST' } = {
  [`${AUTH_PATH}/device/code`]: 'POST',
  [`${AUTH_PATH}/oauth2/token`]: 'POST',
  [`${AUTH_PATH}/oauth2/revoke`]: 'POST',
  [`${AUTH_PATH}/jwks`]: 'GET',
};

/** Members of the metadata that speak of what can be reached. */
const OPEN_METADATA: readonly string[] = [
  'issuer',
  'token_endpoint',
  'device_authorization_endpoint',
  'revocation_endpoint',
  'jwks_uri',
  'scopes_supported',
];

const sessionAnswer = z.object({
  session: z.object({ id: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
});

/** Joins better-auth as identity provider. It is opened at the first call, and again at the next where that failed. */
export function createIdentityProvider(
  options: Omit<LibraryOptions, 'secret'> & { readonly secret: () => Promise<string> },
): IdentityProvider {
  let opened: Promise<Library> | undefined;
  const library = (): Promise<Library> => {
    opened ??= options.secret().then((secret) => openLibrary({ ...options, secret }));
    opened.catch(() => (opened = undefined));
    return opened;
  };
  const call = async (path: string, init: RequestInit): Promise<Response> =>
    (await library()).handler(new Request(`${options.origin}${AUTH_PATH}${path}`, init));
  const checkPassword: IdentityProvider['checkPassword'] = async ({ email, password }) => {
    const { internalAdapter, password: passwords } = (await library()).context;
    const found = await internalAdapter.findUserByEmail(email, { includeAccounts: true });
    const kept = found?.accounts.find(({ providerId }) => providerId === 'credential')?.password;
    if (found !== null && typeof kept === 'string')
      return (await passwords.verify({ hash: kept, password })) ? { id: found.user.id } : undefined;
    // Nobody learns from the time that there is no such user, or none with a password.
    await passwords.hash(password);
    return undefined;
  };
  const beginSession: IdentityProvider['beginSession'] = async (user, { address, userAgent }) => {
    const response = await call(BEGIN_SESSION_PATH, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: options.origin,
        'user-agent': userAgent,
        [ADDRESS_HEADER]: address,
      },
      body: JSON.stringify({ user }),
    });
    if (response.ok) return response.headers.getSetCookie();
    throw new RegctlError('INTERNAL', 'no session could be begun', {
      reason: `the identity library answered with status ${String(response.status)}`,
    });
  };
  return {
    respond: async (request, address) => {
      const { pathname } = new URL(request.url);
      if (pathname === METADATA_PATH && request.method === 'GET')
        return json(200, openMetadata(await (await library()).metadata()));
      if (OPEN[pathname] !== request.method) return undefined;
      try {
        const answer = await (
          await library()
        ).handler(await forward(request, pathname, options.origin, address));
        return pathname.endsWith('/revoke') ? await withoutUnknown(answer) : answer;
      } catch (error) {
        if (isRegctlError(error, 'INVALID_INPUT')) return oauthError(error.message);
        throw error;
      }
    },
    signedIn: async (headers) => {
      // Nobody without a cookie is looked up.
      if (!(headers.get('cookie') ?? '').includes('regctl.session_token')) return undefined;
      const response = await call('/get-session', { headers: cookieOf(headers) });
      const read = sessionAnswer.safeParse(await response.json());
      return read.success ? toSignedIn(read.data) : undefined;
    },
    checkPassword,
    beginSession,
    signIn: async (input, from) => {
      const known = await checkPassword(input);
      return known === undefined ? undefined : beginSession(known.id, from);
    },
    signOut: async (headers) => {
      const response = await call('/sign-out', {
        method: 'POST',
        headers: { ...cookieOf(headers), origin: options.origin, 'content-type': 'application/json' },
        body: '{}',
      });
      return response.headers.getSetCookie();
    },
    setPassword: async (user, password) => {
      const { internalAdapter, password: passwords } = (await library()).context;
      const hash = await passwords.hash(password);
      const methods = await internalAdapter.findAccounts(user);
      if (methods.some(({ providerId }) => providerId === 'credential'))
        await internalAdapter.updatePassword(user, hash);
      else
        await internalAdapter.createAccount({
          userId: user,
          providerId: 'credential',
          accountId: user,
          password: hash,
        });
      await internalAdapter.deleteUserSessions(user);
    },
  };
}

function toSignedIn({ session, user }: z.infer<typeof sessionAnswer>): SignedIn {
  return { session: session.id, user: { id: user.id, name: user.name, email: user.email } };
}

function cookieOf(headers: Headers): { cookie: string } {
  return { cookie: headers.get('cookie') ?? '' };
}

/** Makes the request that the library gets: a form of known size, an address that can be believed, and nothing else that the sender chose. */
async function forward(
  request: Request,
  pathname: string,
  origin: string,
  address: string,
): Promise<Request> {
  const headers = new Headers({ [ADDRESS_HEADER]: address });
  for (const name of ['authorization', 'user-agent', 'accept']) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const url = `${origin}${pathname}`;
  if (request.method === 'GET') return new Request(url, { headers });
  const form = await readForm(request);
  if (pathname.endsWith('/device/code')) {
    // The library would bind a request to a user that the sender names.
    form.delete('user_id');
    // RFC 8707 §2: a client that names no resource gets the server's only one.
    if (!form.has('resource')) form.set('resource', audienceOf(origin));
  }
  headers.set('content-type', 'application/x-www-form-urlencoded');
  return new Request(url, { method: 'POST', headers, body: form.toString() });
}

/** RFC 7009 §2.2: a token that is unknown, or revoked already, is as good as revoked. */
async function withoutUnknown(answer: Response): Promise<Response> {
  if (answer.status !== 400) return answer;
  const text = await answer.text();
  if (/"error":"(invalid_request|invalid_token)"/.test(text) && /not found|revoked|invalid/i.test(text))
    return new Response(null, { status: 200 });
  return new Response(text, answer);
}

function openMetadata(metadata: object): object {
  return {
    ...Object.fromEntries(Object.entries(metadata).filter(([name]) => OPEN_METADATA.includes(name))),
    grant_types_supported: CLI_CLIENT.grantTypes,
    // RFC 8414 §2 requires the member; there is no authorization endpoint that would give any.
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none'],
  };
}

function oauthError(description: string): Response {
  return json(400, { error: 'invalid_request', error_description: description });
}

function json(status: number, value: object): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });
}
