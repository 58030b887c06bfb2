import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderSource, startDnsServer } from '../../src/adapters/dns-server/index.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { LocalDeps } from '../../src/control-plane/local.ts';
import { openTestServer, type TestServer } from './hosted.ts';
import { silent, unlimited } from './open-provider.ts';
import { startRecursor, type Recursor } from './recursor.ts';
import { startRootServer } from './root-server.ts';
import { freePort } from './servers/process.ts';
import { startPebble, type Pebble, type PebbleOptions } from './servers/pebble.ts';

export const CHALLENGE_ZONE = 'acme.example.net';
export const CUSTOMER_ZONES = ['example.org', 'example.com'] as const;

/**
 * A server that answers challenges, the name servers of customers, a root above them, two recursive resolvers, and a CA that asks one of them.
 */
export interface DelegationWorld {
  readonly server: TestServer;
  readonly regctl: ControlPlane;
  readonly pebble: Pebble;
  readonly recursor: Recursor;
  /** Where the challenges are answered, `address:port`. */
  readonly challenges: string;
  /** Sets the records of a customer's zone, below SOA and NS. */
  setZone(zone: (typeof CUSTOMER_ZONES)[number], records: string): void;
  /** Lets the name servers of the customers see at once what was written. */
  refresh(): void;
  /** Folder of the customers' zones, and their server. */
  readonly zones: string;
  readonly customer: string;
  dispose(): Promise<void>;
}

export interface DelegationWorldOptions extends Omit<PebbleOptions, 'dnsServer'> {
  readonly socket?: boolean;
  readonly wrap?: (deps: LocalDeps) => LocalDeps;
}

export async function createDelegationWorld(options: DelegationWorldOptions = {}): Promise<DelegationWorld> {
  const zones = mkdtempSync(join(tmpdir(), 'regctl-customers-'));
  const source = createFolderSource(zones, silent);
  const customer = await startDnsServer(source, { host: '127.0.0.1', port: 0, logger: silent });
  const root = await startRootServer(
    [
      ...CUSTOMER_ZONES.map((zone) => `${zone} NS ns.customer.example.`),
      `${CHALLENGE_ZONE} NS ns1.${CHALLENGE_ZONE}.`,
    ].join('\n'),
  );
  const challenges = `127.0.0.1:${await freePort()}`;
  const recursor = await startRecursor(
    new Map([
      ...CUSTOMER_ZONES.map((zone) => [zone, customer.address] as const),
      [CHALLENGE_ZONE, challenges],
    ]),
  );
  const pebble = await startPebble({ ...options, dnsServer: recursor.address });
  const server = await openTestServer({
    socket: options.socket === true,
    resolver: {
      hosts: {
        ...root.hosts,
        'ns.customer.example': customer.address,
        [`ns1.${CHALLENGE_ZONE}`]: challenges,
      },
      roots: [root.address],
    },
    config: {
      challenges: {
        zone: CHALLENGE_ZONE,
        nameservers: [{ name: `ns1.${CHALLENGE_ZONE}`, addresses: ['127.0.0.1'] }],
        listen: [{ host: '127.0.0.1', port: Number(challenges.split(':')[1]) }],
        resolvers: [recursor.url, recursor.address],
      },
    },
    wrap: (deps) =>
      (options.wrap ?? ((same) => same))({
        ...deps,
        surroundings: { ...deps.surroundings, limiter: unlimited, http: pebble.http },
      }),
  });
  await server.app.answerChallenges();
  const setZone: DelegationWorld['setZone'] = (zone, records) => {
    const head = `$TTL 60\n@ SOA ns.customer.example. hostmaster 1 7200 3600 1209600 1\n@ NS ns.customer.example.\n`;
    writeFileSync(join(zones, `${zone}.zone`), `${head}${records}\n`);
    source.refresh();
  };
  mkdirSync(zones, { recursive: true });
  for (const zone of CUSTOMER_ZONES) setZone(zone, '');
  return {
    server,
    regctl: server.client(),
    pebble,
    recursor,
    challenges,
    setZone,
    refresh: () => source.refresh(),
    zones,
    customer: customer.address,
    dispose: async () => {
      await server.dispose();
      await Promise.all([pebble.stop(), recursor.stop(), customer.close(), root.stop()]);
      rmSync(zones, { recursive: true, force: true });
    },
  };
}
