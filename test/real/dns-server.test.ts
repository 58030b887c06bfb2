import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolderSource, startDnsServer, type DnsServer } from '../../src/adapters/dns-server/index.ts';
import { createResolver } from '../../src/adapters/resolver/index.ts';
import type { Answer } from '../../src/ports/dns-resolver.ts';
import { silent } from '../support/open-provider.ts';
import { hasProgram } from '../support/programs.ts';
import { startNamedZone } from '../support/servers/bind.ts';
import type { TestServer } from '../support/servers/process.ts';

const ZONE = `$TTL 300
@ SOA ns1 hostmaster 1 7200 3600 1209600 60
@ NS ns1
@ NS ns2.example.net.
@ MX 10 mail
ns1 A 192.0.2.53
mail A 192.0.2.25
mail AAAA 2001:db8::25
www CNAME web
web A 192.0.2.80
chain CNAME www
out CNAME www.example.net.
dangling CNAME nothing
a.b.c TXT "deep"
*.wild A 192.0.2.99
*.wild TXT "any"
x.wild A 192.0.2.98
sub NS ns.sub
sub NS ns.example.net.
ns.sub A 192.0.2.54
sub DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000000
d DNAME web
_sip._tcp SRV 1 2 5060 mail
big TXT ${Array.from({ length: 12 }, (_, i) => `"${String(i % 10).repeat(200)}"`).join(' ')}
`;
const NAMES = [
  '@',
  'ns1',
  'mail',
  'www',
  'web',
  'chain',
  'out',
  'dangling',
  'nothing',
  'c',
  'b.c',
  'a.b.c',
  'z.b.c',
  'wild',
  'y.wild',
  'y.z.wild',
  'x.wild',
  'y.x.wild',
  'sub',
  'ns.sub',
  'deep.er.sub',
  'd',
  'y.d',
  '_tcp',
  '_sip._tcp',
  'big',
  'WEB',
];
const TYPES = ['A', 'AAAA', 'MX', 'NS', 'SOA', 'TXT', 'CNAME', 'DS', 'SRV', 'DNAME', 'HTTPS'];

const resolver = createResolver({ hosts: {}, roots: [] });
const ask = (address: string, name: string, type: string, transport: 'udp' | 'tcp'): Promise<Answer> =>
  resolver.ask({ name: 'test', address }, { name, type }, { transport, timeoutMs: 3_000 });

