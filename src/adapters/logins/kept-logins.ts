import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Credentials, CredentialStore } from '../../ports/credential-store.ts';
import type { DeviceLoginClient, SessionTokens } from '../../ports/device-login.ts';
import type { KeptLogins, KeptToken, LoginStorage } from '../../ports/logins.ts';

export interface KeptLoginsDeps {
  readonly stores: readonly CredentialStore[];
  readonly client: DeviceLoginClient;
  readonly clock: Clock;
  /** REGCTL_TOKEN. */
  readonly given: () => Promise<string | undefined>;
  /** Runs work while no other process of this machine does the same under the name. */
  readonly exclusive: <T>(name: string, work: () => Promise<T>) => Promise<T>;
}

/** Milliseconds that a token must still be good for: longer than a request takes, with clocks that differ a little. */
const MARGIN_MS = 60_000;

/** Keeps logins where the secrets of accounts are kept. */
export function createKeptLogins(deps: KeptLoginsDeps): KeptLogins {
  return {
    token: async (host) => {
      const given = await deps.given();
      if (given !== undefined) return { token: given, source: 'REGCTL_TOKEN', expiresAt: null };
      const found = await find(deps, loginName(host));
      if (found === undefined) return undefined;
      const kept = toToken(found);
      if (kept === undefined || isGood(deps, kept)) return kept;
      return renew(deps, host, (again) => isGood(deps, again));
    },
    keep: async (host, token, storage) => {
      await storeAt(deps, storage).set(loginName(host), { token });
    },
    forget: async (host, onLeft) => {
      let forgotten = false;
      for (const { store, credentials } of await findAll(deps, loginName(host))) {
        await revoke(deps, host, credentials, onLeft);
        await store.delete(loginName(host));
        forgotten = true;
      }
      return forgotten;
    },
    begin: async (host, storage) => {
      const store = storeAt(deps, storage);
      // A keychain that cannot be used says so before anybody is asked.
      await store.get(pendingName(host));
      const code = await deps.client.begin(host);
      await store.set(pendingName(host), { code: JSON.stringify(code) });
      const { userCode, verificationUri, verificationUriComplete, expiresAt } = code;
      return { userCode, verificationUri, verificationUriComplete, expiresAt };
    },
    complete: async (host, signal) => {
      const [found] = await findAll(deps, pendingName(host), 'without-keychain');
      const code = found?.credentials['code'];
      if (found === undefined || code === undefined) throw nothingBegun(host);
      const tokens = await pollOrForget(deps, host, { ...found, code }, signal);
      await found.store.set(loginName(host), fromTokens(tokens));
      await found.store.delete(pendingName(host));
      return { token: tokens.accessToken, source: sourceOf(found.store), expiresAt: tokens.expiresAt };
    },
    renew: (host) => renew(deps, host, () => false),
  };
}

interface Found {
  readonly store: CredentialStore;
  readonly credentials: Credentials;
}

/** Renews a token while no other process does: of two that found it too old, the second finds the new one. */
function renew(
  deps: KeptLoginsDeps,
  host: string,
  isGoodEnough: (kept: KeptToken) => boolean,
): Promise<KeptToken> {
  return deps.exclusive(loginName(host), async () => {
    const found = await find(deps, loginName(host));
    const kept = found === undefined ? undefined : toToken(found);
    if (found === undefined || kept === undefined) {
      throw new RegctlError('NOT_LOGGED_IN', `you are not logged in at ${host}`, {
        reason: 'no login at it is kept on this machine',
        hint: 'regctl auth login',
      });
    }
    const refreshToken = found.credentials['refreshToken'];
    if (refreshToken === undefined) {
      throw new RegctlError('INVALID_INPUT', `the login at ${host} is a key`, {
        reason: 'a key is not renewed: it is good until it expires or is ended',
        hint: 'regctl api-keys list',
      });
    }
    if (isGoodEnough(kept)) return kept;
    const tokens = await deps.client.refresh(host, refreshToken);
    await found.store.set(loginName(host), fromTokens(tokens));
    return { token: tokens.accessToken, source: kept.source, expiresAt: tokens.expiresAt };
  });
}

async function pollOrForget(
  deps: KeptLoginsDeps,
  host: string,
  { store, code }: Found & { readonly code: string },
  signal: AbortSignal,
): Promise<SessionTokens> {
  try {
    return await deps.client.poll(host, JSON.parse(code) as Parameters<DeviceLoginClient['poll']>[1], signal);
  } catch (error) {
    // Refused or too late: there is nothing left to wait for.
    if (isRegctlError(error, 'NOT_LOGGED_IN')) await store.delete(pendingName(host));
    throw error;
  }
}

async function revoke(
  { client }: KeptLoginsDeps,
  host: string,
  { refreshToken }: Credentials,
  onLeft: (error: unknown) => void,
): Promise<void> {
  if (refreshToken === undefined) return;
  try {
    await client.revoke(host, refreshToken);
  } catch (error) {
    onLeft(error);
  }
}

/** Looks into one store after the other; one that cannot be used matters only where no other has it. */
async function find(deps: KeptLoginsDeps, name: string): Promise<Found | undefined> {
  for (const store of deps.stores) {
    const credentials = await store.get(name);
    if (credentials !== undefined) return { store, credentials };
  }
  return undefined;
}

async function findAll(
  { stores }: KeptLoginsDeps,
  name: string,
  also?: 'without-keychain',
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const store of stores) {
    try {
      const credentials = await store.get(name);
      if (credentials !== undefined) found.push({ store, credentials });
    } catch (error) {
      // A machine without a keychain has no login in one.
      if (!isRegctlError(error, 'KEYCHAIN_UNAVAILABLE')) throw error;
      if (found.length === 0 && also === undefined) throw error;
    }
  }
  return found;
}

function storeAt({ stores }: KeptLoginsDeps, storage: LoginStorage): CredentialStore {
  const store = stores.find(({ location }) => location === storage);
  if (store !== undefined) return store;
  throw new RegctlError('INTERNAL', `defect: there is no store ${storage}`);
}

function toToken({ store, credentials }: Found): KeptToken | undefined {
  const { token, accessToken, expiresAt } = credentials;
  if (token !== undefined) return { token, source: sourceOf(store), expiresAt: null };
  if (accessToken === undefined || expiresAt === undefined) return undefined;
  return { token: accessToken, source: sourceOf(store), expiresAt };
}

function fromTokens({ accessToken, refreshToken, expiresAt }: SessionTokens): Credentials {
  return { accessToken, refreshToken, expiresAt };
}

function isGood({ clock }: KeptLoginsDeps, { expiresAt }: KeptToken): boolean {
  return expiresAt === null || Date.parse(expiresAt) - clock.now().getTime() > MARGIN_MS;
}

function sourceOf({ location }: CredentialStore): LoginStorage {
  return location === 'encrypted-file' ? 'encrypted-file' : 'keychain';
}

function loginName(host: string): string {
  return `login ${host}`;
}

function pendingName(host: string): string {
  return `login request ${host}`;
}

function nothingBegun(host: string): RegctlError {
  return new RegctlError('NOT_FOUND', `no login at ${host} waits for an answer`, {
    reason: 'none was begun on this machine, or it was completed',
    hint: 'regctl auth login --non-interactive',
  });
}
