import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createFolderSource,
  startDnsServer,
  type FolderSource,
  type ZoneSource,
} from '../../src/adapters/dns-server/index.ts';
import { nameKey } from '../../src/adapters/dns-server/name-key.ts';
import { createServedZone } from '../../src/adapters/dns-server/served-zone.ts';
import { parseDomainName, relativeName } from '../../src/core/names.ts';
import { makeRRset, type RRset } from '../../src/core/rrset.ts';
import { startAcmeServer } from './acme/server.ts';
import { silent } from './open-provider.ts';
import { startFakeCloudflare, type FakeCloudflare } from './providers/cloudflare.ts';
import { startRecursor } from './recursor.ts';
import { startRootServer } from './root-server.ts';

/** The zone of the operator at Cloudflare, which the challenges lie in. */
export const SERVED_ZONE = 'example.net';
/** The zone of a customer. */
export const CUSTOMER_ZONE = 'example.org';
/** Where the world sends whoever asks for them; a test brings them to this machine. */
const CUSTOMER_ADDRESS = '192.0.2.1';
const CLOUDFLARE_ADDRESS = '192.0.2.53';
/** Where resolvers begin, as they know it by heart. */
const ROOTS = ['198.41.0.4', '199.9.14.201', '192.33.4.12'];

/** What a test in another process needs to know. */
export interface DelegatedAddresses {
  /** URL of Cloudflare's API, and a token for it. */
  readonly cloudflare: string;
  readonly token: string;
  /** URL of a recursive resolver over HTTPS. */
  readonly recursor: string;
  readonly directoryUrl: string;
  /** Where the name servers of the world are on this machine: address → port. */
  readonly nameServers: { readonly [address: string]: number };
  /** URL that takes webhooks. */
  readonly receiver: string;
  /** URL of its switches: `POST /zone` sets the customer's records, `POST /clock` how far its clock is ahead; `GET /seen` is a `Seen`. */
  readonly control: string;
}

/** What came until now. */
export interface Seen {
  readonly webhooks: readonly {
    readonly headers: { readonly [name: string]: string };
    readonly body: string;
  }[];
  /** Orders at the CA. */
  readonly orders: number;
  /** Questions to the recursive resolver, as `example.org TXT`. */
  readonly asked: readonly string[];
  /** TXT records in the zone of the operator. */
  readonly challenges: number;
}

