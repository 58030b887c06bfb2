import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createPublicKey } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publicHalf } from '../../scripts/package/release.ts';
import { BINARY } from '../support/binary.ts';
import {
  startReleaseServer,
  TEST_PUBLIC_KEY,
  writeProgram,
  type ReleaseServer,
} from '../support/release-server.ts';

it('is built for tests with the key that tests sign with', () => {
  const pem = readFileSync('test/data/test-release-key.pem');
  expect(publicHalf(createPublicKey(pem))).toBe(TEST_PUBLIC_KEY);
});

const hasTestKey = ((): boolean => {
  if (BINARY === undefined) return false;
  const { stderr } = spawnSync(BINARY, ['update', '--check'], {
    encoding: 'utf8',
    env: { HOME: '/nonexistent', REGCTL_RELEASES: 'http://127.0.0.1:9' },
  });
  if (!stderr.includes('UPDATE_ELSEWHERE')) return true;
  const advice =
    'the binary knows no test key: npm run build -- --release-key test/data/test-release-key.pem';
  if (process.env['REGCTL_TEST_REQUIRE_ALL'] === '1') throw new Error(advice);
  process.stderr.write(`skipped: ${advice}\n`);
  return false;
})();

describe.runIf(hasTestKey)('regctl update of the standalone binary', () => {
  let folder: string;
  let program: string;
  let server: ReleaseServer;
  const target = `${process.platform}-${process.arch}`;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'regctl-update-'));
    mkdirSync(join(folder, 'bin'));
    program = join(folder, 'bin/regctl');
    copyFileSync(BINARY ?? '', program);
    chmodSync(program, 0o755);
    server = await startReleaseServer(join(folder, 'releases'));
  });
  afterEach(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  // Not `spawnSync`: the server that it talks to runs in this process.
  const run = async (...argv: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> => {
    const child = spawn(program, argv, {
      env: { HOME: folder, REGCTL_RELEASES: server.url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve) => child.once('close', resolve)),
    ]);
    return { code, stdout, stderr };
  };
  const says = (): string => spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim();
  const own = says;

  it('looks, replaces itself, and keeps what was there', async () => {
    const before = own();
    server.publish('9.9.9', { target });
    const look = await run('update', '--check', '--json');
    expect(look).toMatchObject({ code: 3, stderr: '' });
    expect(JSON.parse(look.stdout)).toMatchObject({
      version: before,
      latest: '9.9.9',
      newer: true,
      method: 'binary',
      path: program,
    });
    const { code, stderr } = await run('update');
    expect(code, stderr).toBe(0);
    expect(says()).toBe('9.9.9');
    expect(readFileSync(join(folder, 'bin/.regctl.previous')).equals(readFileSync(BINARY ?? ''))).toBe(true);
  });

  it('goes back', async () => {
    const before = own();
    writeProgram(join(folder, 'bin/.regctl.previous'), '0.0.1');
    const { code, stdout } = await run('update', '--rollback', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ version: '0.0.1', previous: before });
    expect(says()).toBe('0.0.1');
  });

  it('is refused in three lines where the signature does not fit, and changes nothing', async () => {
    server.publish('9.9.9', { target });
    server.tamper('.sig', (old) => Buffer.from(old).fill('A', 0, 4));
    const { code, stdout, stderr } = await run('update');
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(3);
    expect(stderr).toContain('[RELEASE_UNTRUSTED]');
    expect(readFileSync(program).equals(readFileSync(BINARY ?? ''))).toBe(true);
  });

  it('tells of a release on a terminal, once a day, without waiting for it', async () => {
    server.publish('9.9.9', { target });
    // `script` gives it a terminal.
    const onTerminal = (environment: { readonly [name: string]: string } = {}): Promise<string> => {
      const child = spawn('script', ['-qec', `${program} fmt --help >/dev/tty`, '/dev/null'], {
        env: {
          HOME: folder,
          PATH: process.env['PATH'],
          PAGER: 'cat',
          REGCTL_RELEASES: server.url,
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      return text(child.stdout);
    };
    for (const environment of [{ CI: '1' }, { REGCTL_NO_UPDATE_CHECK: '1' }]) await onTerminal(environment);
    expect(server.requests).toEqual([]);
    expect(await onTerminal()).not.toContain('9.9.9');
    const known = join(folder, '.cache/regctl/release.json');
    await expect.poll(() => readFileSync(known, 'utf8'), { timeout: 10_000 }).toContain('9.9.9');
    expect(await onTerminal()).toContain('regctl 9.9.9 is released');
    expect(await onTerminal()).not.toContain('9.9.9');
    expect(server.requests.filter((path) => path.endsWith('.json'))).toHaveLength(1);
    // Piped output never has it.
    writeFileSync(known, JSON.stringify({ latest: '9.9.9', lookedAt: Date.now(), toldAt: 0 }));
    expect(await run('--version')).toMatchObject({ stderr: '' });
  });
});
