/* oxlint-disable vitest/expect-expect -- expectThreeLines is one */
// The standalone binary where something is wrong around it: it says so in three lines, with the right exit code, or works all the same.
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BINARY } from '../support/binary.ts';
import { hasProgram } from '../support/programs.ts';

/** Milliseconds in which every call ends: none may hang. */
const BOUND_MS = 20_000;
const isRoot = process.getuid?.() === 0;

let folder: string;
let home: string;
let mounted: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-environment-'));
  chmodSync(folder, 0o755);
  home = join(folder, 'home');
  mkdirSync(home);
  mounted = [];
});
afterEach(() => {
  for (const path of mounted) spawnSync('umount', [path]);
  rmSync(folder, { recursive: true, force: true });
});

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  argv: string,
  environment: { readonly [name: string]: string } = {},
  options: { readonly cwd?: string; readonly program?: string; readonly before?: readonly string[] } = {},
): Result {
  const program = options.program ?? BINARY ?? '';
  const [first = program, ...rest] = [...(options.before ?? []), program, ...argv.split(' ')];
  const { status, stdout, stderr } = spawnSync(first, rest, {
    encoding: 'utf8',
    timeout: BOUND_MS,
    input: '',
    cwd: options.cwd ?? folder,
    env: { HOME: home, PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...environment },
  });
  return { status, stdout, stderr };
}

/** A file system of its own. */
function mount(name: string, options: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  mounted.push(path);
  return path;
}

/** Whether file systems can be mounted here. */
const canMount = isRoot && spawnSync('unshare', ['-m', 'true']).status === 0;

function expectThreeLines(result: Result, exitCode: number, code: string): void {
  expect(result, result.stderr).toMatchObject({ status: exitCode, stdout: '' });
  const lines = result.stderr.trimEnd().split('\n');
  expect(lines, result.stderr).toHaveLength(3);
  expect(lines[0]).toMatch(new RegExp(`^✗ .* {2}\\[${code}\\]$`));
  expect(lines[1]).toMatch(/^ {2}\S/);
  expect(lines[2]).toMatch(/^ {2}→ \S/);
}

function addAccount(environment: { readonly [name: string]: string } = {}): void {
  for (const argv of [
    `accounts add zonefile --name local --endpoint ${folder}/zones`,
    'zones create example.org --nameserver ns1.example.net',
    'dns set example.org www A 192.0.2.7 --ttl 300 --yes',
  ]) {
    const { status, stderr } = run(argv, environment);
    expect(status, stderr).toBe(0);
  }
}

const NEW_ACCOUNT = 'accounts add zonefile --name local --endpoint /nonexistent/zones';

