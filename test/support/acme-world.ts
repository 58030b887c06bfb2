import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderSource, startDnsServer } from '../../src/adapters/dns-server/index.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { LocalDeps } from '../../src/control-plane/local.ts';
import { openLocalControlPlane } from '../../src/main/local.ts';
import { silent, unlimited } from './open-provider.ts';
import { startPebble, type Pebble, type PebbleOptions } from './servers/pebble.ts';

/** A CA, a name server and regctl with an account that writes the zones which the name server answers from. */
export interface AcmeWorld {
  readonly folder: string;
  /** `address:port`. */
  readonly nameServer: string;
  readonly pebble: Pebble;
  readonly regctl: ControlPlane;
  /** Another regctl over the same store, as another run of the program would be; parts may be replaced. */
  open(wrap?: (deps: LocalDeps) => LocalDeps): ControlPlane;
  dispose(): Promise<void>;
}

export async function createAcmeWorld(options: Omit<PebbleOptions, 'dnsServer'> = {}): Promise<AcmeWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-acme-'));
  const zones = join(folder, 'zones');
  mkdirSync(zones);
  const dns = await startDnsServer(createFolderSource(zones, silent), {
    host: '127.0.0.1',
    port: 0,
    logger: silent,
  });
  const pebble = await startPebble({ ...options, dnsServer: dns.address });
  const opened: ControlPlane[] = [];
  const open = (wrap: (deps: LocalDeps) => LocalDeps = (deps) => deps): ControlPlane => {
    const regctl = openLocalControlPlane({
      environment: {},
      stateDir: join(folder, 'state'),
      dataDir: folder,
      resolver: { hosts: {}, roots: [dns.address] },
      logger: silent,
      wrap: (deps) =>
        wrap({ ...deps, surroundings: { ...deps.surroundings, limiter: unlimited, http: pebble.http } }),
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
    pebble,
    regctl,
    open,
    dispose: async () => {
      await Promise.all(opened.map((one) => one.close()));
      await Promise.all([pebble.stop(), dns.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
