// `npm run demo`: regctl against a real name server, in a temporary folder, on loopback, nothing to configure.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFolderSource, startDnsServer } from '../src/adapters/dns-server/index.ts';
import { createResolver } from '../src/adapters/resolver/index.ts';
import { hostedDemo } from './demo-hosted.ts';

const BIN = fileURLToPath(new URL('../bin/regctl.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'regctl-demo-'));
const serve = process.argv.includes('--serve');
const failures: string[] = [];
const colour = process.stdout.isTTY === true;
const bold = (text: string): string => (colour ? `\u001b[1m${text}\u001b[22m` : text);

const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('REGCTL_') && name !== 'CI'),
  ),
  HOME: folder,
  XDG_CONFIG_HOME: join(folder, 'config'),
  XDG_STATE_HOME: join(folder, 'state'),
  XDG_DATA_HOME: join(folder, 'data'),
  XDG_CACHE_HOME: join(folder, 'cache'),
  ...(colour ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }),
};
const project = join(folder, 'project');
mkdirSync(join(project, 'zones'), { recursive: true });

const logger = { debug: () => undefined, info: () => undefined, warn: say };
const server = await startDnsServer(createFolderSource(join(folder, 'served'), logger), {
  host: '127.0.0.1',
  port: 0,
  logger,
});
const resolver = createResolver({ hosts: {}, roots: [] });
process.once('SIGINT', () => void stop(130));

try {
  await demo();
  const hosted = await hostedDemo({ bin: BIN, folder, environment, say });
  failures.push(...hosted);
} catch (error) {
  failures.push(error instanceof Error ? error.message : String(error));
}
if (failures.length > 0) {
  say(`\n✗ ${failures.join('\n✗ ')}`);
  await stop(1);
}
say(`
Every answer was right. What to type next:
  npx regctl accounts add zonefile --name local --endpoint ./zones    zones as files of your own
  npx regctl accounts add powerdns --name pdns --endpoint URL < credentials.json
  npx regctl --help`);
if (serve) {
  say(
    `\nThe name server answers on ${server.address} until Ctrl-C; its zones are in ${join(folder, 'served')}.`,
  );
} else {
  say(
    '\nThe name server is stopped and the folder removed. `npm run demo -- --serve` keeps it running until Ctrl-C.',
  );
  await stop(0);
}

async function demo(): Promise<void> {
  say(`A name server answers on ${server.address}, for the zones in a temporary folder.`);
  await run(
    'accounts',
    'add',
    'zonefile',
    '--name',
    'demo',
    '--endpoint',
    join(folder, 'served'),
    '--setting',
    `nameserver-address=${server.address}`,
  );
  await run(
    'zones',
    'create',
    'example.org',
    '--nameserver',
    'ns1.example.net',
    '--nameserver',
    'ns2.example.net',
  );

  writeProject();
  await run('plan', '--out', 'changes.json');
  await run('apply', 'changes.json');
  await answers('www.example.org', 'A', ['192.0.2.10', '192.0.2.11']);
  await answers('example.org', 'MX', ['10 mail.example.org.']);
  await answers('shop.example.org', 'CNAME', ['www.example.org.']);

  await run('dns', 'set', 'example.org', 'www', 'A', '192.0.2.99', '--ttl', '300');
  await run('dns', 'wait', 'example.org', 'www', 'A', '--timeout', '10s');
  await answers('www.example.org', 'A', ['192.0.2.99']);
  await run('dns', 'query', 'www.example.org', 'A', '--zone', 'example.org');

  await run('zones', 'history', 'example.org');
  await run('zones', 'restore', 'example.org', '--yes');
  await answers('www.example.org', 'A', ['192.0.2.10', '192.0.2.11']);
  await answers('nowhere.example.org', 'A', []);
  const drift = await run('drift', '--summary');
  if (!drift.includes('nothing to do'))
    failures.push('after the restore the zone should be what its file says');
}

function writeProject(): void {
  writeFileSync(
    join(project, 'regctl.yaml'),
    'account: demo\nzones:\n  example.org:\n    file: zones/example.org.zone\n',
  );
  const zone = `$TTL 3600
@      MX     10 mail
@      TXT    "v=spf1 mx -all"
mail   A      192.0.2.25
www    A      192.0.2.10
www    A      192.0.2.11
shop   CNAME  www
_dmarc TXT    "v=DMARC1; p=reject"
`;
  writeFileSync(join(project, 'zones/example.org.zone'), zone);
  say(
    `\n${bold('$ cat regctl.yaml zones/example.org.zone')}\n${readFileSync(join(project, 'regctl.yaml'), 'utf8')}${zone}`,
  );
}

/** Prints a command, runs it as a user would, prints what it printed, and gives its stdout. */
async function run(...words: string[]): Promise<string> {
  const shown = words.map((word) => word.replace(folder, '$DEMO')).join(' ');
  say(`\n${bold(`$ regctl ${shown}`)}`);
  const child = spawn(process.execPath, [BIN, ...words], {
    cwd: project,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    process.stdout.write(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => process.stdout.write(chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`regctl ${shown} ended with exit code ${code ?? '?'}`);
  return stdout;
}

/** Asks the name server by itself, over UDP and TCP, whether it answers as it should. */
async function answers(name: string, type: string, expected: readonly string[]): Promise<void> {
  for (const transport of ['udp', 'tcp'] as const) {
    const answer = await resolver.ask(
      { name: 'demo', address: server.address },
      { name, type },
      { transport, timeoutMs: 3_000 },
    );
    const got = answer.records
      .filter((record) => record.type === type)
      .map((record) => record.rdata)
      .toSorted();
    const right = got.join(' ') === [...expected].toSorted().join(' ') && answer.authoritative;
    say(`${right ? '✓' : '✗'} ${name} ${type} over ${transport}: ${got.join(', ') || answer.rcode}`);
    if (!right)
      failures.push(`${name} ${type} over ${transport} should be ${expected.join(', ') || 'nothing'}`);
  }
}

async function stop(code: number): Promise<void> {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
