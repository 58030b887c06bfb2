// How the standalone binary starts, beside `node -e 0` and `gh --version` in the same run: wall time, user and system time, memory. Made by `npm run build` where REGCTL_BIN names no other.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNS = 30;
const BUILT = fileURLToPath(
  new URL(`../../dist/regctl-${process.platform}-${process.arch}`, import.meta.url),
);

/** What is run, and how many times as long as `node -e 0` it may take. */
type Call = readonly [name: string, command: readonly string[], factor: number | undefined];

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

export function bench(): Promise<{ title: string; rows: Record<string, string | number>[] }> {
  const binary = process.env['REGCTL_BIN'] ?? BUILT;
  if (!existsSync(binary)) throw new Error(`there is no ${binary}: npm run build`);
  const folder = mkdtempSync(join(tmpdir(), 'regctl-bench-'));
  const environment = { PATH: process.env['PATH'], HOME: folder };
  const calls: readonly Call[] = [
    ['node -e 0', [process.execPath, '-e', '0'], undefined],
    ['gh --version', ['gh', '--version'], undefined],
    ['--version', [binary, '--version'], 1.4],
    ['usage error', [binary, 'dsn', 'list'], 1.4],
    ['completion', [binary, '__complete', '--', 'dns', 'list', 'ex'], 1.4],
    ['--help', [binary, '--help'], 2],
    ['dns set --help', [binary, 'dns', 'set', '--help'], 2],
    ['dns list of a file', [binary, 'dns', 'list', 'example.org'], undefined],
  ];
  try {
    for (const words of [
      ['accounts', 'add', 'zonefile', '--name', 'local', '--endpoint', join(folder, 'zones')],
      ['zones', 'create', 'example.org', '--nameserver', 'ns1.example.net'],
    ])
      spawnSync(binary, words, { env: environment, stdio: 'ignore' });
    const costs = calls.map((): Cost[] => []);
    // One of each in turn: what else the machine does then weighs on all alike.
    for (let run = 0; run < RUNS; run++)
      calls.forEach(([, command], i) => costs[i]?.push(measure(command, environment)));
    const of = (i: number, what: keyof Cost): number => median((costs[i] ?? []).map((cost) => cost[what]));
    const rows = calls.map(([name, command, factor], i) => ({
      call: name,
      'wall ms': of(i, 'wallMs').toFixed(1),
      'cpu ms': of(i, 'cpuMs').toFixed(1),
      '× node': (of(i, 'cpuMs') / of(0, 'cpuMs')).toFixed(2),
      'at most': factor ?? '',
      'RSS MB': residentMegabytes(command, environment),
    }));
    return Promise.resolve({ title: `the binary, medians of ${RUNS} runs`, rows });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a command once. The shell tells the time that the process itself used, which Node.js does not. */
function measure(command: readonly string[], environment: NodeJS.ProcessEnv): Cost {
  const script =
    'TIMEFORMAT="%R %U %S"; exec 3>&2 2>/dev/null; { time "$@" >/dev/null 2>&1 </dev/null; } 2>&3';
  const { stderr } = spawnSync('bash', ['-c', script, 'bash', ...command], {
    env: environment,
    encoding: 'utf8',
  });
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = stderr.trim().split(' ').map(Number);
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000 };
}

/** The most memory that a command had, by GNU time; nothing where that is not installed. */
function residentMegabytes(command: readonly string[], environment: NodeJS.ProcessEnv): string {
  const { stderr, error } = spawnSync('/usr/bin/time', ['-f', '%M', ...command], {
    env: environment,
    encoding: 'utf8',
  });
  return error === undefined ? (Number(stderr.trim().split('\n').at(-1)) / 1024).toFixed(0) : '';
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
