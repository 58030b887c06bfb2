import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openProgram } from '../support/device-flow.ts';
import { freePort } from '../support/servers/process.ts';
import { approve, openBrowser, PASSWORD, setUpByPage } from '../support/sign-in.ts';

/** Octets that a Worker may have when it is compressed, on the plan with the smallest bound. */
const MOST_OCTETS = 3 * 1024 * 1024;

/** What the runtime provides by name; anything else would be missing there. */
const PROVIDED = ['cloudflare:sockets', 'cloudflare:workers', 'node:async_hooks'];

/** Milliseconds until the local runtime must answer. */
const PATIENCE_MS = 60_000;

/** Keeps wrangler from asking anybody anything. */
const OFFLINE = {
  ...process.env,
  CI: '1',
  DO_NOT_TRACK: '1',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
};

const folder = mkdtempSync(join(tmpdir(), 'regctl-worker-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a verb of `npm run workers`. @returns what it printed */
function workers(...words: readonly string[]): string {
  const run = spawnSync('node', ['scripts/workers.ts', ...words], { encoding: 'utf8', env: OFFLINE });
  expect(run.status, run.stdout + run.stderr).toBe(0);
  return run.stdout;
}

describe('the script of the Worker', () => {
  let script = '';
  beforeAll(() => {
    workers('check', '--outdir', folder);
    script = readFileSync(join(folder, 'worker.js'), 'utf8');
  });

  it('is far below the bound when it is compressed', () => {
    const octets = gzipSync(script).length;
    process.stdout.write(`the Worker has ${String(Math.round(octets / 1024))} KiB compressed\n`);
    expect(octets).toBeLessThan(MOST_OCTETS / 2);
  });

  it('knows its version', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
    expect(script).toContain(`version:"${version}",commit:`);
  });

  it('imports nothing but what the runtime provides, and no Node.js', () => {
    const named = [
      ...script.matchAll(/(?:^|[;}\n])import\s*(?:[\w$*{}\s,]+?from\s*)?["']([^"']+)["']/g),
      ...script.matchAll(/\b(?:import|require)\(\s*["'`]([^"'`]+)["'`]\s*\)/g),
      ...script.matchAll(/["'`](node:[a-z_/]+)["'`]/g),
    ].map((match) => match[1] ?? '');
    expect(named).toContain('cloudflare:workers');
    expect([...new Set(named)].filter((name) => !PROVIDED.includes(name))).toEqual([]);
  });

  it('is one of the environment to try versions in, too', () => {
    const printed = workers('check', '--outdir', join(folder, 'preview'), '--env', 'preview');
    expect(printed).toContain('regctl-preview-directory');
  });
});

describe('the Worker as wrangler runs it on this machine', () => {
  const store = join(folder, 'store');
  const local = ['--local', '--persist-to', store];
  let process_: ChildProcess | undefined;
  let url = '';
  beforeAll(async () => {
    workers('migrate', ...local);
    const port = await freePort();
    url = `http://127.0.0.1:${String(port)}`;
    const key = Buffer.alloc(32, 7).toString('base64');
    const words = ['dev', '--config', 'deploy/workers/wrangler.jsonc', '--port', String(port), ...local];
    const variables = ['--var', `MASTER_KEY:${key}`, '--var', `PUBLIC_URL:${url}`];
    // A group of its own, since the runtime is a child of wrangler.
    process_ = spawn('wrangler', [...words, ...variables], { stdio: 'ignore', env: OFFLINE, detached: true });
    await vi.waitFor(() => fetch(`${url}/readyz`), { timeout: PATIENCE_MS, interval: 100 });
  }, 2 * PATIENCE_MS);
  afterAll(() => {
    if (process_?.pid !== undefined) process.kill(-process_.pid, 'SIGTERM');
  });

  it('is set up, lets a program in, and answers it', { timeout: PATIENCE_MS }, async () => {
    const token = workers('setup-token', ...local).trim();
    const ada = openBrowser(url, fetch);
    await setUpByPage(ada, token, 'ada@example.org');
    const program = openProgram(url, fetch);
    const asked = await program.begin();
    expect(await approve(ada, String(asked['user_code']))).toContain('is let in');
    const tokens = await program.redeem(asked['device_code']);
    expect(await program.call(tokens['access_token'])).toBe(200);
    expect(await program.call(tokens['access_token'], 'POST')).toBe(200);
    const again = spawnSync('node', ['scripts/workers.ts', 'setup-token', ...local], { env: OFFLINE });
    expect(again.status).toBe(1);
  });

  it('has a link made by its operator to set a password', { timeout: 2 * PATIENCE_MS }, async () => {
    // Not waited for in the way: a connection that the Worker closes meanwhile would be taken for a good one.
    const make = (email: string): Promise<{ readonly stdout: string }> =>
      promisify(execFile)('node', ['scripts/workers.ts', 'password-link', email, url, ...local], {
        env: OFFLINE,
      });
    const link = (await make('ada@example.org')).stdout.trim();
    const browser = openBrowser(url, fetch);
    const fields = { token: new URL(link).searchParams.get('token') ?? '', password: `${PASSWORD}, too` };
    expect((await browser.send('/password/new', fields)).status).toBe(200);
    await expect(make('eve@example.org')).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('nobody has the address eve@example.org') as string,
    });
  });
});
