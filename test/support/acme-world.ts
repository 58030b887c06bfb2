import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderSource, startDnsServer } from '../../src/adapters/dns-server/index.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { LocalDeps } from '../../src/control-plane/local.ts';
import { openLocalControlPlane } from '../../src/main/local.ts';
import type { HttpClient } from '../../src/ports/http-client.ts';
import { silent, unlimited } from './open-provider.ts';
import { startPebble, type Pebble, type PebbleOptions } from './servers/pebble.ts';

/** A CA of a test, as far as regctl needs it. */
export interface TestCa {
  readonly directoryUrl: string;
  /** Sends requests that trust this CA. */
  readonly http: HttpClient;
  /** Requests that were sent to it, as `POST /order-plz`. */
  readonly requests: string[];
  stop(): Promise<void>;
}

/** A CA, a name server and regctl with an account that writes the zones which the name server answers from. */
export interface WorldOf<C extends TestCa> {
  readonly folder: string;
  /** `address:port`. */
  readonly nameServer: string;
  readonly ca: C;
  readonly regctl: ControlPlane;
  /** Another regctl over the same store, as another run of the program would be; parts may be replaced. */
  open(wrap?: (deps: LocalDeps) => LocalDeps): ControlPlane;
  dispose(): Promise<void>;
}

/** The same, with Pebble for the CA. */
export interface AcmeWorld extends WorldOf<Pebble> {
  readonly pebble: Pebble;
}

export async function createAcmeWorld(options: Omit<PebbleOptions, 'dnsServer'> = {}): Promise<AcmeWorld> {
  const world = await createWorldOf((dnsServer) => startPebble({ ...options, dnsServer }));
  return { ...world, pebble: world.ca };
}

/** @param startCa - starts the CA over the name server, `address:port` */
export async function createWorldOf<C extends TestCa>(
  startCa: (dnsServer: string) => Promise<C>,
): Promise<WorldOf<C>> {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-acme-'));
  const zones = join(folder, 'zones');
  mkdirSync(zones);
  const dns = await startDnsServer(createFolderSource(zones, silent), {
    host: '127.0.0.1',
    port: 0,
    logger: silent,
  });
  const ca = await startCa(dns.address);
  const opened: ControlPlane[] = [];
  const open = (wrap: (deps: LocalDeps) => LocalDeps = (deps) => deps): ControlPlane => {
    const regctl = openLocalControlPlane({
      environment: {},
      stateDir: join(folder, 'state'),
      dataDir: folder,
      resolver: { hosts: {}, roots: [dns.address] },
      logger: silent,
      wrap: (deps) =>
        wrap({ ...deps, surroundings: { ...deps.surroundings, limiter: unlimited, http: ca.http } }),
    });
    opened.push(regctl);
    return regctl;
  };
  const regctl = open();
  await regctl.accounts.add({
    name: 'local',
    provider: 'zonefile',
    endpoint: zones,
    settings: { 'nameserver-address': dns.address },
  });
  for (const zone of ['example.org', 'example.net', 'blocked.example'])
    await regctl.zones.create({ zone, account: 'local', nameservers: ['ns1.example.com'] });
  return {
    folder,
    nameServer: dns.address,
    ca,
    regctl,
    open,
    dispose: async () => {
      await Promise.all(opened.map((one) => one.close()));
      await Promise.all([ca.stop(), dns.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
