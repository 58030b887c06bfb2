// Applying 10,000 changes to PowerDNS and to BIND: how long, and which share of it is spent waiting for the server.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provider as powerdns } from '../../src/adapters/providers/powerdns/index.ts';
import { provider as rfc2136 } from '../../src/adapters/providers/rfc2136/index.ts';
import type { RRset } from '../../src/core/rrset.ts';
import { openLocalControlPlane } from '../../src/main/local.ts';
import type { OpenProvider, Provider } from '../../src/ports/dns-provider.ts';
import { silent } from '../support/open-provider.ts';
import { startBind } from '../support/servers/bind.ts';
import { startPowerdns } from '../support/servers/powerdns.ts';
import { ZONE } from '../support/servers/zone.ts';

const CHANGES = 10_000;

export async function bench(): Promise<{ title: string; rows: Record<string, string | number>[] }> {
  const pdns = await startPowerdns();
  const bind = await startBind();
  const rows = [
    await measure('PowerDNS', powerdns, { endpoint: pdns.url, credentials: { 'api-key': pdns.apiKey } }),
    await measure('BIND', rfc2136, {
      endpoint: bind.address,
      zones: [ZONE],
      credentials: { 'tsig-name': bind.key.name, 'tsig-secret': bind.key.secret },
    }),
  ];
  await pdns.stop();
  await bind.stop();
  return { title: `apply of ${CHANGES} changes`, rows };
}

async function measure(
  name: string,
  provider: Provider,
  account: {
    readonly endpoint: string;
    readonly zones?: readonly string[];
    readonly credentials: { readonly [field: string]: string };
  },
): Promise<Record<string, string | number>> {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-bench-'));
  let waited = 0;
  const timed = (opened: OpenProvider): OpenProvider => {
    const { dns } = opened;
    if (dns === undefined) return opened;
    const wait = async <T>(work: Promise<T>): Promise<T> => {
      const startedAt = performance.now();
      try {
        return await work;
      } finally {
        waited += performance.now() - startedAt;
      }
    };
    return {
      ...opened,
      dns: {
        ...dns,
        readZone: (...args) => wait(dns.readZone(...args)),
        write: (...args) => wait(dns.write(...args)),
      },
    };
  };
  const regctl = openLocalControlPlane({
    environment: {},
    stateDir: join(folder, 'state'),
    dataDir: folder,
    resolver: { hosts: {}, roots: [] },
    logger: silent,
    wrap: (deps) => ({
      ...deps,
      registry: {
        ...deps.registry,
        load: () => Promise.resolve({ ...provider, open: (context) => timed(provider.open(context)) }),
      },
    }),
  });
  await regctl.accounts.add({
    name: 'bench',
    provider: provider.description.name,
    storage: 'encrypted-file',
    ...account,
  });
  if (provider.description.dns.createsZones)
    await regctl.zones.create({ zone: ZONE, account: 'bench', nameservers: ['ns1.example.net'] });
  const rrsets = Array.from({ length: CHANGES }, (_, i): RRset => ({
    name: `h${i}`,
    type: 'A',
    ttl: 300,
    rdata: [`10.0.${(i >> 8) & 255}.${i & 255}`],
  }));
  waited = 0;
  const startedAt = performance.now();
  await regctl.plans.apply({
    plan: await regctl.plans.create({ zone: ZONE, target: { kind: 'merge', rrsets, onlyNew: false } }),
  });
  const total = performance.now() - startedAt;
  await regctl.close();
  rmSync(folder, { recursive: true, force: true });
  return {
    server: name,
    s: (total / 1000).toFixed(2),
    'in provider and server %': ((waited / total) * 100).toFixed(0),
  };
}
