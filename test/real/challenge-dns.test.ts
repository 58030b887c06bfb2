import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { createServiceZone, startDnsServer, type DnsServer } from '../../src/adapters/dns-server/index.ts';
import { createResolver } from '../../src/adapters/resolver/index.ts';
import { openChallengeReader } from '../../src/adapters/stores/sql/challenge-reader.ts';
import { createSqlChallengeWriter } from '../../src/adapters/stores/sql/challenge-values.ts';
import { createSqlDelegationStore } from '../../src/adapters/stores/sql/delegations.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import type { ChallengeWriter } from '../../src/ports/challenge-writer.ts';
import type { SqlDatabase } from '../../src/ports/sql-database.ts';
import { exampleDelegation } from '../support/delegations.ts';
import { silent } from '../support/open-provider.ts';
import { hasProgram } from '../support/programs.ts';

const ZONE = 'acme.example.net';
const LABEL = 'a2345672345672345672345672';
const LATER = new Date(Date.now() + 3_600_000);
const VALUE = 'gfj9Xq_Rg85nM-VALUE-Dk9s8vmb8nH2WkPq1Zx0c1Q';
const OTHER = 'OTHER9Xq_Rg85nM-Dk9s8vmb8nH2WkPq1Zx0c1QaaBB';

let folder: string;
let database: SqlDatabase;
let writer: ChallengeWriter;
const servers: DnsServer[] = [];
const readers: { close(): void }[] = [];

