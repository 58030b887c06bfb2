// `node test/proof/kill-server.ts [TIMES]`: kills a server at any moment of its background work, one hundred times, and counts afterwards: nothing is lost, and
// nothing done twice that must be done once. Ends with 1 where that does not hold.
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../../src/adapters/clock.ts';
import { createSqlJobQueue } from '../../src/adapters/queue/sqlite.ts';
import { systemRandom } from '../../src/adapters/random.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import type { NewQueuedJob } from '../../src/ports/job-queue.ts';
import { newDomain } from '../support/providers/porkbun-state.ts';
import { startFakePorkbun, type FakePorkbun } from '../support/providers/porkbun.ts';

const BINARY = join(import.meta.dirname, '../../bin/regctl.js');
const TIMES = Number(process.argv[2] ?? 100);
/** Registrations that begin to lapse in each round, and jobs that are sent besides. */
const DOMAINS = 10;
const JOBS = 20;
/** Every so many rounds the registrar is asked: it takes one request a second, and a process does not live that long. */
const ASK_EVERY = 4;
/** Milliseconds that a server lives at most once it is ready; it may be killed before it is, too. */
const LIFE_MS = 500;
/** Milliseconds in which all that is left must be done in the end. */
const SETTLE_MS = 180_000;
const DAY_MS = 86_400_000;

interface Receiver {
  readonly url: string;
  /** Event id → what came with it each time. */
  readonly taken: Map<string, string[]>;
  close(): void;
}

