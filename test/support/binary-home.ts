import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { BINARY } from './binary.ts';
import { createCliHome, type CliHome, type CliOptions, type CliResult } from './run-cli.ts';

/** A home of its own in which the standalone binary is called; what a test needs in it is put there by this process, which is faster. */
export function createBinaryHome(): CliHome {
  const inner = createCliHome();
  return {
    ...inner,
    prepare: (argv, options) => inner.run(argv, options),
    run: (argv, options = {}) =>
      run(inner.folder, inner.project, typeof argv === 'string' ? argv.split(' ') : argv, options),
  };
}

/** Not with `spawnSync`: the servers that it talks to run in this process. */
async function run(
  folder: string,
  cwd: string,
  argv: readonly string[],
  { environment = {}, stdin = '' }: CliOptions,
): Promise<CliResult> {
  const child = spawn(BINARY ?? '', argv, {
    cwd,
    env: {
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_STATE_HOME: join(folder, 'state'),
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_CACHE_HOME: join(folder, 'cache'),
      PATH: process.env['PATH'],
      ...environment,
    },
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  return { exitCode: code ?? -1, stdout, stderr };
}