describe.runIf(BINARY)('what is wrong is said in three lines', () => {
  it.runIf(canMount).each(['accounts list', NEW_ACCOUNT, 'config set account x'])(
    'a read-only home: %s',
    (argv) => {
      expectThreeLines(run(argv, { HOME: mount('ro', 'ro') }), 1, 'STORE_FAILED');
    },
  );

  it.runIf(canMount).each(['accounts list', 'config set account x'])('a full disk: %s', (argv) => {
    const full = mount('full', 'size=64k');
    expect(() => writeFileSync(join(full, 'fill'), Buffer.alloc(1e6))).toThrow('ENOSPC');
    expectThreeLines(run(argv, { HOME: full }), 1, 'STORE_FAILED');
  });

  it.runIf(existsSync('/dev/full'))('a full disk behind stdout', () => {
    const { status, stderr } = spawnSync('sh', ['-c', `"${BINARY ?? ''}" dns --help > /dev/full`], {
      encoding: 'utf8',
      env: { HOME: home },
    });
    expectThreeLines({ status, stdout: '', stderr }, 1, 'FILE_FAILED');
  });

  it.runIf(isRoot)('nobody at home: no HOME, and a user whom the system does not know', () => {
    const before = ['setpriv', '--reuid=54321', '--regid=54321', '--clear-groups', 'env', '-u', 'HOME'];
    expectThreeLines(run('accounts list', {}, { before }), 2, 'INVALID_CONFIG');
    expect(run('--version', {}, { before })).toMatchObject({ status: 0, stderr: '' });
  });

  it.each([
    ['a home that is a file', { HOME: '/etc/passwd' }],
    ['state below /proc', { XDG_STATE_HOME: '/proc/nothing' }],
    ['state below /proc, deeper', { XDG_STATE_HOME: '/proc/nothing/at/all' }],
    ['state below /dev/null', { XDG_STATE_HOME: '/dev/null' }],
  ])('%s', (_, environment) => {
    expectThreeLines(run('accounts list', environment), 1, 'STORE_FAILED');
    for (const argv of ['--version', 'dns --help', 'help porkbun', 'help exit-codes'])
      expect(run(argv, environment)).toMatchObject({ status: 0, stderr: '' });
    expectThreeLines(run('help prkbun', environment), 2, 'USAGE');
  });

  it.each([
    ['torn off', Buffer.from('settings: [1\n  b: {')],
    ['random octets', Buffer.from('89504e470d0a1a0a00ff00fe8081', 'hex')],
    ['a list', Buffer.from('- a\n- b\n')],
    ['of unknown settings', Buffer.from('settings:\n  acount: x\n')],
  ])('a configuration %s', (_, content) => {
    mkdirSync(join(home, '.config/regctl'), { recursive: true });
    writeFileSync(join(home, '.config/regctl/config.yaml'), content);
    for (const argv of ['accounts list', 'nonsense']) expectThreeLines(run(argv), 2, 'INVALID_CONFIG');
    expectThreeLines(run('dnz list'), 2, 'USAGE');
    // The one command that is there to find such things goes on to the next.
    const looked = run('doctor');
    expect(looked, looked.stderr).toMatchObject({ status: 1 });
    expect(looked.stdout).toMatch(/^configuration\tbroken\t.*config\.yaml/);
    expect(looked.stdout).toMatch(/^clock\t/m);
    expect(run('--version')).toMatchObject({ status: 0, stderr: '' });
    expect(run('dns --help')).toMatchObject({ status: 0, stderr: '' });
  });

  it('a store of a newer version, and one that is none', () => {
    addAccount();
    const path = join(home, '.local/state/regctl/regctl.db');
    const database = new DatabaseSync(path);
    database.exec('pragma user_version = 9999');
    database.close();
    expectThreeLines(run('accounts list'), 1, 'STORE_TOO_NEW');
    for (const file of globSync(`${path}*`)) rmSync(file);
    writeFileSync(path, Buffer.alloc(20_000, 'no database'));
    expectThreeLines(run('accounts list'), 1, 'STORE_FAILED');
    expect(readFileSync(path).includes('no database')).toBe(true);
  });

  it('a working folder that is gone', () => {
    const gone = join(folder, 'gone');
    mkdirSync(gone);
    const script = `cd '${gone}' && rmdir '${gone}' && exec '${BINARY ?? ''}' "$@"`;
    const inGone = (...argv: string[]): Result =>
      spawnSync('sh', ['-c', script, 'sh', ...argv], { encoding: 'utf8', env: { HOME: home } });
    expectThreeLines(inGone('accounts', 'list'), 1, 'FILE_FAILED');
    mkdirSync(gone);
    expect(inGone('--version')).toMatchObject({ status: 0, stderr: '' });
    expect(() => rmdirSync(gone)).toThrow('ENOENT');
  });

  it('a question and nobody to ask', () => {
    addAccount();
    const questions = ['dns delete example.org www A', 'zones delete example.org', 'init'];
    for (const argv of questions) {
      const result = run(argv, { CI: '1' });
      expect([0, 2, 7]).toContain(result.status);
      if (result.status !== 0) expect(result.stderr.trimEnd().split('\n').at(-1)).toMatch(/^ {2}→ \S/);
    }
  });

  it('paths as Windows has them', () => {
    expectThreeLines(
      run(String.raw`validate C:\zones\example.org.zone --zone example.org`),
      5,
      'FILE_NOT_FOUND',
    );
    expectThreeLines(run(String.raw`accounts list --config C:\Users\me\regctl.yaml`), 5, 'FILE_NOT_FOUND');
  });
});