const folder = mkdtempSync(join(tmpdir(), 'regctl-kill-'));
const dataDir = join(folder, 'data');
const porkbun = await startFakePorkbun();
const receiver = await openReceiver();
let exitCode = 1;
try {
  const failures = await prove();
  for (const failure of failures) process.stdout.write(`✗ ${failure}\n`);
  exitCode = failures.length === 0 ? 0 : 1;
} finally {
  receiver.close();
  await porkbun.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(exitCode);

async function prove(): Promise<readonly string[]> {
  const { organization, token } = await setUp();
  const sent: string[] = [];
  let killedEarly = 0;
  for (let round = 0; round < TIMES; round++) {
    addDomains(porkbun, round);
    sent.push(...(await sendJobs(organization, round)));
    const server = start();
    const life = Math.random() * LIFE_MS;
    // Every fourth one dies while it starts.
    if (round % 4 === 3) {
      await pause(life / 2);
      killedEarly += 1;
    } else {
      await server.ready;
      await pause(life);
    }
    server.child.kill('SIGKILL');
    await server.ended;
  }
  process.stdout.write(`• killed ${String(TIMES)} times, ${String(killedEarly)} of them while it started\n`);
  // The last look at the registrar finds what no process lived to see.
  sent.push(...(await sendJobs(organization, TIMES)));
  const last = start();
  const { url } = await last.ready;
  const retried = await settle(url, token, organization);
  const audit = (await api(url, token, 'POST', '/audit/verify', {})) as { readonly broken: unknown };
  last.child.kill('SIGTERM');
  const ended = await last.ended;
  return [
    ...(ended === 0 ? [] : [`it ended with ${String(ended)} when it was asked to stop`]),
    ...count(organization, sent, retried, audit.broken),
  ];
}

/** Compares what was asked for with what is there. */
function count(
  organization: string,
  sent: readonly string[],
  retried: number,
  broken: unknown,
): readonly string[] {
  const control = new DatabaseSync(join(dataDir, 'control.db'), { readOnly: true });
  const store = new DatabaseSync(join(dataDir, 'organizations', organization, 'regctl.db'), {
    readOnly: true,
  });
  const failures: string[] = [];
  const expect = (what: string, is: unknown, should: unknown): void => {
    if (JSON.stringify(is) === JSON.stringify(should)) process.stdout.write(`• ${what}: ${String(is)}\n`);
    else failures.push(`${what}: ${JSON.stringify(is)} and not ${JSON.stringify(should)}`);
  };
  const one = (database: DatabaseSync, text: string): unknown =>
    Object.values(database.prepare(text).get() ?? {})[0];
  // example.net of the registrar lapses soon from the beginning.
  const domains = TIMES * DOMAINS + 1;
  const events = Number(one(store, "select count(*) from events where type = 'domain.expiring'"));
  expect(
    'jobs that were asked for and done',
    one(control, "select count(*) from queue_jobs where state = 'done' and id like 'task_kill_%'"),
    sent.length,
  );
  expect(
    'jobs that are not done',
    one(control, "select count(*) from queue_jobs where state in ('running', 'dead', 'waiting')"),
    0,
  );
  expect('registrations that lapse', domains, events);
  expect(
    'told of',
    one(store, "select count(distinct subject) from events where type = 'domain.expiring'"),
    domains,
  );
  expect('events not handed on', one(store, 'select count(*) from events where relayed = 0'), 0);
  const all = Number(one(store, 'select count(*) from events'));
  expect('deliveries', one(control, 'select count(*) from webhook_deliveries'), all);
  expect(
    'deliveries made',
    one(control, "select count(*) from webhook_deliveries where state = 'delivered'"),
    all,
  );
  expect('events that were received', receiver.taken.size, all);
  const twice = [...receiver.taken.values()].filter(({ length }) => length > 1);
  const changed = twice.filter((bodies) => new Set(bodies).size > 1).length;
  expect('of those received again, with another text', changed, 0);
  process.stdout.write(
    `• received again under the same id, as the process died before it could note it: ${String(twice.length)}\n`,
  );
  process.stdout.write(`• begun anew by hand, as they had cost ten processes: ${String(retried)}\n`);
  for (const database of [control, store]) expect('the store', one(database, 'pragma integrity_check'), 'ok');
  expect('the audit chain is broken', broken, null);
  control.close();
  store.close();
  return failures;
}

/** Waits until nothing is left to do; what was given up because its processes died is begun anew, as an operator would. */
async function settle(url: string, token: string, organization: string): Promise<number> {
  let retried = 0;
  const control = new DatabaseSync(join(dataDir, 'control.db'), { readOnly: true });
  const left = control.prepare(
    "select count(*) as count from queue_jobs where organization = ? and (state in ('running', 'waiting', 'dead') or (state = 'scheduled' and run_at < ?))",
  );
  for (const until = Date.now() + SETTLE_MS; Date.now() < until;) {
    const dead = (await api(url, token, 'GET', '/tasks?states=dead&limit=1000')) as readonly {
      readonly id: string;
      readonly lastError: string;
    }[];
    for (const { id } of dead.filter(({ lastError }) => lastError === 'its worker died')) {
      await api(url, token, 'POST', `/tasks/${id}/retry`, {});
      retried += 1;
    }
    if (Number(left.get(organization, Date.now() + 60_000)?.['count']) === 0) break;
    await pause(100);
  }
  control.close();
  return retried;
}

async function setUp(): Promise<{ readonly organization: string; readonly token: string }> {
  const server = start();
  const { url, setupToken } = await server.ready;
  const made = (await api(url, '', 'POST', '/setup', {
    token: setupToken,
    organization: 'Example',
    name: 'Ada',
    email: 'ada@example.org',
  })) as { readonly token: string; readonly organization: { readonly id: string } };
  await api(url, made.token, 'POST', '/accounts', {
    name: 'main',
    provider: 'porkbun',
    endpoint: porkbun.base,
    credentials: { 'api-key': porkbun.apiKey, 'secret-api-key': porkbun.secretApiKey },
  });
  await api(url, made.token, 'POST', '/webhooks', { url: receiver.url, events: ['*'] });
  server.child.kill('SIGTERM');
  await server.ended;
  return { organization: made.organization.id, token: made.token };
}

function addDomains(registrar: FakePorkbun, round: number): void {
  for (let i = 0; i < DOMAINS; i++) {
    const name = `lapses-${String(round)}-${String(i)}.com`;
    const domain = newDomain(name, Date.now() - 300 * DAY_MS, Date.now() + 20.5 * DAY_MS);
    domain.autoRenew = false;
    registrar.domains.set(name, domain);
  }
}

async function sendJobs(organization: string, round: number): Promise<readonly string[]> {
  const jobs: (NewQueuedJob & { readonly id: string })[] = Array.from({ length: JOBS }, (_, i) => ({
    id: `task_kill_${String(round)}_${String(i)}`,
    organization,
    type:
      i === 0 && round % ASK_EVERY === 0
        ? 'domains.expiry'
        : i % 2 === 0
          ? 'domains.follow-open'
          : 'events.relay',
    payload: {},
    visible: true,
  }));
  const database = openNodeDatabase(join(dataDir, 'control.db'));
  await createSqlJobQueue(database, systemClock, systemRandom).send(jobs);
  await database.close();
  return jobs.map(({ id }) => id);
}

function start(): {
  readonly child: ChildProcess;
  readonly ready: Promise<{ readonly url: string; readonly setupToken: string | null }>;
  readonly ended: Promise<number | null>;
} {
  const argv = [
    BINARY,
    'server',
    'start',
    '--data',
    dataDir,
    '--port',
    '0',
    '--allow-private-addresses',
    '--json',
  ];
  const child = spawn(process.execPath, argv, {
    env: { PATH: process.env['PATH'], HOME: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const line = new Promise<string>((resolve) =>
    createInterface({ input: child.stdout }).once('line', resolve),
  );
  const ready = line.then(
    (text) => JSON.parse(text) as { readonly url: string; readonly setupToken: string | null },
  );
  return { child, ready, ended };
}

async function api(
  url: string,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

async function openReceiver(): Promise<Receiver> {
  const taken = new Map<string, string[]>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const id = String(request.headers['webhook-id']);
      taken.set(id, [...(taken.get(id) ?? []), body]);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    taken,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
