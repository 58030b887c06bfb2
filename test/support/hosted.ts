import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpClient, type Fetch } from '../../src/adapters/http/client.ts';
import { listen } from '../../src/adapters/http/listen.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import { systemRandom } from '../../src/adapters/random.ts';
import type { ResolverConfig } from '../../src/adapters/resolver/index.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { createSqlOrganizationStore } from '../../src/adapters/stores/sql/organizations.ts';
import { createHostedControlPlane } from '../../src/control-plane/hosted.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { LocalDeps } from '../../src/control-plane/local.ts';
import { openNodeApp, type NodeApp } from '../../src/main/node.ts';
import { createServerHost } from '../../src/main/server-host.ts';
import type { RequestLimits } from '../../src/server/deps.ts';
import { makeToken } from '../../src/services/identity/token.ts';
import type { Logger } from '../../src/ports/logger.ts';
import type { ServerConfig, ServerHost } from '../../src/ports/server-host.ts';
import { spendSetupToken } from './spend-setup-token.ts';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** A server with one organization, and a client of it. */
export interface TestServer {
  readonly app: NodeApp;
  readonly folder: string;
  readonly url: string;
  /** Key of the owner of the organization. */
  readonly token: string;
  /** What it was made with; it sets the owner's password, once. */
  readonly setupToken: string;
  readonly fetch: Fetch;
  client(token?: string): ControlPlane;
  dispose(): Promise<void>;
}

export function serverConfig(folder: string, given: Partial<ServerConfig> = {}): ServerConfig {
  return {
    dataDir: join(folder, 'server'),
    host: '127.0.0.1',
    port: 0,
    trustedProxies: [],
    allowPrivateAddresses: true,
    allowFileProviders: true,
    masterKeys: [],
    ...given,
  };
}

/** What `regctl server` does besides serving, without a network. */
export function createTestHost(): ServerHost {
  return createServerHost({
    version: '0.0.0-test',
    logger,
    resolver: { hosts: {}, roots: [] },
    environment: {},
  });
}

/** Opens a server over a folder of its own: in this process, or behind a real socket. */
export async function openTestServer(
  options: {
    readonly socket?: boolean;
    readonly config?: Partial<ServerConfig>;
    readonly limits?: RequestLimits;
    readonly resolver?: ResolverConfig;
    readonly wrap?: (deps: LocalDeps) => LocalDeps;
    /** A server that was closed, whose folder and owner this one has. */
    readonly reopen?: TestServer;
    readonly logger?: Logger;
  } = {},
): Promise<TestServer> {
  const folder = options.reopen?.folder ?? mkdtempSync(join(tmpdir(), 'regctl-server-'));
  const config = serverConfig(folder, options.config);
  const app = openNodeApp({
    config,
    version: '0.0.0-test',
    logger: options.logger ?? logger,
    resolver: options.resolver ?? { hosts: {}, roots: [] },
    environment: {},
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.wrap === undefined ? {} : { wrap: options.wrap }),
  });
  const socket = options.socket === true ? await listen(app.fetch, config) : undefined;
  const url = socket?.url ?? 'http://control-plane.test';
  app.listensAt(url);
  const send: Fetch =
    socket === undefined
      ? async (address, init) => app.fetch(new Request(address, init))
      : (address, init) => fetch(address, init);
  const http = createHttpClient({ fetch: send, clock: systemClock, logger });
  const setupToken = options.reopen?.setupToken ?? (await app.setupToken()) ?? '';
  const token = options.reopen?.token ?? (await spendSetupToken(send, url, setupToken));
  return {
    app,
    folder,
    url,
    token,
    setupToken,
    fetch: send,
    client: (other = token) =>
      createHostedControlPlane({
        host: url,
        http,
        token: () => Promise.resolve(other),
        clock: systemClock,
        newKey: () => crypto.randomUUID(),
      }),
    dispose: async () => {
      await socket?.stop();
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes another organization on a server. @returns the key of its owner */
export async function addOrganization(server: TestServer): Promise<string> {
  const database = openNodeDatabase(join(server.folder, 'server', 'control.db'));
  try {
    const { token, hash } = makeToken('rgs', systemRandom);
    await createSqlOrganizationStore(database).addSetupToken(hash, new Date().toISOString());
    return await spendSetupToken(server.fetch, server.url, token);
  } finally {
    await database.close();
  }
}