/** Cloudflare, its name servers and those of a customer, a resolver, a CA that asks it, and a receiver of webhooks: all that a control plane elsewhere needs. */
export async function startDelegatedWorld(): Promise<{
  readonly addresses: DelegatedAddresses;
  stop(): Promise<void>;
}> {
  let aheadMs = 0;
  const now = (): number => Date.now() + aheadMs;
  const cloudflare = await startFakeCloudflare({ now });
  const folder = mkdtempSync(join(tmpdir(), 'regctl-customer-'));
  const source = writeZones(folder, cloudflare);
  const listen = { host: '127.0.0.1', port: 0, logger: silent };
  const [customer, operator, root] = await Promise.all([
    startDnsServer(source, listen),
    startDnsServer(zoneAtCloudflare(cloudflare), listen),
    startRootServer(
      [
        `${CUSTOMER_ZONE} NS ns.customer.example.`,
        ...nameServersOf(cloudflare).map((name) => `${SERVED_ZONE} NS ${name}.`),
      ].join('\n'),
    ),
  ]);
  const recursor = await startRecursor(
    new Map([
      [CUSTOMER_ZONE, customer.address],
      ['customer.example', customer.address],
      ['ns.cloudflare.com', customer.address],
      [SERVED_ZONE, operator.address],
    ]),
  );
  const ca = await startAcmeServer({ dnsServers: [recursor.address], now });
  const webhooks: Seen['webhooks'][number][] = [];
  const receiver = await serve(async (request, body) => {
    webhooks.push({ headers: textHeaders(request), body });
    return { status: 204 };
  });
  const control = await serve(async ({ url }, body) => {
    if (url === '/zone') {
      writeCustomerZone(folder, body);
      source.refresh();
    }
    if (url === '/clock') aheadMs = Number(body);
    if (url !== '/seen') return { status: 204 };
    const orders = ca.requests.filter((one) => one === 'POST /new-order').length;
    const records = [...cloudflare.zone(SERVED_ZONE).records.values()];
    const challenges = records.filter(({ type }) => type === 'TXT').length;
    const seen: Seen = { webhooks, orders, asked: recursor.asked, challenges };
    return { status: 200, body: JSON.stringify(seen) };
  });
  return {
    addresses: {
      cloudflare: `${cloudflare.url}/client/v4`,
      token: cloudflare.token,
      recursor: recursor.url,
      directoryUrl: ca.directoryUrl,
      nameServers: {
        ...Object.fromEntries(ROOTS.map((address) => [address, portOf(root.address)])),
        [CUSTOMER_ADDRESS]: portOf(customer.address),
        [CLOUDFLARE_ADDRESS]: portOf(operator.address),
      },
      receiver: urlOf(receiver),
      control: urlOf(control),
    },
    stop: async () => {
      const servers = [customer, operator].map((server) => server.close());
      await Promise.all([...servers, root.stop(), recursor.stop(), ca.stop(), cloudflare.stop()]);
      for (const server of [receiver, control]) server.close().closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function nameServersOf(cloudflare: FakeCloudflare): readonly string[] {
  return cloudflare.zone(SERVED_ZONE).name_servers ?? [];
}

/** Zones as they are at first: the customer's, and those that tell where name servers are. */
function writeZones(folder: string, cloudflare: FakeCloudflare): FolderSource {
  const write = (zone: string, records: readonly string[]): void =>
    writeFileSync(join(folder, `${zone}.zone`), `${headOf('ns.customer.example.')}${records.join('\n')}\n`);
  write('customer.example', [`ns A ${CUSTOMER_ADDRESS}`]);
  write(
    'ns.cloudflare.com',
    nameServersOf(cloudflare).map((name) => `${name}. A ${CLOUDFLARE_ADDRESS}`),
  );
  writeCustomerZone(folder, '');
  return createFolderSource(folder, silent);
}

function writeCustomerZone(folder: string, records: string): void {
  writeFileSync(join(folder, `${CUSTOMER_ZONE}.zone`), `${headOf('ns.customer.example.')}${records}\n`);
}

function headOf(nameServer: string): string {
  return `$TTL 60\n@ SOA ${nameServer} hostmaster 1 7200 3600 1209600 1\n@ NS ${nameServer}\n`;
}

/** Answers with what stands in the zone at the API: name servers, and the values of challenges. */
function zoneAtCloudflare(cloudflare: FakeCloudflare): ZoneSource {
  const apex = nameKey(SERVED_ZONE);
  const rrsets = (): RRset[] => {
    const nameServers = nameServersOf(cloudflare).map((name) => `${name}.`);
    const soa = `${nameServers[0] ?? ''} dns.cloudflare.com. 1 10000 2400 604800 60`;
    const texts = new Map<string, string[]>();
    for (const { name, type, content } of cloudflare.zone(SERVED_ZONE).records.values()) {
      if (type !== 'TXT') continue;
      const owner = relativeName(parseDomainName(name), SERVED_ZONE);
      texts.set(owner, [...(texts.get(owner) ?? []), content.startsWith('"') ? content : `"${content}"`]);
    }
    return [
      makeRRset('@', 'SOA', 60, [soa]),
      makeRRset('@', 'NS', 60, nameServers),
      ...[...texts].map(([owner, rdata]) => makeRRset(owner, 'TXT', 60, rdata)),
    ];
  };
  return { find: (key) => (key === apex ? createServedZone(SERVED_ZONE, rrsets()) : undefined) };
}

async function serve(
  answer: (
    request: IncomingMessage,
    body: string,
  ) => Promise<{ readonly status: number; readonly body?: string }>,
): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      answer(request, body).then(
        (reply) => response.writeHead(reply.status).end(reply.body),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

function portOf(address: string): number {
  return Number(address.split(':')[1]);
}

function textHeaders({ headers }: IncomingMessage): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
