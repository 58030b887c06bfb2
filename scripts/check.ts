// `npm run check`: everything that must hold before a commit, in the order in which it fails fastest.
import { spawnSync } from 'node:child_process';

const steps: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['generated files are current', 'node', 'scripts/generate.ts', '--check'],
  ['types', 'tsc', '--noEmit'],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings'],
  ['format', 'prettier', '--check', '.', '--log-level', 'warn'],
  ['layers', 'node', 'scripts/layers.ts'],
  ['unused code', 'knip'],
  ['npm package', 'publint', '--strict'],
  ['tests', 'vitest', 'run'],
  ['tests in workerd', 'vitest', 'run', '--config', 'vitest.workers.config.ts'],
];

const withoutTests = process.argv.includes('--without-tests');
for (const [name, command, ...args] of steps) {
  if (withoutTests && name.startsWith('tests')) continue;
  process.stdout.write(`• ${name}\n`);
  const startedAt = performance.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) {
    process.stdout.write(`✗ ${name} failed\n`);
    process.exit(1);
  }
  process.stdout.write(`  ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
}
