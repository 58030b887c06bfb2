import { join } from 'node:path';
import type { IncomingMessage } from 'node:http';
import { systemClock } from '../adapters/clock.ts';
import { createHttpClient } from '../adapters/http/client.ts';
import { nodeFetch } from '../adapters/http/node.ts';
import { publicOnlyFetch } from '../adapters/http/public-only.ts';
import { listen } from '../adapters/http/listen.ts';
import { createMemoryRequestLimiter } from '../adapters/limits/memory.ts';
import { refusePrivateHost } from '../adapters/network-policy.ts';
import { publicTlsProbe } from '../adapters/tls-probe.ts';
import { systemRandom } from '../adapters/random.ts';
import type { ResolverConfig } from '../adapters/resolver/index.ts';
import { MASTER_KEY_FILE } from '../adapters/stores/data-folder-files.ts';
import { takeDataFolder } from '../adapters/stores/data-folder.ts';
import { createSqlApiKeyStore } from '../adapters/stores/sql/api-keys.ts';
import { createSqlAuditStore } from '../adapters/stores/sql/audit.ts';
import { createSqlIdempotencyStore } from '../adapters/stores/sql/idempotency.ts';
import { openNodeDatabase } from '../adapters/stores/sql/node.ts';
import { createSqlOrganizationStore } from '../adapters/stores/sql/organizations.ts';
import { createSqlRoleStore } from '../adapters/stores/sql/roles.ts';
import { sql } from '../adapters/stores/sql/statement.ts';
import { createSealedKeyStore } from '../adapters/stores/sql/sealed-keys.ts';
import { createSqlVaultKeyStore, createVaultCredentialStore } from '../adapters/stores/sql/vault.ts';
import { masterKeyFile, parseMasterKey } from '../adapters/vault/master-key.ts';
import { createSecretBox, type MasterKey } from '../adapters/vault/secret-box.ts';
import { organizationOperations } from '../control-plane/local-organization.ts';
import { EVERY_SCOPE } from '../core/access.ts';
import { makeId } from '../core/ids.ts';
import type { KeyStore } from '../ports/certificate-store.ts';
import type { CredentialStore } from '../ports/credential-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { RunningServer, ServerConfig } from '../ports/server-host.ts';
import { createApp } from '../server/app.ts';
import { DEFAULT_LIMITS, type RequestLimits } from '../server/deps.ts';
import { clientAddress } from '../server/client-address.ts';
import { serverAccountPolicy } from '../services/accounts/server-policy.ts';
import { chainedAuditLog } from '../services/audit/chain.ts';
import { apiKeyAuthenticator } from '../services/identity/api-keys.ts';
import { memberPermissions } from '../services/identity/roles.ts';
import { makeSetupToken, setUp } from '../services/identity/setup.ts';
import type { LocalDeps } from '../control-plane/local.ts';
import { openBackground, type Background } from './background.ts';
import type { LocalOptions } from './local.ts';
import { createOrganizationPlanes } from './organization-planes.ts';

export interface NodeServerOptions {
  readonly config: ServerConfig;
  readonly version: string;
  readonly logger: Logger;
  readonly resolver: ResolverConfig;
  readonly environment: { readonly [name: string]: string | undefined };
  readonly limits?: RequestLimits;
  /** Replaces parts of what organizations work with: what a test counts and fails. */
  readonly wrap?: (deps: LocalDeps) => LocalDeps;
}

/** The app over the stores of a data folder, without a socket. */
export interface NodeApp {
  readonly fetch: (request: Request, surroundings?: unknown) => Response | Promise<Response>;
  /** Makes the token of the first organization, where there is none. */
  setupToken(): Promise<string | undefined>;
  /** Its jobs and schedules; they rest until they are started. */
  readonly background: Background;
  close(): Promise<void>;
}

