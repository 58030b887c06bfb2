import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpClient } from '../../src/adapters/http/client.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import { createHostedControlPlane } from '../../src/control-plane/hosted.ts';
import type { ProgressEvent } from '../../src/control-plane/index.ts';
import { openProxy, type Proxy } from '../support/breaking-proxy.ts';
import { openGate, type Gate } from '../support/gated-batches.ts';
import { silent } from '../support/open-provider.ts';
import { startFakeCloudflare, type FakeCloudflare } from '../support/providers/cloudflare.ts';
import { spendSetupToken } from '../support/spend-setup-token.ts';

const BINARY = join(import.meta.dirname, '../../bin/regctl.js');
const ZONE = 'example.com';
/** Three writes: Cloudflare takes 200 records in one. */
const RECORDS = 450;
const LONG = { timeout: 15_000 };

describe('a server that is killed in the midst of an apply', () => {
  let folder: string;
  let cloudflare: FakeCloudflare;
  let gate: Gate;
  let proxy: Proxy;
  let url = '';
  const running: ChildProcess[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'regctl-killed-'));
    cloudflare = await startFakeCloudflare();
    cloudflare.paid = true;
    cloudflare.zone(ZONE).records.clear();
    gate = await openGate(cloudflare.url);
    // The next process listens elsewhere.
    proxy = await openProxy(() => url);
  });
  afterEach(async () => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
    gate.release();
    await Promise.all([proxy.close(), gate.close(), cloudflare.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (): Promise<{ readonly child: ChildProcess; readonly setupToken: string | null }> => {
    const data = join(folder, 'data');
    const argv = ['server', 'start', '--data', data, '--port', '0', '--allow-private-addresses', '--json'];
    const child = spawn(process.execPath, [BINARY, ...argv], {
      env: { PATH: process.env['PATH'], HOME: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.push(child);
    for await (const line of createInterface(child.stdout)) {
      const ready = JSON.parse(line) as { readonly url: string; readonly setupToken: string | null };
      ({ url } = ready);
      return { child, setupToken: ready.setupToken };
    }
    throw new Error('the server did not start');
  };

  it('is followed by one at which the same call goes on to its end', async () => {
    const first = await start();
    const token = await spendSetupToken(fetch, url, first.setupToken ?? '');
    const http = createHttpClient({
      fetch: (to, init) => fetch(to, init),
      clock: systemClock,
      logger: silent,
    });
    const regctl = createHostedControlPlane({
      host: proxy.url,
      http,
      clock: systemClock,
      token: () => Promise.resolve(token),
      newKey: () => crypto.randomUUID(),
    });
    await regctl.accounts.add({
      name: 'main',
      provider: 'cloudflare',
      endpoint: `${gate.url}/client/v4`,
      credentials: { 'api-token': cloudflare.token },
      verify: false,
    });
    const rrsets = Array.from({ length: RECORDS }, (_, i) => ({
      name: `host${String(i)}`,
      type: 'A' as const,
      ttl: 300,
      rdata: ['192.0.2.1'],
    }));
    const plan = await regctl.plans.create({ zone: ZONE, target: { kind: 'merge', rrsets, onlyNew: false } });
    const heard: ProgressEvent[] = [];
    gate.holdAfter(1);
    const applied = regctl.plans.apply({ plan }, { onEvent: (event) => heard.push(event) });
    await expect.poll(() => heard.length, LONG).toBe(200);
    first.child.kill('SIGKILL');
    await expect.poll(() => first.child.signalCode, LONG).toBe('SIGKILL');
    gate.release();
    await start();
    expect((await applied).resumed).toBeGreaterThanOrEqual(200);
    expect(heard.find(({ kind }) => kind === 'resuming')).toBeDefined();
    expect(cloudflare.zone(ZONE).records.size).toBe(RECORDS);
    expect((await regctl.operations.list({ zone: ZONE, limit: 5 })).map(({ status }) => status)).toEqual([
      'done',
      'continued',
    ]);
    // Sooner than by the silence of a process that died: the next one knows that it is dead.
  }, 40_000);
});
