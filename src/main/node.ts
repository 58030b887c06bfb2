import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { IncomingMessage } from 'node:http';
import { createFolderBlobStore } from '../adapters/blobs/folder.ts';
import { systemClock } from '../adapters/clock.ts';
import { nodeDigest } from '../adapters/digest.ts';
import { createHttpClient, type Fetch } from '../adapters/http/client.ts';
import { nodeFetch } from '../adapters/http/node.ts';
import { publicOnlyFetch } from '../adapters/http/public-only.ts';
import { listen } from '../adapters/http/listen.ts';
import { TextResponse } from '../adapters/http/text-response.ts';
import { createMemoryRequestLimiter } from '../adapters/limits/memory.ts';
import { createMemoryLiveState } from '../adapters/live/memory.ts';
import { createApiMailer } from '../adapters/mail/http-api.ts';
import { createSmtpMailer } from '../adapters/mail/smtp.ts';
import { refusePrivateHost } from '../adapters/network-policy.ts';
import { publicTlsProbe } from '../adapters/tls-probe.ts';
import { systemRandom } from '../adapters/random.ts';
import type { ResolverConfig } from '../adapters/resolver/index.ts';
import { BLOBS, DIRECTORY, MASTER_KEY_FILE } from '../adapters/stores/data-folder-files.ts';
import { takeDataFolder } from '../adapters/stores/data-folder.ts';
import { openNodeDatabase } from '../adapters/stores/sql/node.ts';
import { createSqlServerKeyStore } from '../adapters/stores/sql/server-secrets.ts';
import { createSqlVaultKeyStore } from '../adapters/stores/sql/vault.ts';
import { awsCredentials } from '../adapters/vault/aws-credentials.ts';
import { AWS_KMS_PREFIX, awsKmsWrapper } from '../adapters/vault/aws-kms.ts';
import { masterKeyFile } from '../adapters/vault/master-key-file.ts';
import { requireWrappers } from '../adapters/vault/secret-box.ts';
import { parseMasterKey } from '../adapters/vault/master-key.ts';
import { invariant, RegctlError } from '../core/errors.ts';
import type { HttpClient } from '../ports/http-client.ts';
import type { Logger } from '../ports/logger.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { RunningServer, ServerConfig } from '../ports/server-host.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import type { KeyWrapper } from '../ports/secret-box.ts';
import type { RequestLimits } from '../server/deps.ts';
import { clientAddress } from '../server/client-address.ts';
import { createOpenCalls } from '../server/open-calls.ts';
import { serverAccountPolicy } from '../services/accounts/server-policy.ts';
import { createZoneExports } from '../services/zones/exports.ts';
import type { ServerExports } from '../control-plane/jobs/job-type.ts';
import type { LocalDeps } from '../control-plane/local.ts';
import { openBackground, type Background } from './background.ts';
import { openControlApp, type OrganizationVault } from './control-app.ts';
import { openChallenges, type Challenges } from './challenges.ts';
import type { LocalOptions } from './local.ts';
import { createOrganizationPlanes } from './organization-planes.ts';
import { openObserving } from './observing.ts';
import { createServerWork } from './server-work.ts';

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
  /** Sees that it has the master key of its vault. @throws RegctlError `STORE_FAILED` */
  checkKeys(): Promise<void>;
  /** Lets requests begin again that another process was carrying out when it died. */
  forgetCallsOfTheDead(): Promise<void>;
  /** Tells it where it can be reached, where its configuration does not say. */
  listensAt(url: string): void;
  /** Its jobs and schedules; they rest until they are started. */
  readonly background: Background;
  /** Begins to show metrics and profiles where the configuration asks for it. @returns where */
  observe(): Promise<RunningServer['observed']>;
  /** Begins to answer questions about the zone of the challenges. @returns where */
  answerChallenges(): Promise<readonly string[]>;
  /** Waits for calls that go on though their callers are gone, and stops those that take long. */
  endCalls(): Promise<void>;
  close(): Promise<void>;
}

