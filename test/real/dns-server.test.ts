import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createFolderSource,
  startDnsServer,
  type DnsServer,
  type FolderSource,
} from '../../src/adapters/dns-server/index.ts';
import { createResolver } from '../../src/adapters/resolver/index.ts';
import type { Answer } from '../../src/ports/dns-resolver.ts';
import { silent } from '../support/open-provider.ts';
import { hasProgram } from '../support/programs.ts';
import { startNamedZone } from '../support/servers/bind.ts';
import type { TestServer } from '../support/servers/process.ts';
import { listenBoth } from '../support/listen-both.ts';

const ZONE = `$TTL 300
@ SOA ns1 hostmaster 1 7200 3600 1209600 60
@ NS ns1
@ NS ns2.example.net.
@ MX 10 mail
@ CAA 0 issue "ca.example.net"
ns1 A 192.0.2.53
mail A 192.0.2.25
mail AAAA 2001:db8::25
www CNAME web
web A 192.0.2.80
web HTTPS 1 . alpn=h2
chain CNAME www
out CNAME www.example.net.
dangling CNAME nothing
loop1 CNAME loop2
loop2 CNAME loop1
self CNAME self
${Array.from({ length: 14 }, (_, i) => `c${i} CNAME c${i + 1}\n`).join('')}c14 A 192.0.2.14
a.b.c TXT "deep"
*.wild A 192.0.2.99
*.wild TXT "any"
x.wild A 192.0.2.98
*.wildalias CNAME web
*.wildout CNAME www.example.net.
*.wildmail MX 5 mail
below.*.hollow A 192.0.2.97
a\\.b TXT "a dot in the label"
sub NS ns.sub
sub NS ns.example.net.
sub NS mail
ns.sub A 192.0.2.54
ns.sub AAAA 2001:db8::54
hidden.sub TXT "below the cut"
*.sub A 192.0.2.96
insub CNAME host.sub
atsub CNAME sub
signed NS ns.example.net.
signed DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000000
d DNAME web
hidden.d TXT "below the DNAME"
away DNAME example.net.
round DNAME round
long DNAME ${'a'.repeat(60)}.${'b'.repeat(60)}.example.org.
_sip._tcp SRV 1 2 5060 mail
_sip._tcp SRV 1 3 5060 x.y.wild
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
  'loop1',
  'self',
  'c0',
  'c1',
  'c2',
  'c3',
  'c4',
  'c5',
  'nothing',
  'c',
  'b.c',
  'a.b.c',
  'z.b.c',
  'wild',
  '*.wild',
  'y.wild',
  'y.z.wild',
  'y.*.wild',
  'x.wild',
  'y.x.wild',
  'y.wildalias',
  'y.wildout',
  'y.wildmail',
  'hollow',
  '*.hollow',
  'y.hollow',
  'below.y.hollow',
  'a\\.b',
  'b',
  'sub',
  'ns.sub',
  'hidden.sub',
  'deep.er.sub',
  'insub',
  'atsub',
  'signed',
  'x.signed',
  'd',
  'y.d',
  'hidden.d',
  'x.away',
  'x.round',
  'x.long',
  `${'x'.repeat(63)}.${'y'.repeat(60)}.${'z'.repeat(20)}.long`,
  '_tcp',
  '_sip._tcp',
  'big',
];
const TYPES = [
  'A',
  'AAAA',
  'MX',
  'NS',
  'SOA',
  'TXT',
  'CNAME',
  'DS',
  'SRV',
  'DNAME',
  'HTTPS',
  'CAA',
  'TYPE65280',
];

const resolver = createResolver({ hosts: {}, roots: [] });
const ask = (address: string, name: string, type: string, transport: 'udp' | 'tcp'): Promise<Answer> =>
  resolver.ask(
    { name: 'test', address },
    { name, type },
    { transport, timeoutMs: 3_000, keepTruncated: true },
  );

let folder: string;
let source: FolderSource;
let server: DnsServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-dns-'));
  writeFileSync(join(folder, 'example.org.zone'), ZONE);
  source = createFolderSource(folder, silent);
  server = await startDnsServer(source, {
    host: '127.0.0.1',
    port: 0,
    logger: silent,
  });
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

  it.each(NAMES)('answers for %s what BIND answers, whatever type is asked for', async (name) => {
    const fqdn = name === '@' ? 'example.org' : `${name}.example.org`;
    for (const type of TYPES) {
      const [mine, theirs] = await Promise.all([
        ask(server.address, fqdn, type, 'tcp'),
        ask(bind.address, fqdn, type, 'tcp'),
      ]);
      expect({ type, ...essence(mine) }).toEqual({ type, ...essence(theirs) });
      // Addresses along the way are a kindness, of which BIND leaves out those that are no glue.
      expect(lines(mine.additional), type).toEqual(expect.arrayContaining(lines(theirs.additional)));
    }
  });

  it('marks what does not fit into a datagram as truncated, as BIND does', async () => {
    const [mine, theirs] = await Promise.all([
      ask(server.address, 'big.example.org', 'TXT', 'udp'),
      ask(bind.address, 'big.example.org', 'TXT', 'udp'),
    ]);
    expect([mine.truncated, theirs.truncated]).toEqual([true, true]);
  });
});

/** What must be the same: code, authority bit, and the sections that answer. */
function essence(answer: Answer): object {
  return {
    rcode: answer.rcode,
    authoritative: answer.authoritative,
    answers: lines(answer.records),
    authority: lines(answer.authority),
  };
}

function lines(records: Answer['records']): string[] {
  return records.map((record) => `${record.name} ${record.ttl} ${record.type} ${record.rdata}`).toSorted();
}

describe('the name server', () => {
  it('refuses names of others, and transfers', async () => {
    expect((await ask(server.address, 'example.net', 'A', 'udp')).rcode).toBe('REFUSED');
    expect((await ask(server.address, 'example.org', 'AXFR', 'tcp')).rcode).toBe('REFUSED');
  });

  it('answers from a file once it has changed, and keeps the old zone when it is broken', async () => {
    const write = (text: string): void => {
      writeFileSync(join(folder, 'example.org.zone'), text);
      source.refresh();
    };
    write(`${ZONE}fresh A 192.0.2.7\n`);
    expect((await ask(server.address, 'fresh.example.org', 'A', 'udp')).records).toHaveLength(1);
    write('this is broken\n');
    expect((await ask(server.address, 'fresh.example.org', 'A', 'udp')).records).toHaveLength(1);
    write(ZONE);
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

  it('takes the whole over TCP where the answer over UDP is truncated, and both within the one time', async () => {
    const big = { name: 'big.example.org', type: 'TXT' } as const;
    const over = { transport: 'udp', timeoutMs: 3_000 } as const;
    const answer = await resolver.ask({ name: 'x', address: server.address }, big, over);
    expect([answer.truncated, answer.records.length]).toEqual([false, 1]);

    // A server that only ever says over UDP that there is more, and takes connections without a word.
    const udp = createSocket('udp4');
    udp.on('message', (query, from) => {
      const reply = Buffer.from(query);
      reply.writeUInt16BE(0x8600, 2);
      udp.send(reply, from.port, from.address);
    });
    const tcp = createServer(() => undefined);
    const port = await listenBoth(tcp, udp);
    const startedAt = performance.now();
    await expect(
      resolver.ask({ name: 'x', address: `127.0.0.1:${port}` }, big, { ...over, timeoutMs: 400 }),
    ).rejects.toMatchObject({ code: 'NETWORK', details: { transport: 'tcp' } });
    expect(performance.now() - startedAt).toBeLessThan(700);
    udp.close();
    tcp.close();
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
    const root = await startDnsServer(createFolderSource(rootFolder, silent), {
      host: '127.0.0.1',
      port: 0,
      logger: silent,
    });
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
