import { spawnSync } from 'node:child_process';
import { chmodSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const binary = process.env['REGCTL_BIN'];

/** The recipes of the README: what each is for, and its commands. */
const RECIPES = [
  ...(/^## Recipes\n([\s\S]*?)^## /m.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1] ?? '').matchAll(
    /^(\S.*):\n\n```sh\n([\s\S]*?)```/gm,
  ),
].map(([, purpose = '', commands = '']) => [purpose, commands] as const);

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'regctl-recipes-'));
  mkdirSync(join(home, 'bin'));
  const program =
    binary === undefined ? `'${process.execPath}' '${join(ROOT, 'bin/regctl.js')}'` : `'${binary}'`;
  writeFileSync(join(home, 'bin/regctl'), `#!/bin/sh\nexec ${program} "$@"\n`);
  chmodSync(join(home, 'bin/regctl'), 0o755);
  checkRun(
    [
      'regctl accounts add zonefile --name local --endpoint zones',
      'regctl zones create example.org --nameserver ns1.example.net',
      'regctl dns set example.org www A 192.0.2.7 --ttl 300',
      'regctl dns set example.org mail A 192.0.2.7 --ttl 300',
      'regctl init',
    ].join(' && '),
  );
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function checkRun(commands: string): string {
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd: home,
    encoding: 'utf8',
    env: { HOME: home, PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}` },
  });
  expect(status, `${commands}\n${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

describe('the recipes of the README', () => {
  it('are five', () => expect(RECIPES).toHaveLength(5));

  it.each(RECIPES)('%s', (_, commands) => {
    checkRun(commands);
  });

  it('did what they say', () => {
    expect(
      readFileSync(join(home, globSync('backup/**/example.org.zone', { cwd: home })[0] ?? ''), 'utf8'),
    ).toContain('www');
    expect(checkRun('regctl dns list example.org --type A -o tsv').split('\n').toSorted()).toEqual(
      ['', 'api\t300\tA\t192.0.2.80', 'mail\t300\tA\t192.0.2.90', 'www\t300\tA\t192.0.2.99'].toSorted(),
    );
  });
});
