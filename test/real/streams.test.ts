import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIN = new URL('../../bin/regctl.js', import.meta.url).pathname;

/** Says on stderr when stdin is read for the first time, so that the signal comes while it is. */
const ANNOUNCE = `data:text/javascript,${encodeURIComponent(`
const { on } = process.stdin;
process.stdin.on = function (event, listener) {
  if (event === 'readable') process.stderr.write('reading\\n');
  return on.call(this, event, listener);
};`)}`;

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'regctl-streams-'));
  for (const words of [
    ['accounts', 'add', 'zonefile', '--name', 'local', '--endpoint', join(home, 'zones')],
    ['zones', 'create', 'example.org', '--nameserver', 'ns1.example.net'],
  ])
    execFileSync(process.execPath, [BIN, ...words], { env: environment(), stdio: 'pipe' });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const environment = (): NodeJS.ProcessEnv => ({ HOME: home, PATH: process.env['PATH'] });

async function end(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

describe('Ctrl-C while stdin is read', () => {
  it.each([
    'dns import example.org -',
    'dns delete example.org -',
    'apply -',
    'dns set example.org www TXT -',
  ])('stops `%s` at once with 130', async (argv) => {
    const child = spawn(process.execPath, ['--import', ANNOUNCE, BIN, ...argv.split(' ')], {
      env: environment(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const ending = end(child);
    await once(child.stderr, 'data');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ending;
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr.trimEnd().split('\n').slice(-3).join('\n')).toMatch(/INTERRUPTED.*\n {2}.*\n {2}→ /);
  });
});

describe.runIf(existsSync('/dev/full'))('a full disk', () => {
  const toFull = (...words: string[]): ReturnType<typeof end> =>
    end(
      spawn(process.execPath, [BIN, ...words], {
        env: environment(),
        stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
      }),
    );

  it('is an error of three lines', async () => {
    const { code, stderr } = await toFull('dns', 'list', 'example.org');
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^✗ cannot write to stdout {2}\[FILE_FAILED\]$/),
      expect.stringMatching(/^ {2}there is no room left$/),
      expect.stringMatching(/^ {2}→ /),
    ]);
  });

  it('is one object beside JSON', async () => {
    const { code, stderr } = await toFull('dns', 'list', 'example.org', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'FILE_FAILED' } });
  });
});

describe('a reader that goes away', () => {
  it('is no failure', async () => {
    const child = spawn(process.execPath, [BIN, 'dns', '--help'], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    expect(await end(child)).toMatchObject({ code: 0, stderr: '' });
  });
});
