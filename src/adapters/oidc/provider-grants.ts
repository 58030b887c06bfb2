import type { Configuration, TokenEndpointResponse } from 'openid-client';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { GRANTING_PROVIDERS, type GrantClient, type ProviderGrant } from '../../core/provider-grant.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProviderGrants } from '../../ports/provider-grants.ts';
import type { Fetch } from '../http/client.ts';

/** Seconds that one answer may take. */
const TIMEOUT_S = 10;

export interface ProviderGrantsOptions {
  readonly clock: Clock;
  /** Reaches a provider; a private address only where it is allowed. */
  readonly fetchOf: (allowPrivateAddress: boolean) => Fetch;
}

/** Has access granted with openid-client, which is loaded when it is first needed. */
export function createProviderGrants({ clock, fetchOf }: ProviderGrantsOptions): ProviderGrants {
  const configure = async (client: GrantClient): Promise<Configuration> => {
    const oauth = await import('openid-client');
    const { authorize, token, revoke } = GRANTING_PROVIDERS[client.provider];
    const config = new oauth.Configuration(
      {
        issuer: client.issuer,
        authorization_endpoint: `${client.issuer}${authorize}`,
        token_endpoint: `${client.issuer}${token}`,
        revocation_endpoint: `${client.issuer}${revoke}`,
      },
      client.clientId,
      undefined,
      oauth.ClientSecretBasic(client.clientSecret),
    );
    const fetch = fetchOf(client.allowPrivateAddress);
    config[oauth.customFetch] = (url: string, options: object) => fetch(url, options as RequestInit);
    config.timeout = TIMEOUT_S;
    // Only one on this machine may be without TLS: the configuration was checked.
    if (client.issuer.startsWith('http:')) oauth.allowInsecureRequests(config);
    return config;
  };
  const toGrant = (answer: TokenEndpointResponse, before: string | null): ProviderGrant => ({
    accessToken: answer.access_token,
    // RFC 6749 §6: where there is no new one the old one stays.
    refreshToken: answer.refresh_token ?? before,
    expiresAt:
      answer.expires_in === undefined
        ? null
        : new Date(clock.now().getTime() + answer.expires_in * 1_000).toISOString(),
  });
  return {
    begin: (client, callback) =>
      asked(client, 'NOT_LOGGED_IN', async () => {
        const oauth = await import('openid-client');
        const checks = { state: oauth.randomState(), verifier: oauth.randomPKCECodeVerifier() };
        const url = oauth.buildAuthorizationUrl(await configure(client), {
          redirect_uri: callback,
          scope: client.scopes.join(' '),
          state: checks.state,
          code_challenge: await oauth.calculatePKCECodeChallenge(checks.verifier),
          code_challenge_method: 'S256',
        });
        return { url: url.href, checks };
      }),
    complete: (client, answer, checks) =>
      asked(client, 'NOT_LOGGED_IN', async () => {
        const oauth = await import('openid-client');
        const tokens = await oauth.authorizationCodeGrant(await configure(client), new URL(answer), {
          expectedState: checks.state,
          pkceCodeVerifier: checks.verifier,
        });
        return toGrant(tokens, null);
      }),
    refresh: (client, refreshToken) =>
      asked(client, 'CREDENTIAL_REJECTED', async () => {
        const oauth = await import('openid-client');
        return toGrant(await oauth.refreshTokenGrant(await configure(client), refreshToken), refreshToken);
      }),
    revoke: (client, token) =>
      asked(client, 'CREDENTIAL_REJECTED', async () => {
        const oauth = await import('openid-client');
        await oauth.tokenRevocation(await configure(client), token);
      }),
  };
}

/** Says what the library says in three lines: what was refused, and what could not be asked. */
async function asked<T>(
  { provider }: GrantClient,
  refusal: 'NOT_LOGGED_IN' | 'CREDENTIAL_REJECTED',
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isRegctlError(error)) throw error;
    const { code, error: answer } = error as { readonly code?: unknown; readonly error?: unknown };
    const isAnswer =
      code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR' ||
      code === 'OAUTH_INVALID_RESPONSE' ||
      // RFC 6749 §5.2. All others are about the server or the moment, and what is granted may be as good as before.
      (code === 'OAUTH_RESPONSE_BODY_ERROR' && answer === 'invalid_grant');
    const { title } = GRANTING_PROVIDERS[provider];
    throw new RegctlError(
      isAnswer ? refusal : 'PROVIDER_UNAVAILABLE',
      isAnswer ? `${title} grants no access` : `${title} could not be asked for access`,
      {
        reason: isAnswer
          ? 'it was refused, has ended, or is no answer to what was asked'
          : 'it gave no answer, or does not know this server as the operator set it up',
        hint: isAnswer ? 'connect the account again at /connect of the server' : 'try again in some minutes',
        provider,
        cause: error,
      },
    );
  }
}
