import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFolderSource, startDnsServer } from '../../src/adapters/dns-server/index.ts';
import { silent } from './open-provider.ts';
import { startFakeCloudflare, type FakeCloudflare } from './providers/cloudflare.ts';
import type { CliHome } from './run-cli.ts';

/** Cloudflare for SaaS on loopback, with the name servers of a customer. */
export interface Saas {
  readonly cloudflare: FakeCloudflare;
  /** Where the customer's name server listens. */
  readonly dns: string;
  /** What the account reads its secret from. */
  readonly environment: { readonly [name: string]: string };
  /** Writes the records of customer.com at its name servers. */
  setCustomerZone(records: string): void;
  /** Connects it as `saas`, by a token for nothing but the custom hostnames of example.com. */
  connect(home: CliHome): Promise<void>;
  stop(): Promise<void>;
}

export const CUSTOMER_NS = 'ns.customer.net';
const HEAD = `$ORIGIN customer.com.
@ 600 IN SOA ${CUSTOMER_NS}. hostmaster.customer.net. 1 7200 3600 1209600 600
@ 600 IN NS ${CUSTOMER_NS}.
`;

/** Starts it with a fallback origin, a hostname app.customer.com that is served and new.customer.com that waits. */
export async function startSaas(folder: string): Promise<Saas> {
  const cloudflare = await startFakeCloudflare();
  const served = join(folder, 'served-by-customer');
  mkdirSync(served, { recursive: true });
  const source = createFolderSource(served, silent);
  const setCustomerZone = (records: string): void => {
    writeFileSync(join(served, 'customer.com.zone'), `${HEAD}${records}\n`);
    source.refresh();
  };
  setCustomerZone('app 600 IN CNAME customers.example.com.');
  const dns = await startDnsServer(source, {
    host: '127.0.0.1',
    port: 0,
    logger: silent,
  });
  await furnish(cloudflare);
  const environment = { CLOUDFLARE_API_TOKEN: cloudflare.saasToken };
  const zoneId = cloudflare.zone('example.com').id;
  return {
    cloudflare,
    dns: dns.address,
    environment,
    setCustomerZone,
    connect: async (home) => {
      for (const argv of [
        `accounts add cloudflare --name saas --endpoint ${cloudflare.url}/client/v4 --zone example.com --setting saas-zone-id=${zoneId} --from-env`,
        `config set resolver.hosts.${CUSTOMER_NS} ${dns.address}`,
      ]) {
        const result = await home.run(argv, { environment });
        if (result.exitCode !== 0) throw new Error(`${argv}: ${result.stderr}`);
      }
    },
    stop: async () => {
      await Promise.all([cloudflare.stop(), dns.close()]);
    },
  };
}

async function furnish(cloudflare: FakeCloudflare): Promise<void> {
  cloudflare.addRecord('example.com', {
    type: 'A',
    name: 'customers',
    content: '192.0.2.80',
    proxied: true,
  });
  const base = `${cloudflare.url}/client/v4/zones/${cloudflare.zone('example.com').id}/custom_hostnames`;
  const send = async (method: string, path: string, body: object): Promise<void> => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${cloudflare.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  };
  await send('PUT', '/fallback_origin', { origin: 'customers.example.com' });
  await send('POST', '', { hostname: 'app.customer.com', ssl: { method: 'http', type: 'dv' } });
  cloudflare.hostnames.dns.cnames.set('app.customer.com', 'customers.example.com');
  for (let step = 0; step < 4; step++) cloudflare.advance();
  await send('POST', '', { hostname: 'new.customer.com', ssl: { method: 'txt', type: 'dv' } });
  cloudflare.requests.length = 0;
}
