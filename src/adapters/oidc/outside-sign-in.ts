import type { Configuration } from 'openid-client';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { textsOf } from '../../core/issuer-trust.ts';
import type { OutsideIdentity, SignInProvider } from '../../core/sign-in-provider.ts';
import type { OutsideSignIn } from '../../ports/outside-sign-in.ts';
import type { Fetch } from '../http/client.ts';
import { githubIdentity, githubMetadata } from './github.ts';

/** Seconds that one answer may take. */
const TIMEOUT_S = 10;
/** Groups that are looked at, and characters of a text. */
const MAX_GROUPS = 1_000;
const MAX_TEXT = 200;

/** Signs people in with openid-client, which is loaded when it is first needed. */
export function createOutsideSignIn({
  fetchOf,
}: {
  /** Reaches an issuer; a private address only where it is allowed. */
  readonly fetchOf: (allowPrivateAddress: boolean) => Fetch;
}): OutsideSignIn {
  const configured = new Map<string, Promise<Configuration>>();
  const configure = (provider: SignInProvider): Promise<Configuration> => {
    const known = configured.get(provider.id);
    if (known !== undefined) return known;
    const opened = open(provider, fetchOf(provider.allowPrivateAddress));
    configured.set(provider.id, opened);
    opened.catch(() => configured.delete(provider.id));
    return opened;
  };
  return {
    begin: (provider, callback) =>
      asked(provider, async () => {
        const client = await import('openid-client');
        const config = await configure(provider);
        const checks = {
          state: client.randomState(),
          nonce: client.randomNonce(),
          verifier: client.randomPKCECodeVerifier(),
        };
        const url = client.buildAuthorizationUrl(config, {
          redirect_uri: callback,
          scope: provider.scopes.join(' '),
          state: checks.state,
          code_challenge: await client.calculatePKCECodeChallenge(checks.verifier),
          code_challenge_method: 'S256',
          ...(provider.kind === 'oidc' ? { nonce: checks.nonce } : {}),
        });
        return { url: url.href, checks };
      }),
    complete: (provider, answer, checks) =>
      asked(provider, async () => {
        const client = await import('openid-client');
        const config = await configure(provider);
        const isOidc = provider.kind === 'oidc';
        const tokens = await client.authorizationCodeGrant(config, new URL(answer), {
          expectedState: checks.state,
          pkceCodeVerifier: checks.verifier,
          ...(isOidc ? { expectedNonce: checks.nonce, idTokenExpected: true } : {}),
        });
        if (!isOidc)
          return githubIdentity(provider, tokens.access_token, fetchOf(provider.allowPrivateAddress));
        const claims = tokens.claims();
        if (claims === undefined) throw new TypeError('there is no ID token');
        const isWhole = claims['email'] !== undefined && claims[provider.groupsClaim] !== undefined;
        // What an ID token leaves out is at the UserInfo endpoint, of the same subject.
        const more =
          isWhole || config.serverMetadata().userinfo_endpoint === undefined
            ? {}
            : await client.fetchUserInfo(config, tokens.access_token, claims.sub);
        return toIdentity(provider, { ...more, ...claims });
      }),
  };
}

async function open(provider: SignInProvider, fetch: Fetch): Promise<Configuration> {
  const client = await import('openid-client');
  const { clientId, clientSecret, issuer } = provider;
  const customFetch: (url: string, options: object) => Promise<Response> = (url, options) =>
    fetch(url, options as RequestInit);
  // Only an issuer on this machine may be without TLS: the configuration was checked.
  const insecure = issuer.startsWith('http:') ? [client.allowInsecureRequests] : [];
  if (provider.kind === 'github') {
    const config = new client.Configuration(githubMetadata(issuer), clientId, clientSecret);
    config[client.customFetch] = customFetch;
    config.timeout = TIMEOUT_S;
    for (const allow of insecure) allow(config);
    return config;
  }
  const execute = [...insecure, client.enableNonRepudiationChecks];
  return client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
    timeout: TIMEOUT_S,
    execute,
    [client.customFetch]: customFetch,
  });
}

function toIdentity(
  { groupsClaim }: SignInProvider,
  claims: { readonly sub: string; readonly [claim: string]: unknown },
): OutsideIdentity {
  const text = (name: string): string | null => {
    const value = claims[name];
    return typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT) : null;
  };
  return {
    subject: claims.sub,
    email: text('email')?.toLowerCase() ?? null,
    emailVerified: claims['email_verified'] === true,
    name: text('name') ?? text('preferred_username'),
    groups: textsOf(claims[groupsClaim]).slice(0, MAX_GROUPS),
  };
}

/** Says what the library says in three lines: an answer that is not the one that was asked for is the caller's, all else the issuer's. */
async function asked<T>(provider: SignInProvider, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isRegctlError(error)) throw error;
    const code = (error as { readonly code?: unknown }).code;
    const isAnswer =
      code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR' ||
      code === 'OAUTH_RESPONSE_BODY_ERROR' ||
      code === 'OAUTH_INVALID_RESPONSE' ||
      code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' ||
      code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED';
    throw new RegctlError(
      isAnswer ? 'NOT_LOGGED_IN' : 'PROVIDER_UNAVAILABLE',
      `signing in with ${provider.label} did not work`,
      {
        reason: isAnswer
          ? 'its answer was refused, or is no answer to what was asked'
          : 'it could not be asked',
        hint: 'begin again at the sign-in page',
        cause: error,
      },
    );
  }
}
