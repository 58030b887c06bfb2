import { spawnSync } from 'node:child_process';

/** The standalone binary under test, which `npm run build` makes; REGCTL_BIN names it. */
export const BINARY: string | undefined = findBinary();

function findBinary(): string | undefined {
  const path = process.env['REGCTL_BIN'];
  if (path !== undefined && path !== '') return path;
  const advice =
    'REGCTL_BIN names no binary: npm run build -- --release-key test/data/test-release-key.pem, then REGCTL_BIN=$PWD/dist/regctl-linux-x64';
  if (process.env['REGCTL_TEST_REQUIRE_ALL'] === '1') throw new Error(advice);
  process.stderr.write(`skipped: ${advice}\n`);
  return undefined;
}

export interface BinaryRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the binary with these variables and no others. */
export function runBinary(
  argv: readonly string[],
  environment: { readonly [name: string]: string },
  options: { readonly input?: string; readonly cwd?: string } = {},
): BinaryRun {
  const { status, stdout, stderr } = spawnSync(BINARY ?? '', argv, {
    encoding: 'utf8',
    timeout: 30_000,
    input: options.input ?? '',
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: environment,
  });
  return { exitCode: status, stdout, stderr };
}
