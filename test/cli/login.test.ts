import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hurry } from '../support/device-flow.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { createCliHome, type CliHome, type CliResult } from '../support/run-cli.ts';
import { approve, openBrowser, setUpByPage, type Person } from '../support/sign-in.ts';

const MINUTE_MS = 60_000;

describe('logging in with a code', () => {
  let server: TestServer;
  let home: CliHome;
  let ada: Person;
  let unhurry: () => void;
  beforeEach(async () => {
    server = await openTestServer({ socket: true });
    home = createCliHome();
    ada = openBrowser(server.url, fetch);
    await setUpByPage(ada, server.setupToken, 'ada@example.org');
    unhurry = hurry();
  });
  afterEach(async () => {
    unhurry();
    home.dispose();
    await server.dispose();
  });
  const run = (argv: string): Promise<CliResult> =>
    home.run(argv, { environment: { REGCTL_PASSPHRASE: 'open sesame' } });
  const begin = async (): Promise<string> => {
    const begun = await run(`auth login --host ${server.url} --non-interactive --insecure-storage --json`);
    expect(begun, begun.stderr).toMatchObject({ exitCode: 0, stderr: '' });
    return (JSON.parse(begun.stdout) as { readonly userCode: string }).userCode;
  };
  const logIn = async (): Promise<void> => {
    await approve(ada, await begin());
    const done = await run(`login --host ${server.url} --complete`);
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
  };

  it('in one step: shows page and code, waits, and goes through the server from then on', async () => {
    const environment = { REGCTL_PASSPHRASE: 'open sesame', BROWSER: browser(home) };
    const login = home.run(`auth login --host ${server.url} --insecure-storage`, { environment });
    const opened = await vi.waitFor(() => readFileSync(join(home.folder, 'opened'), 'utf8'), {
      timeout: 600_000,
    });
    const code = new URL(opened.trim()).searchParams.get('user_code') ?? '';
    expect(await approve(ada, code)).toContain('is let in');
    const done = await login;
    expect(done, done.stderr).toMatchObject({ exitCode: 0, stdout: '' });
    expect(done.stderr).toContain(`The code is ${code}`);
    expect(done.stderr).toContain(`${server.url}/device`);
    expect(done.stderr).toMatch(/logged in at .* as user ada-.* of Example/);
    expect(await run('accounts list --json')).toMatchObject({ exitCode: 0, stdout: '[]\n' });
  });

  it('in two steps, without anybody at the terminal', async () => {
    const code = await begin();
    const early = await run(`auth login --host ${server.url} --complete --timeout 1s`);
    expect(early).toMatchObject({ exitCode: 8, stdout: '' });
    expect(early.stderr).toContain('[TIMEOUT]');
    await approve(ada, code);
    expect(await run(`auth login --host ${server.url} --complete`)).toMatchObject({ exitCode: 0 });
    expect(await run(`auth login --host ${server.url} --complete`)).toMatchObject({ exitCode: 5 });
    expect((await run('auth status')).stdout).toMatch(/actor\tuser ada-/);
  });

  it('is told when it is refused', async () => {
    const code = await begin();
    await ada.send('/device', { user_code: code, answer: 'deny' });
    const refused = await run(`auth login --host ${server.url} --complete`);
    expect(refused).toMatchObject({ exitCode: 4, stdout: '' });
    expect(refused.stderr).toContain('was refused');
    expect(await run(`auth login --host ${server.url} --complete`)).toMatchObject({ exitCode: 5 });
  });

  it('renews its token, once for all commands that find it too old at the same time', async () => {
    await logIn();
    const before = (await run('auth token')).stdout;
    vi.setSystemTime(Date.now() + 20 * MINUTE_MS);
    const results = await Promise.all(Array.from({ length: 3 }, () => run('accounts list --json')));
    for (const result of results) expect(result, result.stderr).toMatchObject({ exitCode: 0 });
    const after = (await run('auth token')).stdout;
    expect(after).not.toBe(before);
    const refreshed = await run('auth refresh --json');
    expect(refreshed, refreshed.stderr).toMatchObject({ exitCode: 0 });
    expect((await run('auth token')).stdout).not.toBe(after);
  });

  it('ends the session at the server with a logout', async () => {
    await logIn();
    const token = (await run('auth token')).stdout.trim();
    const out = await run('logout');
    expect(out, out.stderr).toMatchObject({ exitCode: 0 });
    const response = await fetch(`${server.url}/api/v1/api-keys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"name":"late","scopes":["zones:read"]}',
    });
    expect(response.status).toBe(401);
    expect(await run(`auth status --host ${server.url}`)).toMatchObject({ exitCode: 4 });
  });

  it('goes to another server and back', async () => {
    await logIn();
    const other = await openTestServer({ socket: true });
    try {
      expect(await run(`auth switch ${other.url}`)).toMatchObject({ exitCode: 4 });
      const key = await home.run(`auth login --host ${other.url} --with-token --insecure-storage`, {
        environment: { REGCTL_PASSPHRASE: 'open sesame' },
        stdin: other.token,
      });
      expect(key, key.stderr).toMatchObject({ exitCode: 0 });
      expect((await run('auth status')).stdout).toContain(other.url);
      expect(await run(`auth switch ${server.url}`)).toMatchObject({ exitCode: 0 });
      expect((await run('auth status')).stdout).toContain(server.url);
      expect(await run('auth refresh --host http://127.0.0.1:1')).toMatchObject({ exitCode: 4 });
    } finally {
      await other.dispose();
    }
  });

  it('says what is wrong with an address where no control plane is', async () => {
    const nobody = await run('auth login --host http://127.0.0.1:1 --insecure-storage');
    expect(nobody).toMatchObject({ exitCode: 10, stdout: '' });
    expect(nobody.stderr).toContain('[NETWORK]');
    const alias = server.url.replace('127.0.0.1', 'localhost');
    const other = await run(`auth login --host ${alias} --insecure-storage`);
    expect(other.stderr).toContain('the server knows itself by another address');
    expect(await run('auth login --host http://regctl.example.org')).toMatchObject({ exitCode: 2 });
    expect(await run('auth login --complete --with-token')).toMatchObject({ exitCode: 2 });
  });
});

/** A browser that writes down what it is to open. */
function browser({ folder }: CliHome): string {
  const path = join(folder, 'browser');
  writeFileSync(
    path,
    `#!/bin/sh\necho "$1" > ${join(folder, 'opened.new')}\nmv ${join(folder, 'opened.new')} ${join(folder, 'opened')}\n`,
  );
  chmodSync(path, 0o755);
  return path;
}
