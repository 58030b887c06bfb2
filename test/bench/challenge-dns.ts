// How many questions a second the name server of the challenges answers: from a store of many targets, while values come and go.
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/adapters/clock.ts';
import { createServiceZone, startDnsServer } from '../../src/adapters/dns-server/index.ts';
import { openChallengeReader } from '../../src/adapters/stores/sql/challenge-reader.ts';
import { createSqlChallengeWriter } from '../../src/adapters/stores/sql/challenge-values.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import { encodeMessage } from '../../src/core/wire/message.ts';
import { silent } from '../support/open-provider.ts';

const ZONE = 'acme.example.net';
const TARGETS = 100_000;
const SECONDS = 3;
/** Questions under way at a time. */
const WINDOW = 100;
/** Milliseconds between two values that are set while it is measured, each looked for at once. */
const WRITE_EVERY_MS = 20;
/** What one core was asked to reach. */
const TARGET_PER_SECOND = 20_000;

const labelOf = (i: number): string => `t${String(i).padStart(25, '0')}`;

async function fill(path: string): Promise<void> {
  const database = openNodeDatabase(path);
  for (let from = 0; from < TARGETS; from += 5_000) {
    await database.batch(
      Array.from({ length: 5_000 }, (_, i) =>
        sql(
          `insert into delegations (id, organization_id, domain, label, state, body) values (?, 'org', ?, ?, 'active', '{}')`,
          `dlg_${from + i}`,
          `d${from + i}.example`,
          labelOf(from + i),
        ),
      ),
    );
  }
  await database.close();
}

/** Mostly what CAs ask, then targets without a value, what is not there, and the zone itself. */
function questions(): Buffer[] {
  const edns = { udpPayload: 1232, version: 0, dnssecOk: true, options: [] };
  return Array.from({ length: 1_000 }, (_, i) => {
    const kind = i % 10;
    const [name, type] =
      kind < 7
        ? [`${labelOf((i * 7919) % TARGETS)}.${ZONE}`, 'TXT']
        : ([
            [`${labelOf((i * 7919) % TARGETS)}.${ZONE}`, 'CAA'],
            [`nobody${i}.${ZONE}`, 'TXT'],
            [ZONE, 'NS'],
          ][kind - 7] as [string, string]);
    return Buffer.from(encodeMessage({ id: 0, questions: [{ name, type }], edns }));
  });
}

export async function bench(): Promise<{ title: string; rows: Record<string, string | number>[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-bench-'));
  const path = join(folder, 'control.db');
  try {
    await fill(path);
    // The server has a process of its own, so that the client's work is not counted as its.
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--serve', path], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const address = await new Promise<string>((resolve) =>
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
    );
    const before = processorSeconds(child.pid);
    const { answers, perSecond, p50, p99, set, late } = await load(address, path);
    const spent = processorSeconds(child.pid) - before;
    const memoryMb = residentMb(child.pid ?? 0);
    child.stdin.end();
    const row = {
      targets: TARGETS,
      'answers/s': Math.round(perSecond),
      // What it comes to on a core of its own, whatever else the machine does.
      'answers/s of processor': Math.round(answers / spent),
      'target/s': TARGET_PER_SECOND,
      'p50 ms': p50,
      'p99 ms': p99,
      'values set meanwhile': set,
      'not seen at once': late,
      'server MB': memoryMb,
    };
    return { title: `name server of the challenges, ${WINDOW} questions at a time, one core`, rows: [row] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Keeps a number of questions under way and counts the answers; meanwhile sets values and asks for each as soon as it is set. */
async function load(
  address: string,
  path: string,
): Promise<{ answers: number; perSecond: number; p50: string; p99: string; set: number; late: number }> {
  const asked = questions();
  const socket = createSocket('udp4');
  const [host = '', port = ''] = address.split(':');
  await new Promise<void>((resolve) => socket.connect(Number(port), host, resolve));
  const sentAt = new Float64Array(WINDOW);
  const times: number[] = [];
  const waiting = new Map<number, { readonly value: string; readonly done: (seen: boolean) => void }>();
  let next = 0;
  const send = (id: number): void => {
    const query = Buffer.from(asked[next++ % asked.length] as Buffer);
    query.writeUInt16BE(id, 0);
    sentAt[id] = performance.now();
    socket.send(query);
  };
  socket.on('message', (answer) => {
    const id = answer.readUInt16BE(0);
    const look = waiting.get(id);
    if (look !== undefined) {
      waiting.delete(id);
      look.done(answer.includes(look.value, 0, 'latin1'));
      return;
    }
    times.push(performance.now() - (sentAt[id] as number));
    send(id);
  });
  for (let id = 0; id < WINDOW; id++) send(id);
  const database = openNodeDatabase(path);
  const writer = createSqlChallengeWriter(database, systemClock, ZONE);
  const startedAt = performance.now();
  let set = 0;
  let late = 0;
  while (performance.now() - startedAt < SECONDS * 1_000) {
    const value = String(set).padStart(43, 'v');
    const label = labelOf(set % TARGETS);
    await writer.set(label, value, new Date(Date.now() + 60_000));
    const id = 1_000 + (set % 60_000);
    const query = Buffer.from(encodeMessage({ id, questions: [{ name: `${label}.${ZONE}`, type: 'TXT' }] }));
    const seen = await new Promise<boolean>((done) => {
      waiting.set(id, { value, done });
      socket.send(query);
    });
    set += 1;
    if (!seen) late += 1;
    await new Promise((resolve) => setTimeout(resolve, WRITE_EVERY_MS));
  }
  const elapsed = performance.now() - startedAt;
  socket.close();
  await database.close();
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
  return {
    answers: times.length,
    perSecond: (times.length / elapsed) * 1_000,
    p50: at(0.5),
    p99: at(0.99),
    set,
    late,
  };
}

/** Seconds of processor that a process has used: fields 14 and 15 of its state, in hundredths. */
function processorSeconds(pid: number | undefined): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function residentMb(pid: number): number {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Math.round(Number(stdout.trim()) / 1_024);
}

const serving = process.argv.indexOf('--serve');
if (serving > 0) {
  const reader = openChallengeReader(process.argv[serving + 1] ?? '', systemClock);
  const nameservers = [{ name: `ns1.${ZONE}`, addresses: ['127.0.0.1'] }];
  const server = await startDnsServer(createServiceZone({ name: ZONE, nameservers }, reader), {
    host: '127.0.0.1',
    port: 0,
    logger: silent,
    // Bounded as in production, but not at what one client asks here.
    questionsPerSecond: 1_000_000,
  });
  process.stdout.write(`${server.address}\n`);
  process.stdin.on('end', () => void server.close().then(() => process.exit(0)));
  process.stdin.resume();
}
