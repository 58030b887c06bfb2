import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderSource, startDnsServer } from '../../src/adapters/dns-server/index.ts';
import { silent } from '../support/open-provider.ts';
import { startRootServer, type RootServer } from '../support/root-server.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

const HEAD = '$TTL 300\n@ SOA ns1.a.test. h.test. 1 2 3 4 5\n@ NS ns1.a.test.\nns1 A 127.0.0.1\n';

let home: CliHome;
let root: RootServer;
let served: string;
let server: Awaited<ReturnType<typeof startDnsServer>>;
beforeEach(async () => {
  home = createCliHome();
  served = mkdtempSync(join(tmpdir(), 'regctl-public-'));
  root = await startRootServer('a.test NS ns1.a.test.\nns1.a.test A 127.0.0.1\n');
});
afterEach(async () => {
  home.dispose();
  await server.close();
  await root.stop();
  rmSync(served, { recursive: true, force: true });
});

/** A zone as the provider has it, and as its name server answers. */
async function setUp(provider: string, world: string): Promise<void> {
  writeFileSync(join(served, 'a.test.zone'), HEAD + world);
  const options = { host: '127.0.0.1', port: 0, logger: silent };
  server = await startDnsServer(createFolderSource(served, silent), options);
  mkdirSync(join(home.project, 'zones'));
  for (const zone of ['a.test', 'b.test'])
    writeFileSync(join(home.project, `zones/${zone}.zone`), HEAD + (zone === 'a.test' ? provider : ''));
  const config = join(home.folder, 'config/regctl');
  mkdirSync(config, { recursive: true });
  writeFileSync(
    join(config, 'config.yaml'),
    `resolver:\n  roots: ["${root.address}"]\n  hosts:\n    ns.root: "${root.address}"\n    ns1.a.test: "${server.address}"\n`,
  );
  await home.run('accounts add zonefile --name local --endpoint zones');
}

describe('zones diff --public', () => {
  it('finds nothing where the name servers answer the zone as it is', async () => {
    const zone = `www A 192.0.2.1\n* TXT "any"\nx CNAME www\nsub NS ns.sub\nns.sub A 192.0.2.9\n`;
    await setUp(zone, zone);
    expect(await home.run('zones diff a.test --public --exit-code')).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('shows what they answer otherwise, or not at all', async () => {
    await setUp(
      'www A 192.0.2.1\nnew A 192.0.2.2\nttl A 192.0.2.3\n',
      'www A 192.0.2.7\nttl 60 A 192.0.2.3\n',
    );
    const { exitCode, stdout } = await home.run('zones diff a.test --public --exit-code');
    expect(exitCode).toBe(3);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.trim())
        .toSorted(),
    ).toEqual([
      '+ www A 192.0.2.7 (ttl 300)',
      '- new A 192.0.2.2 (ttl 300)',
      '- www A 192.0.2.1 (ttl 300)',
      '~ ttl A ttl 300 → 60',
    ]);
    expect(JSON.parse((await home.run('zones diff a.test --public --json=from,to')).stdout)).toEqual({
      from: 'local',
      to: 'public',
    });
  });

  it('is refused for a zone that nobody delegates, and beside another side', async () => {
    await setUp('', '');
    expect(await home.run('zones diff b.test --public')).toMatchObject({ exitCode: 5, stdout: '' });
    expect(await home.run('zones diff a.test x.zone --public')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await home.run('zones diff a.test')).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
