import type { AuthContext } from '@better-auth/core';
import { oauthProvider, type OAuthClaimExtensionInput } from '@better-auth/oauth-provider';
import type { BetterAuthOptions, BetterAuthPlugin } from 'better-auth';
import { betterAuth } from 'better-auth/minimal';
import { jwt } from 'better-auth/plugins/jwt';
import type { Logger } from '../../ports/logger.ts';
import type { SqlDatabase } from '../../ports/sql-database.ts';
import { audienceOf } from '../audience.ts';
import { beginSession } from './begin-session.ts';
import { sqlAdapter } from './database.ts';
import { deviceGrant, PROGRAM_SESSION_MS } from './device-grant.ts';
import { hashPassword, verifyPassword } from './passwords.ts';

/** Below the address of the server. */
export const AUTH_PATH = '/auth';
/** Where a person answers a program that asks; printed by the program. */
const DEVICE_PAGE = '/device';
const SIGN_IN_PAGE = '/sign-in';
const CONSENT_PAGE = '/consent';

/** Set by us on every request that reaches the library, so that nobody else's word on the address is taken. */
export const ADDRESS_HEADER = 'x-regctl-client-address';

/** The command line: a public client that anybody may have, so it proves nothing about itself. */
export const CLI_CLIENT = {
  id: 'regctl-cli',
  name: 'regctl',
  grantTypes: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
} as const;

/** Seconds: of an access token, of the session of a browser, and until a signing key gives way to the next. */
const ACCESS_TOKEN_S = 15 * 60;
const BROWSER_SESSION_S = 7 * 24 * 3_600;
const KEY_LIFETIME_S = 90 * 24 * 3_600;
/** Seconds that a key which no longer signs is still believed; longer than any access token lives. */
const KEY_GRACE_S = 24 * 3_600;
/** Seconds within which an answer to a refresh that was lost on its way may be asked for again. */
const REFRESH_REPLAY_S = 30;

export interface LibraryOptions {
  readonly database: SqlDatabase;
  /** `https://regctl.example.org`, without a path. */
  readonly origin: string;
  /** Signs cookies, encrypts private keys. */
  readonly secret: string;
  readonly newId: (kind: string) => string;
  readonly logger: Logger;
}

/** better-auth, as far as it is used here. */
export interface Library {
  readonly context: AuthContext;
  /** Answers requests below {@link AUTH_PATH}. */
  handler(request: Request): Promise<Response>;
  /** Gives the metadata of the authorization server (RFC 8414). */
  metadata(): Promise<object>;
}

/** Opens better-auth over the store of the server, and registers the command line as a client of it. */
export async function openLibrary(options: LibraryOptions): Promise<Library> {
  const auth = betterAuth(configuration(options));
  const context = await auth.$context;
  await registerClient(context, audienceOf(options.origin));
  const api = auth.api as unknown as { getOAuthServerConfig(): Promise<object> };
  return { context, handler: (request) => auth.handler(request), metadata: () => api.getOAuthServerConfig() };
}

function configuration({ database, origin, secret, newId, logger }: LibraryOptions): BetterAuthOptions {
  return {
    appName: 'regctl',
    baseURL: origin,
    basePath: AUTH_PATH,
    secret,
    trustedOrigins: [origin],
    database: sqlAdapter(database),
    logger: {
      // What a person typed wrong is no news of the server; what failed is.
      level: 'error',
      log: (_, message) => logger.warn('identity', { message }),
    },
    telemetry: { enabled: false },
    // Requests are counted before they come here, by an address that can be believed.
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 1,
      maxPasswordLength: 1_000,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(hash, password),
      },
    },
    session: {
      expiresIn: BROWSER_SESSION_S,
      additionalFields: {
        clientId: { type: 'string', required: false, input: false },
        organizationId: { type: 'string', required: false, input: false },
      },
    },
    advanced: {
      cookiePrefix: 'regctl',
      useSecureCookies: origin.startsWith('https:'),
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: ({ model }) => newId(model), validateSchema: false },
    },
    plugins: [beginSession(), ...oauth(origin), ...deviceGrant(`${origin}${DEVICE_PAGE}`, addressOf)],
  };
}

function addressOf(headers: Headers): string {
  return headers.get(ADDRESS_HEADER) ?? 'unknown';
}

function oauth(origin: string): readonly BetterAuthPlugin[] {
  const provider = oauthProvider({
    loginPage: SIGN_IN_PAGE,
    consentPage: CONSENT_PAGE,
    scopes: ['offline_access'],
    // The library has no refresh tokens without codes; no client is allowed codes.
    grantTypes: ['authorization_code', 'refresh_token'],
    accessTokenExpiresIn: ACCESS_TOKEN_S,
    refreshTokenExpiresIn: PROGRAM_SESSION_MS / 1000,
    refreshTokenReuseInterval: REFRESH_REPLAY_S,
    resources: [{ identifier: audienceOf(origin), name: 'regctl' }],
    prefix: { refreshToken: 'rgr_' },
    extensions: [{ claims: { accessToken: organizationClaim } }],
  });
  return [
    jwt({
      jwt: { issuer: origin },
      jwks: { rotationInterval: KEY_LIFETIME_S, gracePeriod: KEY_GRACE_S },
      disableSettingJwtHeader: true,
    }),
    // Its types differ from a plugin's in undefined members alone.
    provider as unknown as BetterAuthPlugin,
  ];
}

/** A token says for which organization the session was let in; what is allowed there is looked up when it is used. */
async function organizationClaim({
  ctx,
  sessionId,
}: OAuthClaimExtensionInput): Promise<{ [claim: string]: unknown }> {
  if (sessionId === undefined) return {};
  const session = await ctx.context.adapter.findOne<{ readonly organizationId: string | null }>({
    model: 'session',
    where: [{ field: 'id', value: sessionId }],
  });
  return { organization: session?.organizationId ?? null };
}

async function registerClient({ adapter }: AuthContext, resourceId: string): Promise<void> {
  const where = [{ field: 'clientId', value: CLI_CLIENT.id }];
  const now = new Date();
  if ((await adapter.findOne({ model: 'oauthClient', where })) === null) {
    await adapter.create({
      model: 'oauthClient',
      data: {
        clientId: CLI_CLIENT.id,
        name: CLI_CLIENT.name,
        redirectUris: [],
        tokenEndpointAuthMethod: 'none',
        applicationType: 'native',
        grantTypes: [...CLI_CLIENT.grantTypes],
        scopes: ['offline_access'],
        createdAt: now,
        updatedAt: now,
      },
    });
  }
  const link = [...where, { field: 'resourceId', value: resourceId }];
  if ((await adapter.findOne({ model: 'oauthClientResource', where: link })) === null)
    await adapter.create({
      model: 'oauthClientResource',
      data: { clientId: CLI_CLIENT.id, resourceId, createdAt: now },
    });
}
