import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderSource, startDnsServer } from '../../src/adapters/dns-server/index.ts';
import { dsOf } from '../../src/core/dnssec.ts';
import { startRootServer, type RootServer } from '../support/root-server.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';
import { silent } from '../support/open-provider.ts';

const KEY = `257 3 13 ${Buffer.alloc(64, 7).toString('base64')}`;
const OTHER = `257 3 13 ${Buffer.alloc(64, 9).toString('base64')}`;
const dsFor = (key: string): string => dsOf('a.test', key) ?? '';

let home: CliHome;
let root: RootServer;
let folder: string;
let servers: Awaited<ReturnType<typeof startDnsServer>>[];
beforeEach(async () => {
  home = createCliHome();
  folder = mkdtempSync(join(tmpdir(), 'regctl-parent-'));
  root = await startRootServer('test NS ns.test.\nns.test A 127.0.0.1\n');
  servers = [];
});
afterEach(async () => {
  home.dispose();
  for (const server of [...servers, root]) await ('stop' in server ? server.stop() : server.close());
  rmSync(folder, { recursive: true, force: true });
});

/** Serves `test` with what it delegates, and `a.test` below it. */
async function serve(delegation: string, child: string): Promise<void> {
  const hosts: { [name: string]: string } = { ...root.hosts };
  for (const [name, zone, records] of [
    ['ns.test', 'test', `@ NS ns.test.\nns A 127.0.0.1\n${delegation}`],
    ['ns1.a.test', 'a.test', `@ NS ns1.a.test.\nns1 A 127.0.0.1\n${child}`],
  ] as const) {
    const at = join(folder, zone);
    mkdirSync(at);
    writeFileSync(join(at, `${zone}.zone`), `$TTL 300\n@ SOA ${name}. h.test. 1 2 3 4 5\n${records}\n`);
    const options = { host: '127.0.0.1', port: 0, logger: silent };
    const server = await startDnsServer(createFolderSource(at, silent), options);
    servers.push(server);
    hosts[name] = server.address;
  }
  const config = join(home.folder, 'config/regctl');
  mkdirSync(config, { recursive: true });
  const lines = Object.entries(hosts).map(([name, address]) => `    ${name}: "${address}"`);
  writeFileSync(
    join(config, 'config.yaml'),
    `resolver:\n  roots: ["${root.address}"]\n  hosts:\n${lines.join('\n')}\n`,
  );
}

const query = async (words: string): Promise<{ exitCode: number; rows: string[] }> => {
  const { exitCode, stdout, stderr } = await home.run(
    `dns query ${words} --json=server,role,type,data,agrees`,
  );
  expect(stderr).toBe('');
  const rows = JSON.parse(stdout) as {
    server: string;
    role: string;
    type: string;
    data: string[];
    agrees: boolean;
  }[];
  return {
    exitCode,
    rows: rows.map(({ server, role, type, data, agrees }) =>
      [role, server, type, data.map((one) => one.split(' ')[0]).join(), agrees ? 'yes' : 'NO'].join(' '),
    ),
  };
};

describe('dns query --parent', () => {
  it('agrees where the parent names the servers of the zone, and has no DS', async () => {
    await serve('a NS ns1.a.test.\nns1.a A 127.0.0.1', 'www A 192.0.2.1');
    expect(await query('www.a.test A --parent')).toEqual({
      exitCode: 0,
      rows: [
        'parent ns.test NS ns1.a.test. yes',
        'parent ns.test DS  yes',
        'authoritative ns1.a.test NS ns1.a.test. yes',
        'authoritative ns1.a.test A 192.0.2.1 yes',
        'authoritative ns1.a.test A 192.0.2.1 yes',
      ],
    });
  });

  it('shows a parent that names a server too many', async () => {
    await serve('a NS ns1.a.test.\na NS gone.a.test.\nns1.a A 127.0.0.1', 'www A 192.0.2.1');
    const { exitCode, rows } = await query('www.a.test A --parent --server ns1.a.test');
    expect(exitCode).toBe(3);
    expect(rows).toContain('parent ns.test NS ns1.a.test.,gone.a.test. NO');
    expect(rows).toContain('authoritative ns1.a.test A 192.0.2.1 yes');
  });

  it.each([
    ['fits a key of the zone', dsFor(KEY), 0, 'yes'],
    ['fits none', dsFor(OTHER), 3, 'NO'],
  ])('tells whether a DS %s', async (_, ds, exitCode, agrees) => {
    await serve(`a NS ns1.a.test.\na DS ${ds}\nns1.a A 127.0.0.1`, `@ DNSKEY ${KEY}`);
    const found = await query('a.test SOA --parent');
    expect(found.exitCode).toBe(exitCode);
    expect(found.rows).toContain(`parent ns.test DS ${ds.split(' ')[0] ?? ''} ${agrees}`);
  });
});

describe('dns query', () => {
  it('asks the parent for a DS, which the zone itself does not know', async () => {
    await serve(`a NS ns1.a.test.\na DS ${dsFor(KEY)}\nns1.a A 127.0.0.1`, `@ DNSKEY ${KEY}`);
    const tag = dsFor(KEY).split(' ')[0] ?? '';
    expect(await query('a.test DS')).toEqual({
      exitCode: 0,
      rows: [`authoritative ns.test DS ${tag} yes`, `authoritative ns.test DS ${tag} yes`],
    });
  });
});
