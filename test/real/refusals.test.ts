import { afterEach, describe, expect, it } from 'vitest';
import { provider as rfc2136 } from '../../src/adapters/providers/rfc2136/index.ts';
import type { Change } from '../../src/core/plan/plan.ts';
import type { RRset } from '../../src/core/rrset.ts';
import type { DnsProvider } from '../../src/ports/dns-provider.ts';
import { openForTest } from '../support/open-provider.ts';
import { hasProgram } from '../support/programs.ts';
import { startBind, type UpdateServer } from '../support/servers/bind.ts';
import { startKnot } from '../support/servers/knot.ts';
import { ZONE } from '../support/servers/zone.ts';

const servers: UpdateServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function open(starting: Promise<UpdateServer>): Promise<DnsProvider> {
  const server = await starting;
  servers.push(server);
  const { key } = server;
  const { dns } = openForTest(rfc2136, {
    endpoint: server.address,
    zones: [ZONE],
    credentials: { 'tsig-name': key.name, 'tsig-secret': key.secret },
  });
  if (dns === undefined) throw new Error('no DNS part');
  return dns;
}

const address = (name: string): RRset => ({ name, type: 'A', ttl: 300, rdata: ['192.0.2.53'] });
const create = (name: string): Change => ({
  action: 'create',
  name,
  type: 'A',
  before: null,
  after: address(name),
});
const removeNs1: Change = { action: 'delete', name: 'ns1', type: 'A', before: address('ns1'), after: null };

async function write(dns: DnsProvider, ...changes: Change[]): Promise<void> {
  const { revision } = await dns.readZone(ZONE);
  await dns.write(ZONE, changes, { revision });
}

const POLICY = 'update-policy { grant test-key name www.example.org. A; };';

describe.runIf(hasProgram('named', 'bind9'))("BIND's refusal of an update", () => {
  it('that leaves a name server without an address is one of the zone, and names the server', async () => {
    const dns = await open(startBind());
    await write(dns, create('www'));
    const before = await dns.readZone(ZONE);
    await expect(write(dns, removeNs1)).rejects.toMatchObject({
      code: 'INVALID_ZONE',
      reason: expect.stringContaining('ns1.example.org. has no A or AAAA record') as unknown,
    });
    expect(await dns.readZone(ZONE)).toEqual(before);
  });

  it.each([
    ['that may not update at all', 'allow-update { none; };'],
    ['that may write other names only', POLICY],
  ])('is one of the key for a key %s', async (_, permission) => {
    const dns = await open(startBind('hmac-sha256', permission));
    await expect(write(dns, create('other'))).rejects.toMatchObject({
      code: 'CREDENTIAL_REJECTED',
      reason: expect.stringContaining('does not allow') as unknown,
    });
    expect((await dns.readZone(ZONE)).rrsets.map(({ name }) => name)).not.toContain('other');
  });

  it('by a policy does not stand in the way of what it grants', async () => {
    const dns = await open(startBind('hmac-sha256', POLICY));
    await write(dns, create('www'));
    expect((await dns.readZone(ZONE)).rrsets).toContainEqual(address('www'));
  });
});

describe.runIf(hasProgram('knotd', 'knot'))("Knot's refusal of an update", () => {
  it('is one of the key for a key that may only transfer', async () => {
    const dns = await open(startKnot('hmac-sha256', '[transfer]'));
    await expect(write(dns, create('other'))).rejects.toMatchObject({ code: 'CREDENTIAL_REJECTED' });
  });
});
