import type { Configuration, TokenEndpointResponse } from 'openid-client';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DeviceCode, DeviceLoginClient, SessionTokens } from '../../ports/device-login.ts';
import type { Fetch } from '../http/client.ts';

/** How the command line is known to every control plane. */
const CLIENT_ID = 'regctl-cli';
/** Without it there would be no refresh token. */
const SCOPE = 'offline_access';
/** Seconds that one answer may take. */
const TIMEOUT_S = 30;

/** Logs in with openid-client, which is loaded when it is first needed. */
export function createDeviceLoginClient({
  fetch,
  clock,
}: {
  readonly fetch: Fetch;
  readonly clock: Clock;
}): DeviceLoginClient {
  return {
    begin: (host) =>
      asked(host, async () => {
        const client = await import('openid-client');
        const answer = await client.initiateDeviceAuthorization(await configure(host, fetch), {
          scope: SCOPE,
        });
        return {
          deviceCode: answer.device_code,
          userCode: answer.user_code,
          verificationUri: answer.verification_uri,
          verificationUriComplete: answer.verification_uri_complete ?? answer.verification_uri,
          expiresAt: new Date(clock.now().getTime() + answer.expires_in * 1000).toISOString(),
          intervalSeconds: answer.interval ?? 5,
        };
      }),
    poll: (host, code, signal) => asked(host, () => poll(host, code, signal, fetch, clock)),
    refresh: (host, refreshToken) =>
      asked(host, async () => {
        const client = await import('openid-client');
        return toTokens(await client.refreshTokenGrant(await configure(host, fetch), refreshToken), clock);
      }),
    revoke: (host, refreshToken) =>
      asked(host, async () => {
        const client = await import('openid-client');
        const hint = { token_type_hint: 'refresh_token' };
        await client.tokenRevocation(await configure(host, fetch), refreshToken, hint);
      }),
  };
}

async function configure(host: string, fetch: Fetch): Promise<Configuration> {
  const client = await import('openid-client');
  const url = new URL(host);
  return client.discovery(url, CLIENT_ID, undefined, client.None(), {
    algorithm: 'oauth2',
    timeout: TIMEOUT_S,
    // The host was checked: without TLS it is this machine.
    ...(url.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {}),
    [client.customFetch]: (address, options) => fetch(address, options as RequestInit),
  });
}

async function poll(
  host: string,
  code: DeviceCode,
  signal: AbortSignal,
  fetch: Fetch,
  clock: Clock,
): Promise<SessionTokens> {
  const client = await import('openid-client');
  const left = Math.floor((Date.parse(code.expiresAt) - clock.now().getTime()) / 1000);
  const answer = {
    device_code: code.deviceCode,
    user_code: code.userCode,
    verification_uri: code.verificationUri,
    expires_in: Math.max(1, left),
    interval: code.intervalSeconds,
  };
  try {
    const configuration = await configure(host, fetch);
    return toTokens(
      await client.pollDeviceAuthorizationGrant(configuration, answer, undefined, { signal }),
      clock,
    );
  } catch (error) {
    if (!signal.aborted) throw error;
    if (!(signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'))
      throw new RegctlError('INTERRUPTED', `the login at ${host} was interrupted`, {
        reason: 'it was stopped before anybody answered the request',
        hint: 'regctl auth login --complete',
        cause: error,
      });
    throw new RegctlError('TIMEOUT', `nobody has answered the request to log in at ${host} yet`, {
      reason: `the code ${code.userCode} waits at ${code.verificationUri}`,
      hint: 'approve it there, then run `regctl auth login --complete`',
      cause: error,
    });
  }
}

function toTokens(answer: TokenEndpointResponse, clock: Clock): SessionTokens {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn } = answer;
  if (refreshToken === undefined || expiresIn === undefined) {
    throw new RegctlError('PROVIDER_UNAVAILABLE', 'the control plane gave no refresh token', {
      reason: 'its answer is none of a control plane of this version',
      hint: 'check the address with `regctl config get host`, or update regctl',
    });
  }
  const expiresAt = new Date(clock.now().getTime() + expiresIn * 1000).toISOString();
  return { accessToken, refreshToken, expiresAt };
}

/** Gives failures in our words; what the server said is taken where the protocol gives it a meaning. */
async function asked<T>(host: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isRegctlError(error)) throw error;
    throw toFailure(host, error);
  }
}

/** OAuth error codes that tell a person something, RFC 6749 §5.2 and RFC 8628 §3.5. */
const REFUSALS: { readonly [code: string]: readonly [message: string, reason: string] } = {
  access_denied: ['was refused', 'somebody answered no'],
  expired_token: ['has expired', 'nobody answered in time'],
  invalid_grant: ['is no longer good', 'the session has ended, or was ended'],
};

function toFailure(host: string, error: unknown): RegctlError {
  const { error: code, code: kind } = error as { readonly error?: unknown; readonly code?: unknown };
  const refusal = typeof code === 'string' ? REFUSALS[code] : undefined;
  if (refusal !== undefined) {
    return new RegctlError('NOT_LOGGED_IN', `the login at ${host} ${refusal[0]}`, {
      reason: refusal[1],
      hint: 'regctl auth login',
      cause: error,
    });
  }
  if (error instanceof TypeError || kind === 'OAUTH_TIMEOUT') {
    return new RegctlError('NETWORK', `the control plane at ${host} cannot be reached`, {
      reason: error instanceof Error ? reasonOf(error) : 'no answer came',
      hint: 'check the address, and whether the server runs',
      cause: error,
    });
  }
  return new RegctlError('PROVIDER_UNAVAILABLE', `the answer of ${host} cannot be understood`, {
    reason:
      kind === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED'
        ? 'the server knows itself by another address'
        : 'no control plane that logs programs in is there',
    hint: 'give `--host` the address that the server was started with, its public URL',
    cause: error,
  });
}

function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
