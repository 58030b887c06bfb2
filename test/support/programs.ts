import { spawnSync } from 'node:child_process';

/**
 * Tells whether a program is installed that a test needs, for `describe.runIf`.
 * Where it is not, one line says what to install; with REGCTL_TEST_REQUIRE_ALL=1 that is a failure.
 */
export function hasProgram(program: string, debianPackage: string): boolean {
  return isInstalled(program, `apt-get install ${debianPackage}`);
}

/** The same for a program that is no package of Debian; `how` is what to do for it. */
export function isInstalled(program: string, how: string): boolean {
  const found = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status === 0;
  if (found) return true;
  const advice = `${program} is not installed: ${how}`;
  if (process.env['REGCTL_TEST_REQUIRE_ALL'] === '1') throw new Error(advice);
  process.stderr.write(`skipped: ${advice}\n`);
  return false;
}