let folder: string;
let server: DnsServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-dns-'));
  writeFileSync(join(folder, 'example.org.zone'), ZONE);
  server = await startDnsServer(createFolderSource(folder, silent), { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.runIf(hasProgram('named', 'bind9'))('beside BIND', () => {
  let bind: TestServer & { readonly address: string };
  beforeAll(async () => {
    bind = await startNamedZone(ZONE);
  });
  afterAll(() => bind.stop());

  it.each(NAMES.flatMap((name) => TYPES.map((type) => [name, type] as const)))(
    'answers %s %s alike',
    async (name, type) => {
      const fqdn = name === '@' ? 'example.org' : `${name.toLowerCase()}.example.org`;
      const [mine, theirs] = await Promise.all([
        ask(server.address, fqdn, type, 'tcp'),
        ask(bind.address, fqdn, type, 'tcp'),
      ]);
      expect(essence(mine)).toEqual(essence(theirs));
    },
  );

  it('marks what does not fit into a datagram as truncated, as BIND does', async () => {
    const [mine, theirs] = await Promise.all([
      ask(server.address, 'big.example.org', 'TXT', 'udp'),
      ask(bind.address, 'big.example.org', 'TXT', 'udp'),
    ]);
    expect([mine.truncated, theirs.truncated]).toEqual([true, true]);
  });
});

/** What must be the same: code, authority bit, answers, and the authority section. */
function essence(answer: Answer): object {
  const lines = (records: Answer['records']): string[] =>
    records.map((record) => `${record.name} ${record.ttl} ${record.type} ${record.rdata}`).toSorted();
  return {
    rcode: answer.rcode,
    authoritative: answer.authoritative,
    answers: lines(answer.records),
    authority: lines(answer.authority.filter((record) => record.type !== 'NS' || !answer.authoritative)),
  };
}

describe('the name server', () => {
  it('refuses names of others, and transfers', async () => {
    expect((await ask(server.address, 'example.net', 'A', 'udp')).rcode).toBe('REFUSED');
    expect((await ask(server.address, 'example.org', 'AXFR', 'tcp')).rcode).toBe('REFUSED');
  });

  it('answers from a file as soon as it has changed, and keeps the old zone when it is broken', async () => {
    writeFileSync(join(folder, 'example.org.zone'), `${ZONE}fresh A 192.0.2.7\n`);
    expect((await ask(server.address, 'fresh.example.org', 'A', 'udp')).records).toHaveLength(1);
    writeFileSync(join(folder, 'example.org.zone'), 'this is broken\n');
    expect((await ask(server.address, 'fresh.example.org', 'A', 'udp')).records).toHaveLength(1);
    writeFileSync(join(folder, 'example.org.zone'), ZONE);
    expect((await ask(server.address, 'fresh.example.org', 'A', 'udp')).rcode).toBe('NXDOMAIN');
  });
});

describe('the resolver', () => {
  it('names the server that does not answer, within its time', async () => {
    const startedAt = performance.now();
    const silentServer = createServer(() => undefined);
    await new Promise<void>((resolve) => silentServer.listen(0, '127.0.0.1', resolve));
    const address = silentServer.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(
      resolver.ask(
        { name: 'x', address: `127.0.0.1:${port}` },
        { name: 'example.org', type: 'A' },
        { transport: 'tcp', timeoutMs: 300 },
      ),
    ).rejects.toMatchObject({ code: 'NETWORK', details: { server: `127.0.0.1:${port}` } });
    await expect(
      resolver.ask(
        { name: 'x', address: '127.0.0.1:1' },
        { name: 'example.org', type: 'A' },
        { transport: 'udp', timeoutMs: 300 },
      ),
    ).rejects.toMatchObject({ code: 'NETWORK' });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    silentServer.close();
  });

  it('refuses garbage in the place of an answer', async () => {
    const garbage = createServer((socket) => socket.end(Buffer.from([0, 4, 1, 2, 3, 4])));
    await new Promise<void>((resolve) => garbage.listen(0, '127.0.0.1', resolve));
    const address = garbage.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(
      resolver.ask(
        { name: 'x', address: `127.0.0.1:${port}` },
        { name: 'example.org', type: 'A' },
        { transport: 'tcp', timeoutMs: 1_000 },
      ),
    ).rejects.toMatchObject({ code: 'NETWORK' });
    garbage.close();
  });

  it('finds a delegation from roots of its own, and servers by name', async () => {
    writeFileSync(
      join(folder, 'root.zone'),
      '$TTL 300\n@ SOA ns.root. h.root. 1 2 3 4 5\n@ NS ns.root.\norg NS ns.root.\nexample.org NS ns1.example.org.\nns1.example.org A 192.0.2.53\n',
    );
    const rootFolder = mkdtempSync(join(tmpdir(), 'regctl-root-'));
    writeFileSync(
      join(rootFolder, 'root.zone'),
      '$TTL 300\n@ SOA ns.root. h.root. 1 2 3 4 5\n@ NS ns.root.\nexample.org NS ns1.example.org.\n',
    );
    const root = await startDnsServer(createFolderSource(rootFolder, silent), { host: '127.0.0.1', port: 0 });
    rmSync(join(folder, 'root.zone'));
    const own = createResolver({ hosts: { 'ns1.example.org': server.address }, roots: [root.address] });
    expect(await own.delegation('example.org')).toMatchObject({
      parent: '',
      nameservers: [{ name: 'ns1.example.org' }],
    });
    expect(await own.addresses('mail.example.org')).toEqual(['192.0.2.25']);
    await root.close();
    rmSync(rootFolder, { recursive: true, force: true });
  });
});
