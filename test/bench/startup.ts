// How long a call of regctl takes that does nothing but start, beside `node -e 0` and `gh --version` in the same run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNS = 30;
const COLD_RUNS = 5;
const BIN = fileURLToPath(new URL('../../bin/regctl.js', import.meta.url));
const node = process.execPath;

/** What is run, and the milliseconds it should take at most. */
const CALLS: readonly (readonly [
  name: string,
  program: string,
  args: readonly string[],
  target: number | undefined,
])[] = [
  ['node -e 0', node, ['-e', '0'], undefined],
  ['gh --version', 'gh', ['--version'], undefined],
  ['--version', node, [BIN, '--version'], 60],
  ['usage error', node, [BIN, 'dsn', 'list'], 60],
  ['completion', node, [BIN, '__complete', '--', 'dns', 'list', 'ex'], 60],
  ['--help', node, [BIN, '--help'], 80],
  ['dns set --help', node, [BIN, 'dns', 'set', '--help'], 80],
];

export function bench(): Promise<{ title: string; rows: Record<string, string | number>[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-bench-'));
  const environment = { PATH: process.env['PATH'], HOME: folder, NODE_COMPILE_CACHE: join(folder, 'cache') };
  const once = (program: string, args: readonly string[], cold: boolean): number => {
    if (cold) rmSync(join(folder, 'cache'), { recursive: true, force: true });
    const startedAt = performance.now();
    const { error } = spawnSync(program, args, { env: environment, stdio: 'ignore' });
    return error === undefined ? performance.now() - startedAt : Number.NaN;
  };
  const rows = CALLS.map(([name, program, args, target]) => {
    const cold = Array.from({ length: COLD_RUNS }, () => once(program, args, true));
    const warm = Array.from({ length: RUNS }, () => once(program, args, false));
    return {
      call: name,
      'warm median ms': median(warm),
      'cold median ms': median(cold),
      'target ms': target ?? '',
    };
  });
  rmSync(folder, { recursive: true, force: true });
  return Promise.resolve({ title: `start-up, ${RUNS} runs each`, rows });
}

function median(values: readonly number[]): string {
  return (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN).toFixed(1);
}
