import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** A server in a process of its own, as `regctl server start` makes it. */
interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly setupToken: string | null;
  readonly ended: Promise<number | null>;
}

const BINARY = join(import.meta.dirname, '../../bin/regctl.js');

describe('a server process', () => {
  let folder: string;
  const running: ChildProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'regctl-process-'));
  });
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (): Promise<ServerProcess> => {
    const argv = [
      'server',
      'start',
      '--data',
      join(folder, 'data'),
      '--port',
      '0',
      '--allow-file-providers',
      '--json',
    ];
    const child = spawn(process.execPath, [BINARY, ...argv], {
      env: { PATH: process.env['PATH'], HOME: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const [line = '{}'] = await Promise.race([firstLine(child), ended.then(() => [])]);
    return {
      child,
      ended,
      ...(JSON.parse(line) as { readonly url: string; readonly setupToken: string | null }),
    };
  };
  const setUp = async ({ url, setupToken }: ServerProcess): Promise<string> => {
    const response = await fetch(`${url}/api/v1/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: setupToken, organization: 'X', name: 'Ada', email: 'ada@example.org' }),
    });
    return ((await response.json()) as { readonly token: string }).token;
  };

  it('has its data folder alone, and gives it back when it is stopped', async () => {
    const first = await start();
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    const second = await start();
    expect(await second.ended).toBe(7);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    const third = await start();
    expect((await fetch(`${third.url}/readyz`)).status).toBe(200);
  });

  it('loses nothing that it has answered for when it is killed', async () => {
    const first = await start();
    const headers = { authorization: `Bearer ${await setUp(first)}`, 'content-type': 'application/json' };
    const names = Array.from({ length: 20 }, (_, i) => `account-${String(i)}`);
    const answered: string[] = [];
    const adding = names.map(async (name) => {
      const body = JSON.stringify({
        name,
        provider: 'zonefile',
        endpoint: join(folder, 'zones'),
        verify: false,
      });
      const response = await fetch(`${first.url}/api/v1/accounts`, { method: 'POST', headers, body });
      if (response.status !== 200) return;
      answered.push(name);
      if (answered.length === 5) first.child.kill('SIGKILL');
    });
    await Promise.allSettled(adding);
    expect(answered.length).toBeGreaterThanOrEqual(5);
    const second = await start();
    expect(second.setupToken).toBeNull();
    const accounts = (await (await fetch(`${second.url}/api/v1/accounts`, { headers })).json()) as {
      readonly name: string;
    }[];
    expect(accounts.map(({ name }) => name)).toEqual(expect.arrayContaining(answered));
    const verified = await fetch(`${second.url}/api/v1/audit/verify`, {
      method: 'POST',
      headers,
      body: '{}',
    });
    expect(await verified.json()).toMatchObject({ broken: null });
  });
});

async function firstLine(child: ChildProcess): Promise<readonly string[]> {
  if (child.stdout === null) return [];
  for await (const line of createInterface({ input: child.stdout })) return [line];
  return [];
}