/** Joins the server on this machine: SQLite in a data folder, keys made at first start. @throws RegctlError `LOCKED` */
export function openNodeApp(options: NodeServerOptions): NodeApp {
  const { config, logger, version } = options;
  const folder = takeDataFolder(config.dataDir);
  try {
    const database = openNodeDatabase(join(config.dataDir, 'control.db'));
    const roles = createSqlRoleStore(database);
    const deps = {
      organizations: createSqlOrganizationStore(database),
      roles,
      permissions: memberPermissions({ roles }),
      apiKeys: createSqlApiKeyStore(database),
      auditEntries: createSqlAuditStore(database),
      clock: systemClock,
      random: systemRandom,
    };
    const box = createSecretBox(createSqlVaultKeyStore(database), masterKeysOf(config), systemClock);
    const planes = createOrganizationPlanes(join(config.dataDir, 'organizations'), (organization) =>
      planeOptions(options, {
        credentials: createVaultCredentialStore(database, box, systemClock, organization),
        keys: createSealedKeyStore(database, box, systemClock, organization),
      }),
    );
    const background = openBackground({
      database,
      logger,
      open: (organization, actor) => planes.open(organization, actor),
    });
    const app = createApp({
      version,
      logger,
      authenticator: apiKeyAuthenticator(deps),
      audit: chainedAuditLog(deps.auditEntries, systemClock),
      limiter: createMemoryRequestLimiter(systemClock),
      limits: options.limits ?? DEFAULT_LIMITS,
      idempotency: createSqlIdempotencyStore(database, systemClock),
      controlPlane: async (principal) => ({
        ...(await planes.of(principal)),
        ...organizationOperations(deps, principal),
      }),
      setUp: (input) => setUp(deps, [EVERY_SCOPE], input),
      ready: async () => void (await database.first(sql('select 1'))),
      addressOf: (request, surroundings) =>
        clientAddress(request, socketAddress(surroundings), config.trustedProxies),
      newId: () => makeId('req', systemClock.now(), systemRandom.bytes(7)),
    });
    return {
      fetch: (request, surroundings) => app.fetch(request, surroundings as object),
      setupToken: () => makeSetupToken(deps),
      background,
      close: async () => {
        await background.stop();
        await planes.close();
        await database.close();
        folder.release();
      },
    };
  } catch (error) {
    folder.release();
    throw error;
  }
}

/** Starts the server on this machine; it takes requests when this resolves. */
export async function startNodeServer(options: NodeServerOptions): Promise<RunningServer> {
  const app = openNodeApp(options);
  try {
    const setupToken = await app.setupToken();
    const socket = await listen(app.fetch, options.config);
    await app.background.start();
    return {
      url: socket.url,
      setupToken,
      stop: async () => {
        await socket.stop();
        await app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** The master keys of a server, the newest first: those of its configuration, or the one that lies in its data folder. */
export function masterKeysOf(config: ServerConfig): readonly MasterKey[] {
  if (config.masterKeys.length === 0) return [masterKeyFile(join(config.dataDir, MASTER_KEY_FILE))];
  return config.masterKeys.map((text) => parseMasterKey(text, 'the configuration'));
}

function planeOptions(
  { config, logger, resolver, environment, wrap = (deps) => deps }: NodeServerOptions,
  vault: { readonly credentials: CredentialStore; readonly keys: KeyStore },
): Omit<LocalOptions, 'stateDir' | 'dataDir'> {
  const fetch = config.allowPrivateAddresses ? nodeFetch(environment) : publicOnlyFetch();
  return {
    // Nothing of the server's own environment is lent to an account.
    environment: {},
    resolver: config.allowPrivateAddresses ? resolver : { ...resolver, refuse: refusePrivateHost },
    logger,
    wrap: (local) =>
      wrap({
        ...local,
        credentialsOf: () => vault.credentials,
        keys: vault.keys,
        tls: config.allowPrivateAddresses ? local.tls : publicTlsProbe,
        policy: serverAccountPolicy({
          fileProviders: config.allowFileProviders,
          refusePrivateHost: config.allowPrivateAddresses ? undefined : refusePrivateHost,
        }),
        surroundings: {
          ...local.surroundings,
          http: createHttpClient({ fetch, clock: systemClock, logger }),
        },
      }),
  };
}

function socketAddress(surroundings: unknown): string {
  const { incoming } = (surroundings ?? {}) as { incoming?: IncomingMessage };
  return incoming?.socket.remoteAddress ?? 'unknown';
}
