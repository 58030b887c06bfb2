import { applyD1Migrations, reset } from 'cloudflare:test';
import { connect } from 'cloudflare:sockets';
import { createHttpClient, type Fetch } from '../../src/adapters/http/client.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import { systemRandom } from '../../src/adapters/random.ts';
import { createD1Database } from '../../src/adapters/stores/sql/d1.ts';
import { createSqlOrganizationStore } from '../../src/adapters/stores/sql/organizations.ts';
import { createHostedControlPlane } from '../../src/control-plane/hosted.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { answerRequest, type WorkerAppOptions } from '../../src/main/worker-app.ts';
import type { WorkerEnv } from '../../src/main/worker-env.ts';
import { makeToken } from '../../src/services/identity/token.ts';
import { spendSetupToken } from '../support/spend-setup-token.ts';
import { env } from './env.ts';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const URL_OF_WORKER = 'http://control-plane.test';

/** What a call of the Worker works with. */
export const workerOptions: WorkerAppOptions = {
  env,
  connect,
  logger,
  version: '0.0.0-test',
  outlive: (work) => void work.catch(() => undefined),
};

/** The control plane in this runtime, with one organization, and a client of it. */
export interface WorkerServer {
  readonly url: string;
  /** Key of the owner of the organization. */
  readonly token: string;
  readonly fetch: Fetch;
  client(token?: string): ControlPlane;
  /** Makes another organization. @returns the key of its owner */
  addOrganization(): Promise<string>;
  /** The same bindings with other settings. */
  withSettings(settings: Partial<WorkerEnv>): WorkerServer;
}

/** Opens a control plane over bindings that hold nothing. */
export async function openWorkerServer(options: Partial<WorkerAppOptions> = {}): Promise<WorkerServer> {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
  const empty = serverOf({ ...workerOptions, ...options }, '');
  return serverOf({ ...workerOptions, ...options }, await empty.addOrganization());
}

function serverOf(options: WorkerAppOptions, token: string): WorkerServer {
  const send: Fetch = (address, init) => answerRequest(options, new Request(address, init));
  const http = createHttpClient({ fetch: send, clock: systemClock, logger });
  return {
    url: URL_OF_WORKER,
    token,
    fetch: send,
    client: (other = token) =>
      createHostedControlPlane({
        host: URL_OF_WORKER,
        http,
        token: () => Promise.resolve(other),
        clock: systemClock,
        newKey: () => crypto.randomUUID(),
      }),
    addOrganization: async () => spendSetupToken(send, URL_OF_WORKER, await newSetupToken()),
    withSettings: (settings) => serverOf({ ...options, env: { ...options.env, ...settings } }, token),
  };
}

/** Makes a token that makes an organization. */
export async function newSetupToken(): Promise<string> {
  const { token, hash } = makeToken('rgs', systemRandom);
  const organizations = createSqlOrganizationStore(createD1Database(env.DB));
  await organizations.addSetupToken(hash, new Date().toISOString());
  return token;
}