/** Joins the server on this machine: SQLite in a data folder, keys made at first start. @throws RegctlError `LOCKED` */
export function openNodeApp(options: NodeServerOptions): NodeApp {
  const { config, logger, version } = options;
  let listensAt = `http://${config.host}:${String(config.port)}`;
  const folder = takeDataFolder(config.dataDir);
  try {
    // Before the store, which tells that there was a key.
    const keyWrappers = keyWrappersOf(config, options);
    const database = openNodeDatabase(join(config.dataDir, DIRECTORY));
    const challenges = openZoneOfChallenges(options, database);
    const observing = openObserving(options);
    const openCalls = createOpenCalls();
    const app = openControlApp({
      version,
      logger,
      database,
      keyWrappers,
      corsOrigins: config.corsOrigins ?? [],
      trustedIssuers: config.trustedIssuers ?? [],
      signIn: config.signIn ?? [],
      providerClients: config.providerClients ?? [],
      issuerFetch: (allowPrivateAddress) => outsideFetch(options, allowPrivateAddress),
      origin: () => config.publicUrl ?? listensAt,
      limiter: createMemoryRequestLimiter(systemClock),
      digest: nodeDigest,
      respond: (text, headers) => new TextResponse(text, headers),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      addressOf: (request, surroundings) =>
        clientAddress(request, socketAddress(surroundings), config.trustedProxies),
      onRequest: (seen) => observing.request(seen),
      openCalls,
      openWork: (box) =>
        createServerWork({
          database,
          box,
          http: outsideHttp(options),
          allowPrivateAddresses: config.allowPrivateAddresses,
          refuseHost: config.allowPrivateAddresses ? undefined : refusePrivateHost,
          ...mailerOf(config, options),
          observer: observing,
          exports: exportsIn(config),
          live: createMemoryLiveState(),
          clock: systemClock,
          random: systemRandom,
        }),
      openPlanes: (vaultOf, gateOf) =>
        createOrganizationPlanes(
          join(config.dataDir, 'organizations'),
          (organization) =>
            planeOptions(options, vaultOf(organization), (store) => ({
              ...work?.tellingStores(organization, store),
              ...(challenges === undefined ? {} : { delegation: challenges.partOf(organization) }),
            })),
          gateOf,
        ),
    });
    const { planes, work } = app;
    invariant(work !== undefined, 'a process works in the background');
    const background = openBackground({
      database,
      logger,
      work,
      planes,
      onOutcome: ({ id, type, organization }, { kind }, durationMs) =>
        observing.job({
          id,
          type,
          organization,
          outcome: kind,
          startedAt: Date.now() - durationMs,
          durationMs,
        }),
    });
    return {
      fetch: app.fetch,
      setupToken: () => app.setupToken(),
      checkKeys: () => requireMasterKey(database, keyWrappers),
      forgetCallsOfTheDead: () => app.forgetCallsOfTheDead(),
      listensAt: (url) => void (listensAt = url),
      background,
      observe: () => observing.start(work.queue),
      answerChallenges: () => challenges?.start() ?? Promise.resolve([]),
      endCalls: () => openCalls.end(),
      close: async () => {
        await openCalls.end();
        await challenges?.close();
        await observing.close();
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

function openZoneOfChallenges(options: NodeServerOptions, database: SqlDatabase): Challenges | undefined {
  const { config, logger } = options;
  if (config.challenges === undefined) return undefined;
  const path = join(config.dataDir, 'control.db');
  return openChallenges({ config: config.challenges, database, path, logger, http: outsideHttp(options) });
}

function exportsIn({ dataDir, zoneExportDays }: ServerConfig): ServerExports {
  const blobs = createFolderBlobStore(join(dataDir, BLOBS));
  return { of: (organization) => createZoneExports(blobs, organization), keepDays: zoneExportDays };
}

/** @throws RegctlError `INVALID_CONFIG` where there are two ways, or none that works */
function mailerOf(
  config: ServerConfig,
  { environment, logger }: Pick<NodeServerOptions, 'environment' | 'logger'>,
): { readonly mailer?: Mailer } {
  const { smtpUrl, mailApiKey: key, mailApiUrl: url, publicUrl, host } = config;
  const domain = publicUrl === undefined ? host : new URL(publicUrl).hostname;
  const from = config.mailFrom ?? `regctl <regctl@${domain}>`;
  if (key === undefined) return smtpUrl === undefined ? {} : { mailer: createSmtpMailer(smtpUrl, from) };
  if (smtpUrl !== undefined)
    throw new RegctlError('INVALID_CONFIG', 'the server does not know how to send mail', {
      reason: 'both smtpUrl and mailApiKey are set',
      hint: 'take one of them out of server.yaml, or out of the environment',
    });
  const http = createHttpClient({ fetch: nodeFetch(environment), clock: systemClock, logger });
  return { mailer: createApiMailer({ key, from, http, ...(url === undefined ? {} : { url }) }) };
}

/** Starts the server on this machine; it takes requests when this resolves. */
export async function startNodeServer(options: NodeServerOptions): Promise<RunningServer> {
  const app = openNodeApp(options);
  try {
    await app.checkKeys();
    await app.forgetCallsOfTheDead();
    const setupToken = await app.setupToken();
    const socket = await listen(app.fetch, options.config);
    app.listensAt(socket.url);
    const challengeAddresses = await app.answerChallenges();
    const observed = await app.observe();
    await app.background.start();
    return {
      url: socket.url,
      challengeAddresses,
      observed,
      setupToken,
      stop: async () => {
        // Requests and jobs end side by side: both are waited for, and a service manager does not wait for ever.
        await Promise.all([socket.stop(), app.endCalls(), app.background.stop()]);
        await app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** Sees that what a server keeps sealed can be opened. @throws RegctlError `STORE_FAILED` */
export async function requireMasterKey(
  database: SqlDatabase,
  wrappers: readonly KeyWrapper[],
): Promise<void> {
  await requireWrappers(createSqlServerKeyStore(database), wrappers);
  await requireWrappers(createSqlVaultKeyStore(database), wrappers);
}

/**
 * What wraps the keys of a server's vault, the newest first: as its configuration says, or the key that lies in its data folder, which is made with that.
 *
 * @throws RegctlError `STORE_FAILED` where that key is gone, `INVALID_CONFIG`
 */
export function keyWrappersOf(
  config: ServerConfig,
  { environment, logger }: Pick<NodeServerOptions, 'environment' | 'logger'>,
): readonly KeyWrapper[] {
  const { dataDir } = config;
  if (config.masterKeys.length === 0)
    return [
      masterKeyFile(join(dataDir, MASTER_KEY_FILE), { mayMake: !existsSync(join(dataDir, DIRECTORY)) }),
    ];
  return config.masterKeys.map((text) =>
    text.startsWith(AWS_KMS_PREFIX)
      ? awsKmsWrapper(text, {
          http: createHttpClient({ fetch: nodeFetch(environment), clock: systemClock, logger }),
          clock: systemClock,
          credentials: awsCredentials(environment, systemClock),
          endpoint: environment['AWS_ENDPOINT_URL_KMS'],
        })
      : parseMasterKey(text, 'the configuration'),
  );
}

function planeOptions(
  options: NodeServerOptions,
  vault: OrganizationVault,
  tellingStores: (database: SqlDatabase) => Partial<LocalDeps> | undefined,
): Omit<LocalOptions, 'stateDir' | 'dataDir'> {
  const { config, logger, resolver, wrap = (deps) => deps } = options;
  return {
    // Nothing of the server's own environment is lent to an account.
    environment: {},
    resolver: config.allowPrivateAddresses ? resolver : { ...resolver, refuse: refusePrivateHost },
    logger,
    wrap: (local, database) =>
      wrap({
        ...local,
        ...tellingStores(database),
        credentialsOf: () => vault.credentials,
        keys: vault.keys,
        tls: config.allowPrivateAddresses ? local.tls : publicTlsProbe,
        policy: serverAccountPolicy({
          fileProviders: config.allowFileProviders,
          refusePrivateHost: config.allowPrivateAddresses ? undefined : refusePrivateHost,
        }),
        surroundings: {
          ...local.surroundings,
          http: outsideHttp(options),
        },
      }),
  };
}

/** Reaches what organizations name: nothing private unless the operator allows it. */
function outsideHttp(options: NodeServerOptions): HttpClient {
  const fetch = outsideFetch(options, false);
  return createHttpClient({ fetch, clock: systemClock, logger: options.logger });
}

function outsideFetch({ config, environment }: NodeServerOptions, allowPrivateAddress: boolean): Fetch {
  const isAllowed = allowPrivateAddress || config.allowPrivateAddresses;
  return isAllowed ? nodeFetch(environment) : publicOnlyFetch();
}

function socketAddress(surroundings: unknown): string {
  const { incoming } = (surroundings ?? {}) as { incoming?: IncomingMessage };
  return incoming?.socket.remoteAddress ?? 'unknown';
}
