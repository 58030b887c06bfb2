import { systemClock } from '../adapters/clock.ts';
import { systemRandom } from '../adapters/random.ts';
import { createSqlMemberships } from '../adapters/stores/sql/memberships.ts';
import { createSqlServerKeyStore, serverSecret } from '../adapters/stores/sql/server-secrets.ts';
import { createSqlDeviceRequestStore, createSqlSessionStore } from '../adapters/stores/sql/sessions.ts';
import { createSecretBox, type MasterKey } from '../adapters/vault/secret-box.ts';
import { EVERY_SCOPE } from '../core/access.ts';
import { makeId } from '../core/ids.ts';
import type { Authenticator } from '../ports/authenticator.ts';
import type { ApiKeyStore, OrganizationStore } from '../ports/identity-store.ts';
import type { IdentityProvider } from '../ports/identity-provider.ts';
import type { Logger } from '../ports/logger.ts';
import type { Permissions } from '../ports/permissions.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import { accessTokenAuthenticator } from '../server/access-tokens.ts';
import { audienceOf } from '../server/audience.ts';
import type { IdentityDeps } from '../server/identity-deps.ts';
import { firstOwner } from '../services/identity/setup.ts';

export interface IdentityOptions {
  readonly database: SqlDatabase;
  readonly masterKeys: readonly MasterKey[];
  /** The address of the server as people and programs know it, without a path. */
  readonly origin: () => string;
  readonly logger: Logger;
  readonly organizations: OrganizationStore;
  readonly apiKeys: ApiKeyStore;
  readonly permissions: Permissions;
}

/** Joins sign-in: pages and endpoints, and who an access token belongs to. */
export function openIdentity(options: IdentityOptions): {
  readonly identity: IdentityDeps;
  readonly accessTokens: Authenticator;
} {
  const { database, origin, logger } = options;
  const memberships = createSqlMemberships(database);
  const sessions = createSqlSessionStore(database);
  const box = createSecretBox(createSqlServerKeyStore(database), options.masterKeys, systemClock);
  const newId = (kind: string): string => makeId(kind, systemClock.now(), systemRandom.bytes(7));
  const deps = { ...options, clock: systemClock, random: systemRandom };
  return {
    identity: {
      provider: lazily(async () => {
        const { createIdentityProvider } = await import('../server/auth/provider.ts');
        const secret = (): Promise<string> => serverSecret(database, box, 'identity');
        return createIdentityProvider({ database, origin: origin(), secret, newId, logger });
      }),
      devices: createSqlDeviceRequestStore(database),
      memberships,
      sessions,
      origin,
      now: () => systemClock.now(),
      firstOwner: (input) => firstOwner(deps, [EVERY_SCOPE], input),
    },
    accessTokens: accessTokenAuthenticator({
      sessions,
      memberships,
      permissions: options.permissions,
      clock: systemClock,
      issuer: origin,
      audience: () => audienceOf(origin()),
    }),
  };
}

/** The library behind it takes as long to load as all else of the server; whoever needs it first waits for it. */
function lazily(open: () => Promise<IdentityProvider>): IdentityProvider {
  let opened: Promise<IdentityProvider> | undefined;
  const provider = (): Promise<IdentityProvider> => {
    opened ??= open();
    opened.catch(() => (opened = undefined));
    return opened;
  };
  return {
    respond: async (request, address) => (await provider()).respond(request, address),
    signedIn: async (headers) => (await provider()).signedIn(headers),
    signIn: async (input, from) => (await provider()).signIn(input, from),
    signOut: async (headers) => (await provider()).signOut(headers),
    setPassword: async (user, password) => (await provider()).setPassword(user, password),
  };
}
