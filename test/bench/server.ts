// What a request costs in the server beside a bare handler with the same SQL, in one run: requests a second, the slowest of a hundred, and the way to ready.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';

const CONNECTIONS = 200;
const SECONDS = 4;
const WARM_UP_SECONDS = 1;
/** Turns that each takes, one after the other, so that what else the machine does meets both. */
const TURNS = 3;
const BINARY = join(import.meta.dirname, '../../bin/regctl.js');

interface Target {
  readonly url: string;
  readonly token: string;
  readonly statements: number;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('it has no output');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('it ended without a word');
}

async function withTarget<T>(kind: string, use: (target: Target) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'server-target.ts'), kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    return await use(JSON.parse(await firstLine(child)) as Target);
  } finally {
    child.kill('SIGTERM');
  }
}

/** Milliseconds of each request that was answered within some seconds. */
async function load({ url, token }: Target, connections: number, seconds: number): Promise<number[]> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const until = performance.now() + seconds * 1_000;
  const times: number[] = [];
  const one = async (): Promise<void> => {
    while (performance.now() < until) {
      const begun = performance.now();
      const { statusCode, body } = await pool.request({
        method: 'GET',
        path: pathname,
        headers: { authorization: `Bearer ${token}` },
      });
      await body.dump();
      if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  await pool.close();
  return times.toSorted((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(sorted.length * share)] ?? NaN;

async function throughput(): Promise<{ readonly [kind: string]: Figures }> {
  const figures: { [kind: string]: Figures } = {};
  for (let turn = 0; turn < TURNS; turn++) {
    for (const kind of ['bare', 'regctl']) {
      await withTarget(kind, async (target) => {
        await load(target, CONNECTIONS, WARM_UP_SECONDS);
        const times = await load(target, CONNECTIONS, SECONDS);
        const single = await load(target, 1, 1);
        const before = figures[kind];
        const now = {
          perSecond: times.length / SECONDS,
          p99: at(times, 0.99),
          alone: at(single, 0.5),
          statements: target.statements,
        };
        if (before === undefined || now.perSecond > before.perSecond) figures[kind] = now;
      });
    }
  }
  return figures;
}

interface Figures {
  readonly perSecond: number;
  readonly p99: number;
  readonly alone: number;
  readonly statements: number;
}

/** Milliseconds until the server says that it is ready, and the memory that it then holds, in megabytes. */
async function start(): Promise<{ readonly readyMs: number; readonly rssMb: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-bench-'));
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    [BINARY, 'server', 'start', '--data', join(folder, 'data'), '--port', '0', '--json'],
    { env: { PATH: process.env['PATH'], HOME: folder }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const { url } = JSON.parse(await firstLine(child)) as { readonly url: string };
    const ready = await fetch(`${url}/readyz`);
    if (ready.status !== 200) throw new Error('it is not ready');
    const readyMs = performance.now() - begun;
    const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
    return { readyMs, rssMb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024 };
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function bench(): Promise<{ title: string; rows: Record<string, string>[] }> {
  const { bare, regctl } = await throughput();
  if (bare === undefined || regctl === undefined) throw new Error('nothing was measured');
  const starts = [];
  for (let i = 0; i < 5; i++) starts.push(await start());
  const [first] = starts.toSorted((a, b) => a.readyMs - b.readyMs).slice(2);
  const row = (what: string, value: string, wanted: string): Record<string, string> => ({
    what,
    value,
    wanted,
  });
  return {
    title: `server: an authenticated read (${String(bare.statements)} statements), ${String(CONNECTIONS)} connections, client on the same machine`,
    rows: [
      row('bare Hono and node:sqlite, requests/s', bare.perSecond.toFixed(0), ''),
      row('regctl, requests/s', regctl.perSecond.toFixed(0), ''),
      row('regctl beside bare', `${((100 * regctl.perSecond) / bare.perSecond).toFixed(0)} %`, '>= 50 %'),
      row('p99 at 200 connections, bare', `${bare.p99.toFixed(1)} ms`, ''),
      row('p99 at 200 connections, regctl', `${regctl.p99.toFixed(1)} ms`, '< 20 ms'),
      row('one at a time, bare', `${bare.alone.toFixed(2)} ms`, ''),
      row('one at a time, regctl, key check included', `${regctl.alone.toFixed(2)} ms`, ''),
      row('start to ready, median of 5', `${first?.readyMs.toFixed(0) ?? '?'} ms`, '< 1000 ms'),
      row('RSS when ready', `${first?.rssMb.toFixed(0) ?? '?'} MB`, '< 120 MB'),
    ],
  };
}
