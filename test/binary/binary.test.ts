import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { globSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BINARY, runBinary, type BinaryRun } from '../support/binary.ts';
import { hasProgram } from '../support/programs.ts';
import { startKeyring } from '../support/servers/gnome-keyring.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'regctl-binary-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const run = (
  argv: string,
  environment: { readonly [name: string]: string } = {},
  input?: string,
): BinaryRun =>
  runBinary(
    argv.split(' '),
    { HOME: home, ...environment },
    { cwd: home, ...(input === undefined ? {} : { input }) },
  );
const addons = (): string[] => globSync(join(home, '.cache/regctl/addons/*/keyring.node'));

describe.runIf(BINARY)('the standalone binary', () => {
  it('needs no PATH, no Node.js and no files beside it', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
    const alone = join(home, 'renamed');
    cpSync(BINARY ?? '', alone);
    chmodSync(alone, 0o755);
    expect(run('--version')).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
    expect(run('dsn list')).toMatchObject({ exitCode: 2, stdout: '' });
    rmSync(alone);
  });

  it('manages a zone', () => {
    for (const argv of [
      'accounts add zonefile --name local --endpoint zones',
      'zones create example.org --nameserver ns1.example.net',
      'dns set example.org www A 192.0.2.7 --ttl 300',
    ])
      expect(run(argv)).toMatchObject({ exitCode: 0 });
    expect(run('dns list example.org --type A').stdout).toBe('www\t300\tA\t192.0.2.7\n');
    expect(run('__complete -- dns list exam').stdout).toContain('example.org');
  });

  it('is not taken for the program of another project that has its name', () => {
    const folders = ['one', 'two'].map((name) => join(home, name));
    for (const folder of folders) mkdirSync(folder);
    symlinkSync(BINARY ?? '', join(home, 'one/regctl'));
    const find = (): unknown =>
      (
        JSON.parse(run('doctor --offline --json', { PATH: folders.join(':') }).stdout) as readonly {
          readonly check: string;
        }[]
      ).find(({ check }) => check === 'PATH');
    expect(find()).toMatchObject({ status: 'ok', detail: join(home, 'one/regctl') });
    writeFileSync(join(home, 'two/regctl'), 'path\tgithub.com/regclient/regclient\n', { mode: 0o755 });
    expect(find()).toMatchObject({
      status: 'warning',
      detail: `several programs are called regctl: ${join(home, 'one/regctl')}, ${join(home, 'two/regctl')} (regclient's)`,
    });
  });

  it('reads nothing from NODE_OPTIONS', () => {
    writeFileSync(join(home, 'evil.cjs'), `process.stdout.write('evil')`);
    expect(run('--version', { NODE_OPTIONS: `--require ${join(home, 'evil.cjs')}` }).stdout).not.toContain(
      'evil',
    );
  });

  it('unpacks its addon once, for its owner, and not when nobody asks the keychain', () => {
    run('--version');
    expect(addons()).toEqual([]);
    run('doctor');
    const [path = ''] = addons();
    expect(statSync(path).mode & 0o077).toBe(0);
    const before = statSync(path).ino;
    run('doctor');
    expect(statSync(path).ino).toBe(before);
  });

  it('loads no addon that is not the one it carries', () => {
    run('doctor');
    const [path = ''] = addons();
    const right = readFileSync(path);
    const wrong = Buffer.from(right);
    wrong.writeUInt8(wrong.readUInt8(5000) ^ 1, 5000);
    writeFileSync(path, wrong);
    run('doctor');
    expect(readFileSync(path).equals(right)).toBe(true);
  });

  it('says in three lines that the addon cannot be unpacked', () => {
    writeFileSync(join(home, 'file'), '');
    const result = run(
      'accounts add powerdns --name pdns --endpoint http://127.0.0.1:9',
      { XDG_CACHE_HOME: join(home, 'file') },
      '{"api-key":"canary"}',
    );
    expect(result).toMatchObject({ stdout: '' });
    expect(result.exitCode).not.toBe(0);
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(3);
    expect(result.stderr).not.toContain('canary');
  });
});

describe.runIf(
  BINARY && hasProgram('gnome-keyring-daemon', 'gnome-keyring') && hasProgram('dbus-daemon', 'dbus'),
)('the standalone binary with gnome-keyring', () => {
  it('finds the keychain that answers', async () => {
    const keyring = await startKeyring();
    try {
      const { stdout } = run('doctor --json', keyring.environment);
      const checks = JSON.parse(stdout) as readonly { readonly check: string; readonly status: string }[];
      expect(checks.find(({ check }) => check === 'keychain')).toMatchObject({ status: 'ok' });
    } finally {
      keyring.stop();
    }
  });
});
