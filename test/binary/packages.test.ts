import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { debianPackage } from '../../scripts/package/debian.ts';
import { homebrewFormula } from '../../scripts/package/homebrew.ts';
import { manPages } from '../../scripts/package/man-pages.ts';
import { COMMANDS } from '../../src/cli/commands/registry.gen.ts';
import { BINARY } from '../support/binary.ts';
import { hasProgram } from '../support/programs.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
};

let folder: string;
let pages: { readonly [file: string]: string };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-packages-'));
  pages = await manPages({ version, date: '2026-11-21' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the manual', () => {
  it('has a page for every command', () => {
    for (const { path } of COMMANDS) expect(pages).toHaveProperty([`regctl-${path.join('-')}.1`]);
  });

  it.runIf(hasProgram('mandoc', 'mandoc'))('is read by mandoc without a warning', () => {
    mkdirSync(join(folder, 'man'));
    const files = Object.entries(pages).map(([file, page]) => {
      writeFileSync(join(folder, 'man', file), page);
      return file;
    });
    const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', ...files], {
      cwd: join(folder, 'man'),
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    const shown = spawnSync('mandoc', ['-T', 'ascii', 'regctl-dns-set.1'], {
      cwd: join(folder, 'man'),
      encoding: 'utf8',
    });
    // Bold is a character printed over itself.
    const plain = shown.stdout.replaceAll(/.[\b]/g, '');
    expect(plain).toContain('--allow-deletes N');
    expect(plain).toContain('EXIT STATUS');
  });
});

describe('the Homebrew formula', () => {
  const sums = Object.fromEntries(
    ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64'].map((name) => [
      `regctl-${name}`,
      'a'.repeat(64),
    ]),
  );
  it('has the digest of every binary, and is not written with one missing', () => {
    expect(homebrewFormula('1.2.3', 'https://releases.example', sums).match(/sha256 "a{64}"/g)).toHaveLength(
      4,
    );
    expect(() => homebrewFormula('1.2.3', 'https://releases.example', {})).toThrow('does not list');
  });
});

describe.runIf(BINARY && hasProgram('dpkg-deb', 'dpkg') && hasProgram('ldd', 'libc-bin'))(
  'the Debian package',
  () => {
    let root: string;
    beforeAll(() => {
      const deb = debianPackage({
        binary: BINARY ?? '',
        arch: 'amd64',
        version,
        manPages: pages,
        epoch: 1_790_000_000,
        compression: ['-Znone'],
        folder,
      });
      root = join(folder, 'root');
      for (const path of ['status', 'available']) {
        mkdirSync(join(root, 'var/lib/dpkg/info'), { recursive: true });
        writeFileSync(join(root, 'var/lib/dpkg', path), '');
      }
      for (const path of ['updates', 'triggers'])
        mkdirSync(join(root, 'var/lib/dpkg', path), { recursive: true });
      const { status, stderr } = spawnSync(
        'dpkg',
        [`--root=${root}`, '--force-not-root', '--force-depends', '--log=/dev/null', '-i', deb],
        { encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folder } },
      );
      if (status !== 0) throw new Error(stderr);
    });

    it('puts binary, second name, manual and completions where Debian looks', () => {
      for (const path of [
        'usr/bin/regctl',
        'usr/share/man/man1/regctl-dns-set.1.gz',
        'usr/share/man/man7/regctl-exit-codes.7.gz',
        'usr/share/bash-completion/completions/regctl',
        'usr/share/zsh/vendor-completions/_regctl',
        'usr/share/fish/vendor_completions.d/regctl.fish',
        'usr/share/doc/regctl/copyright',
      ])
        expect(existsSync(join(root, path)), path).toBe(true);
      expect(realpathSync(join(root, 'usr/bin/rctl'))).toBe(realpathSync(join(root, 'usr/bin/regctl')));
    });

    // Somebody who may not change the root folder cannot look at this; CI can.
    it.runIf(process.getuid?.() === 0)('needs nothing but the libraries that it depends on', () => {
      const linked = spawnSync('ldd', [BINARY ?? ''], { encoding: 'utf8' }).stdout;
      for (const [path] of linked.matchAll(/\/\S+/g)) {
        mkdirSync(join(root, dirname(path)), { recursive: true });
        cpSync(realpathSync(path), join(root, path));
      }
      mkdirSync(join(root, 'home'));
      const run = (...argv: string[]): string => {
        const { status, stdout, stderr } = spawnSync('/usr/sbin/chroot', [root, '/usr/bin/rctl', ...argv], {
          encoding: 'utf8',
          env: { HOME: '/home' },
        });
        expect(status, stderr).toBe(0);
        return stdout;
      };
      expect(run('--version')).toBe(`${version}\n`);
      run('accounts', 'add', 'zonefile', '--name', 'local', '--endpoint', '/home/zones');
      run('zones', 'create', 'example.org', '--nameserver', 'ns1.example.net');
      run('dns', 'set', 'example.org', 'www', 'A', '192.0.2.7');
      expect(run('dns', 'list', 'example.org', '--type', 'A')).toContain('192.0.2.7');
    });

    it.runIf(process.getuid?.() === 0)('is brought up to date by apt alone', () => {
      for (const argv of [['update'], ['update', '--rollback']]) {
        const { status, stdout, stderr } = spawnSync('/usr/sbin/chroot', [root, '/usr/bin/rctl', ...argv], {
          encoding: 'utf8',
          env: { HOME: '/home' },
        });
        expect({ status, stdout }, stderr).toEqual({ status: 6, stdout: '' });
        expect(stderr).toContain('apt-get install --only-upgrade regctl');
      }
    });
  },
);

