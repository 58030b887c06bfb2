import { join } from 'node:path';
import { createHttpClient } from '../adapters/http/client.ts';
import { nodeFetch } from '../adapters/http/node.ts';
import { currentProcess } from '../adapters/process-info.ts';
import { systemClock } from '../adapters/clock.ts';
import { providers } from '../adapters/providers/registry.gen.ts';
import type { ResolverConfig } from '../adapters/resolver/index.ts';
import { createEncryptedFileStore } from '../adapters/stores/encrypted-file/index.ts';
import {
  createCommandStore,
  createEnvironmentStore,
  readVariable,
} from '../adapters/stores/external/index.ts';
import { createKeyFileStore } from '../adapters/stores/key-files/index.ts';
import { createKeychainStore } from '../adapters/stores/keychain/index.ts';
import { openNodeDatabase } from '../adapters/stores/sql/node.ts';
import { nodeTlsProbe } from '../adapters/tls-probe.ts';
import { deferred } from '../control-plane/deferred.ts';
import type { ControlPlane } from '../control-plane/index.ts';
import { createLocalControlPlane, type LocalDeps } from '../control-plane/local.ts';
import type { Account } from '../ports/account-store.ts';
import type { CredentialStore } from '../ports/credential-store.ts';
import type { Provider, ProviderRegistry } from '../ports/dns-provider.ts';
import type { Logger } from '../ports/logger.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import { openEngineDeps, openRegistry } from './engine-deps.ts';

export interface LocalOptions {
  readonly environment: { readonly [name: string]: string | undefined };
  /** Folder of the store, `$XDG_STATE_HOME/regctl`. */
  readonly stateDir: string;
  /** Folder of the zone-file provider's default endpoint, `$XDG_DATA_HOME/regctl`. */
  readonly dataDir: string;
  readonly resolver: ResolverConfig;
  readonly logger: Logger;
  /** Called before a wait for a provider's budget, with its milliseconds. */
  readonly onWait?: (ms: number) => void;
  /** Whether it acts for the person at this machine, whose root and files are at hand, and not for organizations of a server. */
  readonly isOwnMachine?: boolean;
  /** Replaces parts: the server's vault, or what a test counts and fails. */
  readonly wrap?: (deps: LocalDeps, database: SqlDatabase) => LocalDeps;
}

/** Joins local mode: store, secrets, providers and resolver of this machine. */
export function openLocalControlPlane(options: LocalOptions): ControlPlane {
  return createLocalControlPlane(openLocalDeps({ ...options, isOwnMachine: true }));
}

/** Opens everything that local mode is made of. */
export function openLocalDeps(options: LocalOptions): LocalDeps {
  const database = openNodeDatabase(join(options.stateDir, 'regctl.db'));
  const self = currentProcess();
  const engine = openEngineDeps({
    ...options,
    database,
    owner: self,
    http: createHttpClient({
      fetch: nodeFetch(options.environment),
      clock: systemClock,
      logger: options.logger,
    }),
  });
  const deps: LocalDeps = {
    ...engine,
    keys: createKeyFileStore(join(options.stateDir, 'keys')),
    ...(options.isOwnMachine === true
      ? {
          internalCa: deferred(async () =>
            (await import('../adapters/stores/sql/internal-ca.ts')).createSqlInternalCaStore(database),
          ),
          deliveryPlaces: deferred(async () =>
            (await import('../adapters/delivery/index.ts')).createDeliveryPlaces({
              environment: options.environment,
            }),
          ),
        }
      : {}),
    tls: nodeTlsProbe,
    actor: self.actor,
    registry: createRegistry(options.dataDir),
    credentialsOf: (account) =>
      credentialStore(options, account, (work) =>
        engine.lock.withLock('secrets', { timeoutMs: 10_000 }, work),
      ),
    resolver: deferred(async () =>
      (await import('../adapters/resolver/index.ts')).createResolver(options.resolver),
    ),
  };
  return options.wrap?.(deps, database) ?? deps;
}

/** All providers; zone files lie in a folder of this machine where the account names none. */
export function createRegistry(dataDir: string): ProviderRegistry {
  const withDefaults = (provider: Provider): Provider =>
    provider.description.name === 'zonefile'
      ? {
          ...provider,
          description: {
            ...provider.description,
            endpoint: { ...provider.description.endpoint, default: join(dataDir, 'zones') },
          },
        }
      : provider;
  const registry = openRegistry(providers);
  return { ...registry, load: async (name) => withDefaults(await registry.load(name)) };
}

function credentialStore(
  options: LocalOptions,
  account: Account,
  exclusive: <T>(work: () => Promise<T>) => Promise<T>,
): CredentialStore {
  const { environment } = options;
  switch (account.credentials) {
    case 'keychain':
      return createKeychainStore();
    case 'encrypted-file':
      return createEncryptedFileStore({
        path: join(options.stateDir, 'secrets.json'),
        passphrase: () => readVariable('REGCTL_PASSPHRASE', environment),
        exclusive,
      });
    case 'command':
      return createCommandStore(account.credentialCommand ?? '');
    // The vault is the server's, which replaces all this.
    case 'vault':
    case 'environment':
    case 'none':
      return lazyEnvironment(account, environment);
  }
}

/** The fields are the provider's, which is loaded when the secret is asked for. */
function lazyEnvironment(account: Account, environment: LocalOptions['environment']): CredentialStore {
  const store = async (): Promise<CredentialStore> => {
    const description = await providers.find((entry) => entry.name === account.provider)?.describe();
    return createEnvironmentStore(description?.credentials ?? [], environment);
  };
  return {
    location: account.credentials,
    get: async (name) => (await store()).get(name),
    set: async (name, credentials) => (await store()).set(name, credentials),
    delete: async (name) => (await store()).delete(name),
  };
}
