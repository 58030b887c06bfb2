import { createKvCache } from '../adapters/cache/kv.ts';
import { createHttpClient } from '../adapters/http/client.ts';
import { systemClock } from '../adapters/clock.ts';
import { refusePrivateLiteral } from '../adapters/private-address.ts';
import { providers } from '../adapters/providers/workers-registry.gen.ts';
import { createSocketResolver, type Connect } from '../adapters/resolver/sockets.ts';
import { remoteDatabase, removeDurableStore } from '../adapters/stores/sql/durable.ts';
import { createLocalControlPlane, type LocalDeps } from '../control-plane/local.ts';
import { RegctlError } from '../core/errors.ts';
import type { Principal } from '../ports/authenticator.ts';
import type { OpenProvider } from '../ports/dns-provider.ts';
import type { Logger } from '../ports/logger.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import type { TlsProbe } from '../ports/tls-probe.ts';
import type { Gate } from '../services/access/gate.ts';
import { serverAccountPolicy } from '../services/accounts/server-policy.ts';
import type { OrganizationVault } from './control-app.ts';
import { openEngineDeps, openRegistry } from './engine-deps.ts';
import type { OrganizationPlanes } from './organization-planes.ts';
import { workerDelegation } from './worker-challenges.ts';
import type { WorkerEnv } from './worker-env.ts';

/** Asked for the addresses of hosts where the operator names no other. */
const RECURSIVE_RESOLVER = 'https://cloudflare-dns.com/dns-query';

export interface WorkerPlaneOptions {
  readonly env: WorkerEnv;
  /** What all organizations share. */
  readonly directory: SqlDatabase;
  readonly connect: Connect;
  readonly logger: Logger;
}

interface Opened {
  readonly deps: LocalDeps;
  readonly accounts: Map<string, Promise<OpenProvider>>;
}

/**
 * Opens the control planes of organizations for one request: each has its store in a Durable Object of its own. Nothing is kept for the next request, since
 * on Workers what belongs to one may not be used by another.
 */
export function createWorkerPlanes(
  options: WorkerPlaneOptions,
  vaultOf: (organization: string) => OrganizationVault,
  gateOf: (principal: Pick<Principal, 'organization' | 'within'>) => Gate,
  tellingStores: (organization: string, store: SqlDatabase) => Partial<LocalDeps> | undefined,
): OrganizationPlanes {
  const stores = new Map<string, LocalDeps>();
  const opened = new Map<string, Map<string, Promise<OpenProvider>>>();
  const use = (organization: string, actor: string): Opened => {
    const shared =
      stores.get(organization) ??
      openStore(options, organization, vaultOf(organization), (store) => tellingStores(organization, store));
    const accounts = opened.get(organization) ?? new Map<string, Promise<OpenProvider>>();
    stores.set(organization, shared);
    opened.set(organization, accounts);
    return { deps: { ...shared, actor }, accounts };
  };
  return {
    of: (principal) => {
      const { deps, accounts } = use(principal.organization, principal.actor);
      return Promise.resolve(createLocalControlPlane(deps, accounts, gateOf(principal)));
    },
    open: (organization, actor) => {
      const { deps, accounts } = use(organization, actor);
      const gate = gateOf({ organization, within: [] });
      return Promise.resolve({ deps, regctl: createLocalControlPlane(deps, accounts, gate) });
    },
    // What an account of zone files would work on is not there.
    zoneFiles: () => Promise.resolve([]),
    remove: (organization) =>
      removeDurableStore(() => options.env.ORGANIZATIONS.getByName(organization).clear()),
    close: async () => {
      for (const [organization, deps] of stores)
        await createLocalControlPlane(deps, opened.get(organization)).close();
    },
  };
}

function openStore(
  { env, directory, connect, logger }: WorkerPlaneOptions,
  organization: string,
  vault: OrganizationVault,
  tellingStores: (store: SqlDatabase) => Partial<LocalDeps> | undefined,
): LocalDeps {
  const database = remoteDatabase((call) => env.ORGANIZATIONS.getByName(organization).sql(call));
  const self = `worker ${crypto.randomUUID()}`;
  const refuse = refuseHostOf(env);
  // A Worker that is gone cannot be asked for; its leases run out.
  const owner = { host: self, pid: 0, processStart: self, startOf: () => self };
  const deps: LocalDeps = {
    ...openEngineDeps({
      database,
      owner,
      http: createHttpClient({ fetch: (url, init) => fetch(url, init), clock: systemClock, logger }),
      logger,
      environment: {},
    }),
    ...tellingStores(database),
    actor: self,
    credentialsOf: () => vault.credentials,
    keys: vault.keys,
    tls: noTlsProbe,
    registry: openRegistry(providers),
    policy: serverAccountPolicy({ fileProviders: false, refusePrivateHost: refuse }),
    resolver: createSocketResolver(
      { hosts: {}, roots: [], ...(refuse === undefined ? {} : { refuse }) },
      {
        connect,
        recursive: env.RECURSIVE_RESOLVER ?? RECURSIVE_RESOLVER,
        cache: createKvCache(env.CACHE, logger),
      },
    ),
  };
  return { ...deps, ...workerDelegation({ secret: env.CHALLENGES, directory, organization, owner }, deps) };
}

/** The network behind Workers has no private addresses, so what a host says of itself is enough. */
export function refuseHostOf(env: WorkerEnv): ((host: string) => Promise<void>) | undefined {
  return env.ALLOW_PRIVATE_ADDRESSES === 'true' ? undefined : refusePrivateLiteral;
}

/** The runtime shows nobody the certificates of a connection. */
const noTlsProbe: TlsProbe = {
  probe: ({ host }) =>
    Promise.reject(
      new RegctlError('MODE_UNSUPPORTED', `what ${host} serves over TLS cannot be seen from here`, {
        reason: 'this control plane runs on Cloudflare Workers, which show no certificates of a connection',
        hint: 'check it from your machine: `regctl certs check` in local mode',
      }),
    ),
};
