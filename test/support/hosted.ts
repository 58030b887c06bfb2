import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpClient, type Fetch } from '../../src/adapters/http/client.ts';
import { listen } from '../../src/adapters/http/listen.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import { createHostedControlPlane } from '../../src/control-plane/hosted.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { openNodeApp, type NodeApp } from '../../src/main/node.ts';
import type { ServerConfig } from '../../src/ports/server-host.ts';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** A server with one organization, and a client of it. */
export interface TestServer {
  readonly app: NodeApp;
  readonly folder: string;
  readonly url: string;
  /** Key of the owner of the organization. */
  readonly token: string;
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

/** Opens a server over a folder of its own: in this process, or behind a real socket. */
export async function openTestServer(
  options: { readonly socket?: boolean; readonly config?: Partial<ServerConfig> } = {},
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-server-'));
  const config = serverConfig(folder, options.config);
  const app = openNodeApp({
    config,
    version: '0.0.0-test',
    logger,
    resolver: { hosts: {}, roots: [] },
    environment: {},
  });
  const socket = options.socket === true ? await listen(app.fetch, config) : undefined;
  const url = socket?.url ?? 'http://control-plane.test';
  const send: Fetch =
    socket === undefined
      ? async (address, init) => app.fetch(new Request(address, init))
      : (address, init) => fetch(address, init);
  const http = createHttpClient({ fetch: send, clock: systemClock, logger });
  const token = await setUp(app, send, url);
  return {
    app,
    folder,
    url,
    token,
    fetch: send,
    client: (other = token) =>
      createHostedControlPlane({
        host: url,
        http,
        token: () => Promise.resolve(other),
        newKey: () => crypto.randomUUID(),
      }),
    dispose: async () => {
      await socket?.stop();
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function setUp(app: NodeApp, send: Fetch, url: string): Promise<string> {
  const response = await send(`${url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      token: await app.setupToken(),
      organization: 'Example',
      name: 'Ada',
      email: 'ada@example.org',
    }),
  });
  const { token } = (await response.json()) as { readonly token: string };
  return token;
}