describe.runIf(BINARY && hasProgram('curl', 'curl'))('install.sh', () => {
  let server: Server;
  let sums: string;
  const name = `regctl-${process.platform}-${process.arch}`;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/latest/SHA256SUMS') response.end(sums);
      else if (request.url === `/latest/${name}`) response.end(readFileSync(BINARY ?? ''));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  const install = async (
    home: string,
    environment: { readonly [name: string]: string } = {},
  ): Promise<{ code: number | null; stderr: string }> => {
    mkdirSync(home, { recursive: true });
    const child = spawn('sh', [join(ROOT, 'packaging/install.sh')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: '/usr/bin:/bin',
        HOME: home,
        REGCTL_RELEASES: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        ...environment,
      },
    });
    const [stderr, code] = await Promise.all([
      text(child.stderr),
      new Promise<number | null>((resolve) => child.once('close', resolve)),
    ]);
    return { code, stderr };
  };
  const digest = (): string =>
    createHash('sha256')
      .update(readFileSync(BINARY ?? ''))
      .digest('hex');

  it('installs for the user what the checksum fits, with a hint for PATH', async () => {
    sums = `${digest()}  ${name}\n`;
    const home = join(folder, 'good');
    const { code, stderr } = await install(home);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('is not on PATH');
    expect(spawnSync(join(home, '.local/bin/rctl'), ['--version'], { encoding: 'utf8' }).stdout).toBe(
      `${version}\n`,
    );
  });

  it('installs nothing that the checksum does not fit, or that is not listed', async () => {
    for (const wrong of [`${'0'.repeat(64)}  ${name}\n`, `${digest()}  another\n`]) {
      sums = wrong;
      const home = join(folder, 'bad');
      const { code, stderr } = await install(home);
      expect(code).toBe(1);
      expect(stderr.trimEnd().split('\n')).toHaveLength(3);
      expect(globSync('**/*', { cwd: home })).toEqual([]);
    }
  });

  it('warns of another program that is called regctl', async () => {
    sums = `${digest()}  ${name}\n`;
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'regctl'), '#!/bin/sh\n');
    chmodSync(join(other, 'regctl'), 0o755);
    const { stderr } = await install(join(folder, 'clash'), { PATH: `${other}:/usr/bin:/bin` });
    expect(stderr).toContain(`found first: ${join(other, 'regctl')}`);
  });

  it('says in three lines that a release is missing', async () => {
    const { code, stderr } = await install(join(folder, 'none'), { REGCTL_VERSION: 'v9.9.9' });
    expect(code).toBe(1);
    expect(stderr).toContain('the release v9.9.9 was not found');
  });
});