describe.runIf(BINARY)('it works all the same', () => {
  it.each([
    ['with a dumb terminal', { TERM: 'dumb' }],
    ['without a terminal type', { TERM: '' }],
    ['in the locale C', { LC_ALL: 'C', LANG: 'C' }],
    ['in a locale that is not there', { LC_ALL: 'xx_XX.UTF-8' }],
    ['with 20 columns', { COLUMNS: '20' }],
    ['with columns that are no number', { COLUMNS: 'wide' }],
    ['in another time zone', { TZ: 'Pacific/Kiritimati' }],
    ['with an empty PATH', { PATH: '' }],
    [
      'with variables of Windows',
      { APPDATA: String.raw`C:\Users\me\AppData`, USERPROFILE: String.raw`C:\Users\me` },
    ],
    ['with a cache that cannot be made', { XDG_CACHE_HOME: '/proc/nothing' }],
  ])('%s', (_, environment) => {
    addAccount(environment);
    expect(run('dns list example.org --type A', environment)).toEqual({
      status: 0,
      stdout: 'www\t300\tA\t192.0.2.7\n',
      stderr: '',
    });
    const help = run('dns set --help', environment);
    expect(help).toMatchObject({ status: 0, stderr: '' });
  });

  it.runIf(hasProgram('script', 'bsdutils'))('on a terminal of 20 columns', () => {
    addAccount();
    const { status, stdout } = spawnSync(
      'script',
      ['-qec', `stty cols 20; '${BINARY ?? ''}' dns list example.org --type A`, '/dev/null'],
      { encoding: 'utf8', env: { HOME: home, PATH: process.env['PATH'], TERM: 'xterm', PAGER: 'cat' } },
    );
    expect(status).toBe(0);
    expect(stdout).toContain('www');
  });

  it.runIf(hasProgram('faketime', 'faketime'))('with a clock off by a year, of which doctor tells', () => {
    addAccount();
    for (const shift of ['-1y', '+1y']) {
      const before = ['faketime', '-f', shift];
      expect(run('dns list example.org --type A', {}, { before }).stdout).toBe('www\t300\tA\t192.0.2.7\n');
      expect(run('dns set example.org www A 192.0.2.8 --ttl 300 --yes', {}, { before }).status).toBe(0);
      expect(run('dns set example.org www A 192.0.2.7 --ttl 300 --yes', {}, { before }).status).toBe(0);
    }
    const { status, stdout } = run('doctor --offline --json', {}, { before: ['faketime', '-f', '-1y'] });
    const findings = JSON.parse(stdout) as readonly { readonly check: string; readonly status: string }[];
    expect(findings.find(({ check }) => check === 'clock')).toMatchObject({ status: 'broken' });
    expect(status).toBe(1);
  });

  it('with streams that are closed', () => {
    const closed = (redirection: string, argv: string): Result =>
      spawnSync('sh', ['-c', `'${BINARY ?? ''}' ${argv} ${redirection}`], {
        encoding: 'utf8',
        env: { HOME: home },
        timeout: BOUND_MS,
      });
    expect(closed('<&-', 'accounts list').status).toBe(0);
    expect(closed('>&-', 'accounts list').status).toBe(0);
    expect(closed('2>&-', 'nonsense').status).toBe(2);
    expect(closed('<&- >&- 2>&-', '--version').status).toBe(0);
  });
});

describe.runIf(BINARY)('the file that runs', () => {
  const copy = (name: string): string => {
    const path = join(folder, name);
    copyFileSync(BINARY ?? '', path);
    chmodSync(path, 0o755);
    return path;
  };

  it('may be deleted meanwhile', async () => {
    addAccount();
    const path = copy('regctl');
    // It reads the zone from stdin, and is gone before that ends.
    const child = spawn(path, ['zones', 'import', 'example.org', '-', '--yes'], {
      cwd: folder,
      env: { HOME: home },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    rmSync(path);
    child.stdin.end('late 300 IN A 192.0.2.99\n');
    expect(await ended).toBe(0);
    expect(run('dns list example.org --type A').stdout).toContain('192.0.2.99');
  });

  it('may be one of two, which use one store at once', async () => {
    addAccount();
    const [one, two] = [copy('regctl-1'), copy('regctl-2')];
    const calls = [one, two, one, two].map(
      (program, i) =>
        new Promise<number | null>((resolve) => {
          const argv = [
            'dns',
            'set',
            'example.org',
            `host${i}`,
            'A',
            `192.0.2.${i + 1}`,
            '--yes',
            '--timeout',
            '15s',
          ];
          spawn(program, argv, { cwd: folder, env: { HOME: home }, stdio: 'ignore' }).once('close', resolve);
        }),
    );
    expect(await Promise.all(calls)).toEqual([0, 0, 0, 0]);
    const { stdout } = run('dns list example.org --type A', {}, { program: two });
    expect(stdout.match(/^host\d/gm)).toHaveLength(4);
  });
});
