// How many questions a second the name server answers: without a network, and over UDP beside BIND with the same zone and the same client.
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFolderSource, startDnsServer } from '../../src/adapters/dns-server/index.ts';
import { createResponder } from '../../src/adapters/dns-server/respond.ts';
import { encodeMessage } from '../../src/core/wire/message.ts';
import { startNamedZone } from '../support/servers/bind.ts';
import { silent } from '../support/open-provider.ts';

const NAMES = 10_000;
const SECONDS = 3;
/** Questions under way at a time. */
const WINDOW = 100;
/** What one core was asked to reach. */
const TARGET_PER_SECOND = 20_000;

function zoneText(): string {
  const lines = ['$TTL 300', '@ SOA ns1 hostmaster 1 7200 3600 1209600 60', '@ NS ns1', 'ns1 A 192.0.2.53'];
  for (let i = 0; i < NAMES; i++) lines.push(`h${i} A 10.0.${(i >> 8) & 255}.${i & 255}`);
  lines.push('www CNAME h1', '*.wild A 192.0.2.99', 'sub NS ns.sub', 'ns.sub A 192.0.2.54', '@ MX 10 h2');
  return `${lines.join('\n')}\n`;
}

/** A mix as a server meets it: mostly addresses, then names that are not there, aliases, wildcards, delegations, mail. */
function questions(): Buffer[] {
  const edns = { udpPayload: 1232, version: 0, dnssecOk: false, options: [] };
  return Array.from({ length: 1000 }, (_, i) => {
    const kind = i % 10;
    const [name, type] =
      kind < 5
        ? [`h${(i * 7919) % NAMES}.`, 'A']
        : ([
            [`no${i}.`, 'A'],
            [`x${i}.wild.`, 'A'],
            ['www.', 'A'],
            [`a${i}.sub.`, 'A'],
            ['', 'MX'],
          ][kind - 5] as [string, string]);
    return Buffer.from(encodeMessage({ id: 0, questions: [{ name: `${name}example.org`, type }], edns }));
  });
}

export async function bench(): Promise<{ title: string; rows: Record<string, string | number>[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-bench-'));
  writeFileSync(join(folder, 'example.org.zone'), zoneText());
  const rows: Record<string, string | number>[] = [];
  const row = (server: string, perSecond: number, p50 = '', p99 = ''): void => {
    rows.push({
      server,
      'answers/s': Math.round(perSecond),
      'target/s': TARGET_PER_SECOND,
      'p50 ms': p50,
      'p99 ms': p99,
    });
  };
  try {
    row('regctl, no network', withoutNetwork(folder));
    // The server has a process of its own, so that the client's work is not counted as its.
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--serve', folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const address = await new Promise<string>((resolve) =>
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
    );
    const own = await load(address);
    child.stdin.end();
    row('regctl, UDP', own.perSecond, own.p50, own.p99);
    if (spawnSync('sh', ['-c', 'command -v named']).status === 0) {
      const bind = await startNamedZone(zoneText());
      const theirs = await load(bind.address);
      await bind.stop();
      row('BIND (one thread), UDP', theirs.perSecond, theirs.p50, theirs.p99);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { title: `name server, ${NAMES} names, ${WINDOW} questions at a time`, rows };
}

function withoutNetwork(folder: string): number {
  const respond = createResponder(createFolderSource(folder, silent), silent);
  const asked = questions();
  for (const query of asked) respond(query, 'udp', 65_535);
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < SECONDS * 1000) {
    for (const query of asked) respond(query, 'udp', 65_535);
    count += asked.length;
  }
  return (count / (performance.now() - startedAt)) * 1000;
}

/** Keeps a number of questions under way and counts the answers. A lost one is asked again after a while. */
async function load(address: string): Promise<{ perSecond: number; p50: string; p99: string }> {
  const asked = questions();
  const socket = createSocket('udp4');
  const [host = '', port = ''] = address.split(':');
  await new Promise<void>((resolve) => socket.connect(Number(port), host, resolve));
  const sentAt = new Float64Array(WINDOW);
  const times: number[] = [];
  let next = 0;
  const send = (id: number): void => {
    const query = Buffer.from(asked[next++ % asked.length] as Buffer);
    query.writeUInt16BE(id, 0);
    sentAt[id] = performance.now();
    socket.send(query);
  };
  socket.on('message', (answer) => {
    const id = answer.readUInt16BE(0);
    times.push(performance.now() - (sentAt[id] as number));
    send(id);
  });
  for (let id = 0; id < WINDOW; id++) send(id);
  const again = setInterval(() => {
    for (let id = 0; id < WINDOW; id++) if (performance.now() - (sentAt[id] as number) > 500) send(id);
  }, 500);
  const startedAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  const elapsed = performance.now() - startedAt;
  clearInterval(again);
  socket.close();
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
  return { perSecond: (times.length / elapsed) * 1000, p50: at(0.5), p99: at(0.99) };
}

const serving = process.argv.indexOf('--serve');
if (serving > 0) {
  const server = await startDnsServer(createFolderSource(process.argv[serving + 1] ?? '', silent), {
    host: '127.0.0.1',
    port: 0,
    logger: silent,
  });
  process.stdout.write(`${server.address}\n`);
  process.stdin.on('end', () => void server.close().then(() => process.exit(0)));
  process.stdin.resume();
}
