// The standalone binary in a root that holds nothing but itself and the libraries that it depends on, each copied from its package.
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolderSource, startDnsServer, type DnsServer } from '../../src/adapters/dns-server/index.ts';
import { BINARY } from '../support/binary.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { silent } from '../support/open-provider.ts';
import { hasProgram } from '../support/programs.ts';
import { pebbleStands, startPebble, type Pebble } from '../support/servers/pebble.ts';

/** What the Debian package depends on, and doctor and README name. */
const PACKAGES = ['libc6', 'libstdc++6', 'libgcc-s1', 'libatomic1'];

const canRun = BINARY !== undefined && process.getuid?.() === 0 && hasProgram('dpkg', 'dpkg');

describe.runIf(canRun)('the standalone binary alone', { timeout: 60_000 }, () => {
  let root: string;
  let dns: DnsServer;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'regctl-root-'));
    for (const folder of ['home/project', 'zones', 'tmp']) mkdirSync(join(root, folder), { recursive: true });
    copyFileSync(BINARY ?? '', join(root, 'regctl'));
    chmodSync(join(root, 'regctl'), 0o755);
    for (const name of PACKAGES) copyLibraries(name, root);
    dns = await startDnsServer(createFolderSource(join(root, 'zones'), silent), {
      host: '127.0.0.1',
      port: 0,
      logger: silent,
    });
  });
  afterAll(async () => {
    await dns.close();
    rmSync(root, { recursive: true, force: true });
  });

  /** Not `spawnSync`: the servers that it talks to run in this process. */
  const run = async (
    argv: string,
    environment: { readonly [name: string]: string } = {},
    stdin: string = '',
  ): Promise<string> => {
    const child = spawn('/usr/sbin/chroot', [root, '/regctl', ...argv.split(' ')], {
      cwd: root,
      env: { HOME: '/home', ...environment },
      timeout: 30_000,
    });
    child.stdin.end(stdin);
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
    ]);
    expect(code, `${argv}: ${stderr}`).toBe(0);
    return stdout;
  };

  it('tells its version', async () => {
    expect(JSON.parse(await run('version --json'))).toMatchObject({
      target: `${process.platform}-${process.arch}`,
      mode: 'local',
    });
    expect(await run('doctor --offline --fields check,detail')).toMatch(/^libraries\tglibc /m);
  });

  describe.runIf(canRun && pebbleStands() !== 'none')('with a CA', () => {
    let pebble: Pebble;
    beforeAll(async () => {
      pebble = await startPebble({ dnsServer: dns.address });
    });
    afterAll(() => pebble.stop());

    it('plans, applies and gets a certificate', async () => {
      mkdirSync(join(root, 'home/.config/regctl'), { recursive: true });
      writeFileSync(
        join(root, 'home/.config/regctl/config.yaml'),
        `resolver:\n  roots: ['${dns.address}']\n`,
      );
      writeFileSync(
        join(root, 'home/regctl.yaml'),
        'account: local\nzones:\n  example.org:\n    file: example.org.zone\n',
      );
      writeFileSync(
        join(root, 'home/example.org.zone'),
        '@ 300 IN NS ns1.example.com.\nwww 300 IN A 192.0.2.7\n',
      );
      await run(
        `accounts add zonefile --name local --endpoint /zones --setting nameserver-address=${dns.address}`,
      );
      await run('zones create example.org --nameserver ns1.example.com');
      const project = '--config /home/regctl.yaml';
      expect(await run(`plan ${project} --out /home/changes.json`)).toContain('192.0.2.7');
      await run(`apply /home/changes.json --yes ${project}`);
      expect(await run('dns list example.org --type A')).toContain('www\t300\tA\t192.0.2.7');
      copyFileSync(pebble.caFile, join(root, 'home/ca.pem'));
      const trusting = { NODE_EXTRA_CA_CERTS: '/home/ca.pem' };
      await run(
        `certs issue www.example.org --ca ${pebble.directoryUrl} --email a@example.org --agree-terms`,
        trusting,
      );
      await run('certs download www.example.org --dir /home/tls');
      expect(readFileSync(join(root, 'home/tls/fullchain.pem'), 'utf8')).toContain('BEGIN CERTIFICATE');
    });
  });

  describe('with a control plane', () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await openTestServer({ socket: true });
    });
    afterAll(() => server.dispose());

    it('logs in by a token, plans and applies', async () => {
      const hosted = {
        HOME: '/home/hosted',
        REGCTL_PASSPHRASE: 'of the test',
      };
      mkdirSync(join(root, 'home/hosted'), { recursive: true });
      const login = `auth login --host ${server.url} --with-token --insecure-storage`;
      expect(await run(login, hosted, server.token)).not.toContain(server.token);
      await run(`accounts add zonefile --name there --endpoint ${server.folder}/zones`, hosted);
      await run('zones create example.net --nameserver ns1.example.com', hosted);
      writeFileSync(
        join(root, 'home/hosted/regctl.yaml'),
        'account: there\nzones:\n  example.net:\n    file: example.net.zone\n',
      );
      writeFileSync(
        join(root, 'home/hosted/example.net.zone'),
        '@ 300 IN NS ns1.example.com.\nmail 300 IN A 192.0.2.25\n',
      );
      const project = '--config /home/hosted/regctl.yaml';
      await run(`plan ${project} --out /home/hosted/changes.json`, hosted);
      await run(`apply /home/hosted/changes.json --yes ${project}`, hosted);
      expect(readFileSync(join(server.folder, 'zones/example.net.zone'), 'utf8')).toContain('192.0.2.25');
      expect(await run('dns list example.net --type A', hosted)).toBe('mail\t300\tA\t192.0.2.25\n');
    });
  });
});

/** Copies the shared libraries of a Debian package, links and all, to where it has them. */
function copyLibraries(name: string, root: string): void {
  const { stdout, status } = spawnSync('dpkg', ['-L', name], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} is not installed`);
  for (const path of stdout.split('\n').filter((line) => /\.so(\.\d+)*$/.test(line))) {
    if (!lstatSync(path).isFile() && !lstatSync(path).isSymbolicLink()) continue;
    mkdirSync(join(root, dirname(path)), { recursive: true });
    cpSync(realpathSync(path), join(root, path));
  }
}
