import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { provider as powerdns } from '../../src/adapters/providers/powerdns/index.ts';
import { provider as rfc2136 } from '../../src/adapters/providers/rfc2136/index.ts';
import { provider as zonefile } from '../../src/adapters/providers/zonefile/index.ts';
import { dnsProviderContract, type DnsProviderSubject } from '../contracts/dns-provider.ts';
import { openForTest } from '../support/open-provider.ts';
import { hasProgram } from '../support/programs.ts';
import { startBind, type UpdateServer } from '../support/servers/bind.ts';
import { startKnot } from '../support/servers/knot.ts';
import { startPowerdns } from '../support/servers/powerdns.ts';
import { freePort } from '../support/servers/process.ts';
import { ZONE } from '../support/servers/zone.ts';

dnsProviderContract('zone files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-zonefile-'));
  const provider = openForTest(zonefile, { endpoint: folder });
  await provider.dns?.createZone?.(ZONE, { nameservers: ['ns1.example.net'] });
  return {
    provider,
    zone: ZONE,
    refused: {},
    dispose: async () => {
      await provider.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

describe.runIf(hasProgram('pdns_server', 'pdns-server'))('with PowerDNS', () => {
  dnsProviderContract('PowerDNS', async () => {
    const server = await startPowerdns();
    const open = (url: string, key: string): DnsProviderSubject['provider'] =>
      openForTest(powerdns, { endpoint: url, credentials: { 'api-key': key } });
    const provider = open(server.url, server.apiKey);
    await provider.dns?.createZone?.(ZONE, { nameservers: ['ns1.example.net'] });
    return {
      provider,
      zone: ZONE,
      unreachable: open(`http://127.0.0.1:${await freePort()}`, server.apiKey),
      wrongSecret: open(server.url, 'wrong'),
      refused: { 'a dot in a label': 'the API takes no escapes in names' },
      dispose: () => server.stop(),
    };
  });
});

const SIGNS_ITSELF = {
  DNSKEY: 'BIND signs with every key that a zone holds, and has no private one here',
  CDS: 'BIND takes it only for a key that it has',
  CDNSKEY: 'BIND takes it only for a key that it has',
};

describe.runIf(hasProgram('named', 'bind9'))('with BIND', () => {
  dnsProviderContract('BIND by dynamic update', () => updateSubject(startBind(), SIGNS_ITSELF));
  dnsProviderContract('BIND with hmac-sha512', () => updateSubject(startBind('hmac-sha512'), SIGNS_ITSELF));
});

describe.runIf(hasProgram('knotd', 'knot'))('with Knot', () => {
  dnsProviderContract('Knot by dynamic update', () => updateSubject(startKnot()));
});

async function updateSubject(
  starting: Promise<UpdateServer>,
  refused: DnsProviderSubject['refused'] = {},
): Promise<DnsProviderSubject> {
  const server = await starting;
  const { name, secret, algorithm } = server.key;
  const open = (endpoint: string, tsigSecret: string): DnsProviderSubject['provider'] =>
    openForTest(rfc2136, {
      endpoint,
      zones: [ZONE],
      settings: { 'tsig-algorithm': algorithm },
      credentials: { 'tsig-name': name, 'tsig-secret': tsigSecret },
    });
  return {
    provider: open(server.address, secret),
    zone: ZONE,
    unreachable: open(`127.0.0.1:${await freePort()}`, secret),
    wrongSecret: open(server.address, Buffer.from('wrong').toString('base64')),
    refused,
    dispose: () => server.stop(),
  };
}
