import { join } from 'node:path';
import { systemClock } from '../adapters/clock.ts';
import { createHttpClient } from '../adapters/http/client.ts';
import { nodeFetch } from '../adapters/http/node.ts';
import { createKeptLogins } from '../adapters/logins/kept-logins.ts';
import { createDeviceLoginClient } from '../adapters/oidc/device-login.ts';
import { createEncryptedFileStore } from '../adapters/stores/encrypted-file/index.ts';
import { readVariable } from '../adapters/stores/external/index.ts';
import { createKeychainStore } from '../adapters/stores/keychain/index.ts';
import { createHostedControlPlane } from '../control-plane/hosted.ts';
import { acceptInvitation, spendSetupToken, type HostedOptions } from '../control-plane/http-call.ts';
import { callAllPages, callRaw } from '../control-plane/raw-call.ts';
import type { RawApi } from '../cli/context.ts';
import type { ControlPlane } from '../control-plane/index.ts';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import type { KeptToken, Logins } from '../ports/logins.ts';
import type { Logger } from '../ports/logger.ts';

/** Milliseconds to wait for another process that renews a token: longer than the control plane may take to answer it. */
const RENEWAL_TIMEOUT_MS = 60_000;
/** Milliseconds before its end at which a token is renewed. */
const RENEWED_BEFORE_MS = 60_000;

export interface HostedSurroundings {
  readonly environment: { readonly [name: string]: string | undefined };
  /** Folder of the encrypted file, `$XDG_STATE_HOME/regctl`. */
  readonly stateDir: string;
  readonly logger: Logger;
}

/** Joins the control plane at an address: its HTTP client, and the token that is kept for it. */
export function openHostedControlPlane(surroundings: HostedSurroundings, host: string): ControlPlane {
  return createHostedControlPlane(hostedOptions(surroundings, host, tokenOf(surroundings, host)));
}

/** Joins requests to the control plane at an address, as a person writes them. */
export function openRawApi(surroundings: HostedSurroundings, host: string, signal: AbortSignal): RawApi {
  const hosted = hostedOptions(surroundings, host, tokenOf(surroundings, host));
  return {
    send: (request) => callRaw(hosted, request, signal),
    all: (request) => callAllPages(hosted, request, signal),
  };
}

/** Keeps tokens on this machine as it keeps the secrets of accounts, and renews those of sessions. */
export function createLogins(surroundings: HostedSurroundings): Logins {
  const { environment, stateDir } = surroundings;
  const file = createEncryptedFileStore({
    path: join(stateDir, 'logins.json'),
    passphrase: () => readVariable('REGCTL_PASSPHRASE', environment),
    exclusive: (work) => work(),
  });
  const kept = createKeptLogins({
    stores: [file, createKeychainStore()],
    client: createDeviceLoginClient({ fetch: nodeFetch(environment), clock: systemClock }),
    clock: systemClock,
    given: () => readVariable('REGCTL_TOKEN', environment),
    exclusive: (name, work) => whileAlone(stateDir, name, work),
  });
  return {
    ...kept,
    begin: async (host, storage) => {
      checkHost(host);
      return kept.begin(host, storage);
    },
    session: async (host, token) => {
      const plane = createHostedControlPlane(hostedOptions(surroundings, host, () => Promise.resolve(token)));
      const session = await plane.session?.get();
      if (session !== undefined) return session;
      throw new RegctlError('INTERNAL', 'defect: a hosted control plane has sessions');
    },
    accept: (host, token, name) =>
      acceptInvitation(
        hostedOptions(surroundings, host, () => Promise.resolve('')),
        { token, name },
      ),
    setUp: (host, setupToken, first) =>
      spendSetupToken(
        hostedOptions(surroundings, host, () => Promise.resolve('')),
        {
          token: setupToken,
          ...first,
        },
      ),
  };
}

/** Waits for other processes of this machine that do the same. */
async function whileAlone<T>(stateDir: string, name: string, work: () => Promise<T>): Promise<T> {
  // Loaded a few times an hour at most, when a token has come to its end.
  const [{ openNodeDatabase }, { createSqlLock }, { currentProcess }] = await Promise.all([
    import('../adapters/stores/sql/node.ts'),
    import('../adapters/stores/sql/lock.ts'),
    import('../adapters/process-info.ts'),
  ]);
  const database = openNodeDatabase(join(stateDir, 'regctl.db'));
  try {
    const lock = createSqlLock(database, systemClock, currentProcess(), () => crypto.randomUUID());
    return await lock.withLock(name, { timeoutMs: RENEWAL_TIMEOUT_MS }, work);
  } finally {
    await database.close();
  }
}

/** Gives a token for each request of a process: read once, and renewed when it comes to its end. */
function tokenOf(surroundings: HostedSurroundings, host: string): () => Promise<string> {
  const logins = createLogins(surroundings);
  let kept: Promise<KeptToken> | undefined;
  return async () => {
    kept ??= requireToken(logins, host);
    const { token, expiresAt } = await kept;
    if (expiresAt === null || Date.parse(expiresAt) - systemClock.now().getTime() > RENEWED_BEFORE_MS)
      return token;
    kept = requireToken(logins, host);
    return (await kept).token;
  };
}

async function requireToken(logins: Logins, host: string): Promise<KeptToken> {
  try {
    const kept = await logins.token(host);
    if (kept !== undefined) return kept;
  } catch (error) {
    if (!isRegctlError(error, 'KEYCHAIN_UNAVAILABLE')) throw error;
    throw new RegctlError('NOT_LOGGED_IN', `no login at ${host} can be read`, {
      reason: error.reason ?? error.message,
      hint: 'set REGCTL_TOKEN, or log in with `regctl auth login --insecure-storage`',
      cause: error,
    });
  }
  throw new RegctlError('NOT_LOGGED_IN', `you are not logged in at ${host}`, {
    reason: 'neither REGCTL_TOKEN nor a login on this machine is there',
    hint: 'regctl auth login',
  });
}

function hostedOptions(
  { environment, logger }: HostedSurroundings,
  host: string,
  token: () => Promise<string>,
): HostedOptions {
  return {
    host: checkHost(host),
    token,
    hintOfRefusal: async () =>
      (await readVariable('REGCTL_TOKEN', environment)) === undefined
        ? undefined
        : 'REGCTL_TOKEN comes before any login: correct it, or unset it',
    http: createHttpClient({ fetch: nodeFetch(environment), clock: systemClock, logger }),
    clock: systemClock,
    newKey: () => crypto.randomUUID(),
  };
}

/** A token goes only where nobody listens: over TLS, or to this machine. */
function checkHost(host: string): string {
  const url = URL.canParse(host) ? new URL(host) : undefined;
  const isHere = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere))
    return url.href.replace(/\/+$/, '');
  throw new RegctlError('INVALID_CONFIG', `${host} is no address of a control plane`, {
    reason: 'it must be an https:// URL, or http:// on this machine: the token would be read on its way',
    hint: 'regctl config set host https://regctl.example.org',
  });
}