/** One more instance over the same store, as another process would be. */
async function start(questionsPerSecond?: number): Promise<DnsServer> {
  const reader = openChallengeReader(join(folder, 'control.db'), systemClock);
  const nameservers = [
    { name: `ns1.${ZONE}`, addresses: ['192.0.2.53', '2001:db8::53'] },
    { name: 'ns2.example.com', addresses: [] },
  ];
  const server = await startDnsServer(createServiceZone({ name: ZONE, nameservers }, reader), {
    host: '127.0.0.1',
    port: 0,
    logger: silent,
    ...(questionsPerSecond === undefined ? {} : { questionsPerSecond }),
  });
  servers.push(server);
  readers.push(reader);
  return server;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-challenges-'));
  database = openNodeDatabase(join(folder, 'control.db'));
  await createSqlDelegationStore(database, 'org_1').create(
    exampleDelegation('example.org', `${LABEL}.${ZONE}`),
  );
  writer = createSqlChallengeWriter(database, systemClock, ZONE);
  await start();
  await start();
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  for (const reader of readers) reader.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a judge prints; it is killed when it does not end. */
function ask(program: string, server: DnsServer, args: readonly string[]): Promise<string> {
  const [host = '', port = ''] = server.address.split(':');
  return new Promise((resolve) => {
    // That it ends with another code is its judgement, which it prints.
    execFile(program, [`@${host}`, '-p', port, ...args], { timeout: 20_000 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

function first(): DnsServer {
  const [server] = servers;
  if (server === undefined) throw new Error('no server runs');
  return server;
}

describe('the name server of the challenges', () => {
  it('answers with a value at every instance as soon as it is set, and until it is unset or over', async () => {
    const resolver = createResolver({ hosts: {}, roots: [] });
    const texts = async (server: DnsServer): Promise<string[]> => {
      const answer = await resolver.ask(
        { name: 'ns', address: server.address },
        { name: `${LABEL}.${ZONE}`, type: 'TXT' },
        { transport: 'udp', timeoutMs: 5_000, recursion: false },
      );
      expect([answer.rcode, answer.authoritative]).toEqual(['NOERROR', true]);
      return answer.records.map(({ rdata }) => rdata).toSorted();
    };
    for (let round = 0; round < 50; round++) {
      const value = `${String(round).padStart(4, '0')}${VALUE.slice(4)}`;
      await writer.set(LABEL, value, LATER);
      for (const server of servers) expect(await texts(server)).toEqual([`"${value}"`]);
      await writer.unset(LABEL, value);
      for (const server of servers) expect(await texts(server)).toEqual([]);
    }
    await writer.set(LABEL, VALUE, LATER);
    await writer.set(LABEL, OTHER, LATER);
    await writer.set(LABEL, 'over'.padEnd(43, 'x'), new Date(Date.now() - 1));
    expect(await texts(first())).toEqual([`"${OTHER}"`, `"${VALUE}"`]);
    await writer.unset(LABEL, OTHER);
    expect(await writer.values(LABEL)).toEqual([VALUE]);
  });

  it('holds so many values and no more', async () => {
    const values = Array.from({ length: 9 }, (_, i) => String(i).repeat(43));
    for (const value of values) await writer.set(LABEL, value, LATER);
    await expect(writer.set(LABEL, 'z'.repeat(43), LATER)).rejects.toMatchObject({ code: 'CONFLICT' });
    await writer.set(LABEL, VALUE, LATER);
    for (const value of values) await writer.unset(LABEL, value);
  });

  it.runIf(hasProgram('dig', 'apt-get install dnsutils'))('satisfies dig', async () => {
    const short = async (args: string): Promise<string> =>
      (await ask('dig', first(), [...args.split(' '), '+short', '+norec'])).trim();
    expect(await short(`${LABEL}.${ZONE} TXT`)).toBe(`"${VALUE}"`);
    expect(await short(`${LABEL}.${ZONE} TXT +tcp`)).toBe(`"${VALUE}"`);
    expect(await short(`${LABEL.toUpperCase()}.Acme.Example.NET TXT +noedns`)).toBe(`"${VALUE}"`);
    expect((await short(`${ZONE} NS`)).split('\n').toSorted()).toEqual([`ns1.${ZONE}.`, 'ns2.example.com.']);
    expect(await short(`${ZONE} CAA`)).toBe('0 issue ";"');
    expect(await short(`ns1.${ZONE} AAAA`)).toBe('2001:db8::53');
    const whole = (args: string): Promise<string> => ask('dig', first(), [...args.split(' '), '+norec']);
    const missing = await whole(`nobody.${ZONE} TXT`);
    expect(missing).toMatch(/status: NXDOMAIN.*flags: qr aa;/s);
    expect(missing).toMatch(/AUTHORITY SECTION:\n[^\n]+\t1\tIN\tSOA\t/);
    // The target is there, and has nothing of that type; below it there is nothing.
    expect(await whole(`${LABEL}.${ZONE} A`)).toMatch(/status: NOERROR.*ANSWER: 0, AUTHORITY: 1.*SOA/s);
    expect(await whole(`x.${LABEL}.${ZONE} TXT`)).toContain('NXDOMAIN');
    expect(await whole('example.org TXT')).toContain('REFUSED');
    expect(await whole(`${ZONE} AXFR`)).toContain('Transfer failed');
    expect(await whole(`${ZONE} SOA +edns=1 +noednsneg`)).toContain('BADVERS');
    expect(await whole(`${ZONE} DS`)).toMatch(/status: NOERROR.*SOA/s);
    expect(await whole(`${ZONE} SOA +bufsize=1232`)).toMatch(/EDNS: version: 0.*udp: 1232/);
    expect(await whole(`version.bind CH TXT`)).toContain('REFUSED');
  });

  it.runIf(hasProgram('kdig', 'apt-get install knot-dnsutils'))('satisfies kdig', async () => {
    expect(
      (await ask('kdig', first(), [`${LABEL}.${ZONE}`, 'TXT', '+short', '+keepopen', '+tcp'])).trim(),
    ).toBe(`"${VALUE}"`);
    const report = await ask('kdig', first(), [`nobody.${ZONE}`, 'TXT']);
    expect(report).toMatch(/NXDOMAIN/);
    expect(report).not.toMatch(/WARNING|ERROR|malformed/i);
  });

  it.runIf(hasProgram('delv', 'apt-get install dnsutils'))('satisfies delv', async () => {
    const report = await ask('delv', first(), [`${LABEL}.${ZONE}`, 'TXT', '+noroot', '-i']);
    expect(report).toContain(VALUE);
  });

  it('sends an address that asks too much to TCP, and answers there', async () => {
    const limited = await start(5);
    const [host = '', port = ''] = limited.address.split(':');
    const socket = createSocket('udp4');
    const query = Buffer.from(
      '000000000001000000000000' +
        Buffer.from(`\x04acme\x07example\x03net\0`, 'latin1').toString('hex') +
        '00060001',
      'hex',
    );
    const cut: boolean[] = [];
    await new Promise<void>((resolve, reject) => {
      socket.on('message', (answer) => {
        const isCut = ((answer[2] ?? 0) & 0x02) !== 0;
        cut.push(isCut);
        // No larger than the question: whoever it is sent to in another's name is not flooded.
        if (isCut && answer.length > query.length) reject(new Error(`${answer.length} octets`));
        if (cut.length === 40) resolve();
        else socket.send(query, Number(port), host);
      });
      socket.send(query, Number(port), host);
    });
    socket.close();
    expect(cut.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => false));
    expect(cut.filter(Boolean).length).toBeGreaterThan(20);
    const resolver = createResolver({ hosts: {}, roots: [] });
    const answer = await resolver.ask(
      { name: 'ns', address: limited.address },
      { name: ZONE, type: 'SOA' },
      { transport: 'udp', timeoutMs: 5_000, recursion: false },
    );
    expect(answer.records).toHaveLength(1);
  });
});
