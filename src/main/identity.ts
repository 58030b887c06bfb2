import { systemClock } from '../adapters/clock.ts';
import { systemRandom } from '../adapters/random.ts';
import type { Fetch } from '../adapters/http/client.ts';
import { createOutsideSignIn } from '../adapters/oidc/outside-sign-in.ts';
import { createSqlMailedLinkStore } from '../adapters/stores/sql/mailed-links.ts';
import { createPasskeyCeremony } from '../adapters/passkeys/ceremony.ts';
import { createSqlMemberships } from '../adapters/stores/sql/memberships.ts';
import { createSqlOutsideSignInStore } from '../adapters/stores/sql/outside-sign-in.ts';
import { createSqlPasskeyStore } from '../adapters/stores/sql/passkeys.ts';
import { createSqlSecondFactorStore } from '../adapters/stores/sql/second-factors.ts';
import { createSqlServerKeyStore, serverSecret } from '../adapters/stores/sql/server-secrets.ts';
import { createSqlDeviceRequestStore, createSqlSessionStore } from '../adapters/stores/sql/sessions.ts';
import { createSecretBox } from '../adapters/vault/secret-box.ts';
import { EVERY_SCOPE } from '../core/access.ts';
import { RegctlError } from '../core/errors.ts';
import { makeId } from '../core/ids.ts';
import type { SignInProvider } from '../core/sign-in-provider.ts';
import type { Authenticator } from '../ports/authenticator.ts';
import type { ApiKeyStore, OrganizationStore } from '../ports/identity-store.ts';
import type { IdentityProvider } from '../ports/identity-provider.ts';
import type { Logger } from '../ports/logger.ts';
import type { Permissions } from '../ports/permissions.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import type { KeyWrapper } from '../ports/secret-box.ts';
import { accessTokenAuthenticator } from '../server/access-tokens.ts';
import { audienceOf } from '../server/audience.ts';
import type { IdentityDeps } from '../server/identity-deps.ts';
import { signInFromOutside, type OutsideSignInDeps } from '../services/identity/outside-sign-in.ts';
import {
  addPasskey,
  beginPasskey,
  beginPasskeySignIn,
  endPasskeySignIn,
  passkeysPossible,
  type PasskeyDeps,
} from '../services/identity/passkeys.ts';
import {
  beginEnrolment,
  checkSecondFactor,
  confirmEnrolment,
  endWait,
  openEnrolment,
  waitForCode,
  type SecondFactorDeps,
} from '../services/identity/second-factor.ts';
import { firstOwner } from '../services/identity/setup.ts';

export interface IdentityOptions extends Pick<
  OutsideSignInDeps,
  'roles' | 'members' | 'invitations' | 'limits' | 'defaultLimits'
> {
  readonly database: SqlDatabase;
  readonly keyWrappers: readonly KeyWrapper[];
  /** The address of the server as people and programs know it, without a path. */
  readonly origin: () => string;
  readonly logger: Logger;
  readonly organizations: OrganizationStore;
  readonly apiKeys: ApiKeyStore;
  readonly permissions: Permissions;
  /** Outside issuers that people sign in by, and how they are reached. */
  readonly signIn?: readonly SignInProvider[];
  readonly issuerFetch?: (allowPrivateAddress: boolean) => Fetch;
}

/** Joins sign-in: pages and endpoints, and who an access token belongs to. */
export function openIdentity(options: IdentityOptions): {
  readonly identity: IdentityDeps;
  readonly accessTokens: Authenticator;
} {
  const { database, origin, logger } = options;
  const memberships = createSqlMemberships(database);
  const sessions = createSqlSessionStore(database);
  const box = createSecretBox(createSqlServerKeyStore(database), options.keyWrappers, systemClock);
  const newId = (kind: string): string => makeId(kind, systemClock.now(), systemRandom.bytes(7));
  const deps = { ...options, clock: systemClock, random: systemRandom };
  const links = createSqlMailedLinkStore(database);
  const outsideDeps = { ...deps, links, outside: createSqlOutsideSignInStore(database) };
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
      secondFactor: secondFactorOf(
        { ...deps, secondFactors: createSqlSecondFactorStore(database, box) },
        origin,
      ),
      passkeys: passkeysOf({
        ...deps,
        passkeys: createSqlPasskeyStore(database),
        ceremony: createPasskeyCeremony(),
      }),
      outside: {
        providers: options.signIn ?? [],
        client: createOutsideSignIn({ fetchOf: options.issuerFetch ?? (() => nowhere) }),
        signIn: (outsideProvider, person) => signInFromOutside(outsideDeps, outsideProvider, person),
      },
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

function secondFactorOf(deps: SecondFactorDeps, origin: () => string): IdentityDeps['secondFactor'] {
  const { secondFactors } = deps;
  const host = (): string => new URL(origin()).hostname;
  return {
    wait: (user) => waitForCode(deps, user),
    endWait: (token, code, counted) => endWait(deps, token, code, counted),
    state: async (user) => ({
      isOn: (await secondFactors.find(user))?.isConfirmed === true,
      recoveryCodesLeft: await secondFactors.recoveryCodesLeft(user),
    }),
    begin: async (user) => (await beginEnrolment(deps, user, host())) !== undefined,
    open: (user) => openEnrolment(deps, user, host()),
    confirm: (user, code) => confirmEnrolment(deps, user, code),
    remove: async (user, code) => {
      if (!(await checkSecondFactor(deps, user, code))) return false;
      await secondFactors.remove(user);
      return true;
    },
  };
}

function passkeysOf(deps: PasskeyDeps): IdentityDeps['passkeys'] {
  const { passkeys } = deps;
  return {
    isPossible: () => passkeysPossible(deps.origin()),
    list: (user) => passkeys.list(user),
    begin: (person) => beginPasskey(deps, person),
    add: (person, name, answer) => addPasskey(deps, person, name, answer),
    remove: (user, id) => passkeys.remove(id, user),
    beginSignIn: () => beginPasskeySignIn(deps),
    signIn: (token, answer) => endPasskeySignIn(deps, token, answer),
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
    checkPassword: async (input) => (await provider()).checkPassword(input),
    beginSession: async (user, from) => (await provider()).beginSession(user, from),
    signOut: async (headers) => (await provider()).signOut(headers),
    setPassword: async (user, password) => (await provider()).setPassword(user, password),
  };
}

/** Of a server that has no way out. */
export const nowhere: Fetch = () =>
  Promise.reject(
    new RegctlError('PROVIDER_UNAVAILABLE', 'no outside issuer can be reached', {
      reason: 'the server was given no way out',
      hint: 'sign in with a password',
    }),
  );
