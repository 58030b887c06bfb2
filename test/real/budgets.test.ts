// How many modules a call loads, against test/budgets.json. A count and not a time: an import that need not be there is found on any machine.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUDGETS = JSON.parse(readFileSync(join(ROOT, 'test/budgets.json'), 'utf8')) as {
  readonly [call: string]: number;
};

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'regctl-budget-'));
  modulesOf('accounts add zonefile --name local --endpoint zones');
  modulesOf('zones create example.org --nameserver ns1.example.net');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function modulesOf(call: string): string[] {
  const list = join(home, 'modules');
  rmSync(list, { force: true });
  spawnSync(
    process.execPath,
    [
      '--import',
      join(ROOT, 'test/support/count-modules.ts'),
      join(ROOT, 'bin/regctl.js'),
      ...call.split(' '),
    ],
    { cwd: home, env: { HOME: home, REGCTL_COUNT_MODULES: list }, input: '' },
  );
  const paths = readFileSync(list, 'utf8').trim().split('\n');
  return [...new Set(paths)].map((path) => path.replace(new RegExp(`^file://${ROOT}`), ''));
}

it.each(Object.entries(BUDGETS))('`%s` loads at most %i modules', (call, budget) => {
  const modules = modulesOf(call);
  expect(
    modules.length,
    `the budget of \`${call}\` is ${budget} modules (test/budgets.json); it loads ${modules.length}:\n${modules.join('\n')}`,
  ).toBeLessThanOrEqual(budget);
});
