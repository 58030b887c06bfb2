import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPair, exportJWK, type JWK } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';

/** Somebody at the outside issuer, with what it says of them. */
export interface OutsidePerson {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

/** An OpenID provider of somebody else, on loopback. */
export interface OutsideIssuer {
  readonly url: string;
  /** Who signs in there next. */
  person: OutsidePerson;
  /** What the next token of a program says besides. */
  claims: { readonly [claim: string]: unknown };
  /** Requests for its keys so far. */
  readonly keyRequests: () => number;
  /** A token for a program, as a CI system makes them. */
  token(audience: string): Promise<string>;
  close(): Promise<void>;
}

export const OUTSIDE_CLIENT = { id: 'regctl-server', secret: 'a secret of the client that is long enough' };

async function signingKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' };
}

/** Opens an OpenID provider on a free port, or on one that is given, with a key of its own. */
export async function openOutsideIssuer(
  options: { readonly redirectUris?: readonly string[]; readonly port?: number; readonly kid?: string } = {},
): Promise<OutsideIssuer> {
  const { createServer } = await import('node:http');
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  let keyRequests = 0;
  const state = { person: { sub: 'nobody' } as OutsidePerson, claims: {} };
  const jwks = { keys: [await signingKey(options.kid ?? 'first')] };
  const provider = new Provider(url, configuration(options.redirectUris ?? [], jwks, state));
  const callback = provider.callback();
  server.on('request', (request, response) => {
    if (request.url === '/jwks') keyRequests += 1;
    if (request.url?.startsWith('/interaction/') !== true) return void callback(request, response);
    // Whoever comes is signed in and agrees.
    void (async () => {
      const { prompt, params } = await provider.interactionDetails(request, response);
      const accountId = state.person.sub;
      if (prompt.name === 'login')
        return provider.interactionFinished(request, response, { login: { accountId } });
      const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) });
      grant.addOIDCScope(String(params['scope']));
      const grantId = await grant.save();
      return provider.interactionFinished(request, response, { consent: { grantId } });
    })();
  });
  return {
    url,
    set person(person: OutsidePerson) {
      state.person = person;
    },
    get person() {
      return state.person;
    },
    set claims(claims: { readonly [claim: string]: unknown }) {
      state.claims = claims;
    },
    get claims() {
      return state.claims;
    },
    keyRequests: () => keyRequests,
    token: async (audience) => {
      const response = await fetch(`${url}/token`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `Basic ${btoa(`ci:${encodeURIComponent(OUTSIDE_CLIENT.secret)}`)}`,
        },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource: audience }).toString(),
      });
      const answer = (await response.json()) as { readonly access_token?: string };
      if (answer.access_token === undefined) throw new Error(`no token: ${JSON.stringify(answer)}`);
      return answer.access_token;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function configuration(
  redirectUris: readonly string[],
  jwks: { readonly keys: JWK[] },
  state: { readonly person: OutsidePerson; readonly claims: object },
): Configuration {
  return {
    jwks: jwks as NonNullable<Configuration['jwks']>,
    clients: [
      {
        client_id: 'ci',
        client_secret: OUTSIDE_CLIENT.secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
      {
        client_id: OUTSIDE_CLIENT.id,
        client_secret: OUTSIDE_CLIENT.secret,
        grant_types: ['authorization_code'],
        redirect_uris: [...redirectUris],
      },
    ],
    claims: { openid: ['sub', 'groups'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ['a key of the cookies'] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...state.person, sub }) }),
    extraTokenClaims: () => ({ ...state.claims }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [],
        getResourceServerInfo: (_, resource) => ({
          scope: '',
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 300,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  };
}
