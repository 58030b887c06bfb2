import { join } from 'node:path';
import { systemClock } from '../adapters/clock.ts';
import { createHttpClient } from '../adapters/http/client.ts';
import { nodeFetch } from '../adapters/http/node.ts';
import { createEncryptedFileStore } from '../adapters/stores/encrypted-file/index.ts';
import { readVariable } from '../adapters/stores/external/index.ts';
import { createKeychainStore } from '../adapters/stores/keychain/index.ts';
import { createHostedControlPlane } from '../control-plane/hosted.ts';
import { acceptInvitation, spendSetupToken, type HostedOptions } from '../control-plane/http-call.ts';
import { callAllPages, callRaw } from '../control-plane/raw-call.ts';
import type { RawApi } from '../cli/context.ts';
import type { ControlPlane } from '../control-plane/index.ts';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import type { CredentialStore } from '../ports/credential-store.ts';
import type { KeptToken, Logins } from '../ports/logins.ts';
import type { Logger } from '../ports/logger.ts';

export interface HostedSurroundings {
  readonly environment: { readonly [name: string]: string | undefined };
  /** Folder of the encrypted file, `$XDG_STATE_HOME/regctl`. */
  readonly stateDir: string;
  readonly logger: Logger;
}

/** Joins the control plane at an address: its HTTP client, and the token that is kept for it. */
export function openHostedControlPlane(surroundings: HostedSurroundings, host: string): ControlPlane {
  const logins = createLogins(surroundings);
  let token: Promise<string> | undefined;
  return createHostedControlPlane(
    hostedOptions(surroundings, host, () => (token ??= requireToken(logins, host))),
  );
}

/** Joins requests to the control plane at an address, as a person writes them. */
export function openRawApi(surroundings: HostedSurroundings, host: string, signal: AbortSignal): RawApi {
  const hosted = hostedOptions(surroundings, host, () => requireToken(createLogins(surroundings), host));
  return {
    send: (request) => callRaw(hosted, request, signal),
    all: (request) => callAllPages(hosted, request, signal),
  };
}

/** Keeps tokens on this machine as it keeps the secrets of accounts. */
export function createLogins(surroundings: HostedSurroundings): Logins {
  const { environment } = surroundings;
  const file = createEncryptedFileStore({
    path: join(surroundings.stateDir, 'logins.json'),
    passphrase: () => readVariable('REGCTL_PASSPHRASE', environment),
    exclusive: (work) => work(),
  });
  const keychain = createKeychainStore();
  const stores: readonly CredentialStore[] = [file, keychain];
  const nameOf = (host: string): string => `login ${host}`;
  return {
    token: async (host) => {
      const given = await readVariable('REGCTL_TOKEN', environment);
      if (given !== undefined) return { token: given, source: 'REGCTL_TOKEN' };
      for (const store of stores) {
        const token = (await store.get(nameOf(host)))?.['token'];
        if (token !== undefined) return { token, source: store.location as KeptToken['source'] };
      }
      return undefined;
    },
    keep: async (host, token, storage) => {
      await stores.find(({ location }) => location === storage)?.set(nameOf(host), { token });
    },
    forget: async (host) => {
      const inFile = await forgetIn(file, nameOf(host));
      try {
        return (await forgetIn(keychain, nameOf(host))) || inFile;
      } catch (error) {
        // A machine without a keychain has no login in one.
        if (inFile && isRegctlError(error, 'KEYCHAIN_UNAVAILABLE')) return true;
        throw error;
      }
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

async function forgetIn(store: CredentialStore, name: string): Promise<boolean> {
  if ((await store.get(name)) === undefined) return false;
  await store.delete(name);
  return true;
}

async function requireToken(logins: Logins, host: string): Promise<string> {
  try {
    const kept = await logins.token(host);
    if (kept !== undefined) return kept.token;
  } catch (error) {
    if (!isRegctlError(error, 'KEYCHAIN_UNAVAILABLE')) throw error;
    throw new RegctlError('NOT_LOGGED_IN', `no login at ${host} can be read`, {
      reason: error.reason ?? error.message,
      hint: 'set REGCTL_TOKEN, or log in with `regctl auth login --with-token --insecure-storage`',
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
    http: createHttpClient({ fetch: nodeFetch(environment), clock: systemClock, logger }),
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
