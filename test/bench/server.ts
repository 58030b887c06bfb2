// What a request costs in the server beside a bare handler with the same SQL, in one run: requests a second, the slowest of a hundred, and the way to ready.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';

const CONNECTIONS = 200;
/** Until V8 has compiled what is called again and again. */
const WARM_UP_SECONDS = 5;
/** Requests a second where the server is not to be the bottleneck, nor the client beside it. */
const EASY_RATE = 1_000;
/** Turns that each takes. */
const TURNS = 9;
const SOURCES = [process.execPath, join(import.meta.dirname, '../../bin/regctl.js')];
const STARTS = 5;
/** Made by `npm run build`. */
const BINARY = join(import.meta.dirname, `../../dist/regctl-${process.platform}-${process.arch}`);

interface Target {
  readonly url: string;
  readonly token: string;
  readonly statements: number;
  readonly pid: number;
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
    const told = JSON.parse(await firstLine(child)) as Omit<Target, 'pid'>;
    return await use({ ...told, pid: child.pid ?? 0 });
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

/** Milliseconds of requests that come at a steady rate, each from when it was due: what waits behind another counts. */
async function steadily({ url, token }: Target, perSecond: number, seconds: number): Promise<number[]> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
  const begun = performance.now();
  const times: number[] = [];
  const one = async (dueAt: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())));
    const { body } = await pool.request({
      method: 'GET',
      path: pathname,
      headers: { authorization: `Bearer ${token}` },
    });
    await body.dump();
    times.push(performance.now() - dueAt);
  };
  await Promise.all(
    Array.from({ length: perSecond * seconds }, (_, i) => one(begun + (i * 1_000) / perSecond)),
  );
  await pool.close();
  return times.toSorted((a, b) => a - b);
}

/** Microseconds that a process has worked, with all its threads: told in hundredths of a second (proc(5)). */
function cpuUs(pid: number): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(sorted.length * share)] ?? NaN;

/** Both are there all the time and take turns of a second, so that what else the machine does meets both. */
function throughput(): Promise<{ readonly bare: Figures; readonly regctl: Figures }> {
  return withTarget('bare', (bareTarget) =>
    withTarget('regctl', async (target) => {
      const both = [bareTarget, target] as const;
      const turns = both.map((): Figures[] => []);
      for (const one of both) await load(one, CONNECTIONS, WARM_UP_SECONDS);
      for (let turn = 0; turn < TURNS; turn++)
        for (const [i, one] of both.entries()) turns[i]?.push(await figuresOf(one));
      const [bare = [], regctl = []] = turns;
      return { bare: medians(bare), regctl: medians(regctl) };
    }),
  );
}

async function figuresOf(target: Target): Promise<Figures> {
  const cpuBefore = cpuUs(target.pid);
  const times = await load(target, CONNECTIONS, 1);
  const cpuAfter = cpuUs(target.pid);
  return {
    perSecond: times.length,
    p99: at(times, 0.99),
    cpuUs: (cpuAfter - cpuBefore) / times.length,
    easyP99: at(await steadily(target, EASY_RATE, 1), 0.99),
    alone: at(await load(target, 1, 0.5), 0.5),
    statements: target.statements,
  };
}

function medians(all: readonly Figures[]): Figures {
  const median = (of: keyof Figures): number =>
    at(
      all.map((one) => one[of]).toSorted((a, b) => a - b),
      0.5,
    );
  return {
    perSecond: median('perSecond'),
    p99: median('p99'),
    cpuUs: median('cpuUs'),
    easyP99: median('easyP99'),
    alone: median('alone'),
    statements: median('statements'),
  };
}

interface Figures {
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly p99: number;
  readonly easyP99: number;
  readonly alone: number;
  readonly statements: number;
}

interface Start {
  readonly readyMs: number;
  readonly readyMb: number;
  /** Once somebody has looked who is signed in, which loads what people sign in by. */
  readonly signInMb: number;
}

/** Starts a server, and tells how long it takes and what memory it holds, in megabytes. */
async function start([program = '', ...words]: readonly string[]): Promise<Start> {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-bench-'));
  const begun = performance.now();
  const child = spawn(
    program,
    [...words, 'server', 'start', '--data', join(folder, 'data'), '--port', '0', '--json'],
    { env: { PATH: process.env['PATH'], HOME: folder }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const megabytes = (): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(child.pid)}/status`, 'utf8'))?.[1]) / 1024;
  try {
    const { url } = JSON.parse(await firstLine(child)) as { readonly url: string };
    await expectStatus(`${url}/readyz`, 200);
    const readyMs = performance.now() - begun;
    const readyMb = megabytes();
    await expectStatus(`${url}/.well-known/oauth-authorization-server`, 200);
    return { readyMs, readyMb, signInMb: megabytes() };
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function expectStatus(url: string, status: number): Promise<void> {
  const response = await fetch(url);
  await response.text();
  if (response.status !== status) throw new Error(`${url} answered ${String(response.status)}`);
}

/** Each number's own median. */
async function starts(command: readonly string[]): Promise<Start> {
  const all: Start[] = [];
  for (let i = 0; i < STARTS; i++) all.push(await start(command));
  const median = (of: keyof Start): number =>
    at(
      all.map((one) => one[of]).toSorted((a, b) => a - b),
      0.5,
    );
  return { readyMs: median('readyMs'), readyMb: median('readyMb'), signInMb: median('signInMb') };
}

interface Row {
  readonly [column: string]: string;
}

function row(what: string, value: string, wanted = ''): Row {
  return { what, value, wanted };
}

function startRows(what: string, { readyMs, readyMb, signInMb }: Start): readonly Row[] {
  return [
    row(`${what}: start to ready, median of ${String(STARTS)}`, `${readyMs.toFixed(0)} ms`, '< 1000 ms'),
    row(`${what}: RSS when ready`, `${readyMb.toFixed(0)} MB`, '< 120 MB'),
    row(`${what}: RSS with sign-in`, `${signInMb.toFixed(0)} MB`),
  ];
}

export async function bench(): Promise<{ title: string; rows: Row[] }> {
  const { bare, regctl } = await throughput();
  const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)} %`;
  return {
    title: `server: an authenticated read (${String(bare.statements)} statements), ${String(CONNECTIONS)} connections, client on the same machine`,
    rows: [
      row('bare Hono and node:sqlite, requests/s', bare.perSecond.toFixed(0)),
      row('regctl, requests/s', regctl.perSecond.toFixed(0)),
      row('regctl beside bare, requests/s', share(regctl.perSecond, bare.perSecond), '>= 50 %'),
      row('CPU of the server for a request, bare', `${bare.cpuUs.toFixed(0)} µs`),
      row('CPU of the server for a request, regctl', `${regctl.cpuUs.toFixed(0)} µs`),
      row('p99, as many as it takes, bare', `${bare.p99.toFixed(1)} ms`),
      row('p99, as many as it takes, regctl', `${regctl.p99.toFixed(1)} ms`, '< 20 ms'),
      row(`p99, ${String(EASY_RATE)} a second, bare`, `${bare.easyP99.toFixed(1)} ms`),
      row(`p99, ${String(EASY_RATE)} a second, regctl`, `${regctl.easyP99.toFixed(1)} ms`, '< 20 ms'),
      row('one at a time, bare', `${bare.alone.toFixed(2)} ms`),
      row('one at a time, regctl, key check included', `${regctl.alone.toFixed(2)} ms`, '< 0.2 ms'),
      ...startRows('sources', await starts(SOURCES)),
      ...(existsSync(BINARY) ? startRows('binary', await starts([BINARY])) : []),
    ],
  };
}
