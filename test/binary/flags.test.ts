// Every command with every global flag, once, on the standalone binary: whatever comes of it is one of the exit codes, in time, and no defect.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/registry.gen.ts';
import { GLOBAL_FLAGS } from '../../src/cli/global-flags.ts';
import { COMMON_EXIT_CODES } from '../../src/cli/help.ts';
import { CASES } from '../cli/cases/index.ts';
import { BINARY } from '../support/binary.ts';

/** Milliseconds in which every call ends. */
const BOUND_MS = 30_000;

/** Flags that go together in one call; FIELD stands for a field that the command has. */
const SETS: readonly (readonly string[])[] = [
  ['--help'],
  ['--version'],
  ['--json', '--debug', '--no-color', '--timeout', '2s'],
  [
    '--output',
    'tsv',
    '--fields',
    'FIELD',
    '--sort',
    '-FIELD',
    '--filter',
    'FIELD=*',
    '--no-headers',
    '--limit',
    '1',
  ],
  ['--jq', '.', '--quiet', '--mode', 'local', '--profile', 'work'],
  ['--template', '{{len .}}', '--annotate'],
  ['--account', 'local', '--config', 'regctl.yaml', '--verbose', '--color', 'always', '--no-input', '--yes'],
];

let folder: string;
const environment = { EDITOR: 'true', CI: '1', PATH: process.env['PATH'] };

async function call(
  argv: readonly string[],
  options: { readonly home: string; readonly stdin?: string },
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(BINARY ?? '', argv, {
    cwd: join(options.home, 'project'),
    env: { ...environment, HOME: options.home },
    timeout: BOUND_MS,
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  return { code, stdout, stderr };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-flags-'));
  const home = join(folder, 'furnished');
  mkdirSync(join(home, 'project'), { recursive: true });
  const file = (name: string, content: string): void => writeFileSync(join(home, 'project', name), content);
  for (const name of ['base', 'same', 'more', 'next', 'few'])
    file(`${name}.zone`, `$TTL 300\nwww A 192.0.2.1\n${name} A 192.0.2.2\n`);
  for (const [name, zone] of [
    ['regctl', 'next'],
    ['settled', 'same'],
    ['emptied', 'few'],
  ] as const)
    file(`${name}.yaml`, `account: local\nzones:\n  example.org:\n    file: ${zone}.zone\n`);
  if (BINARY === undefined) return;
  for (const argv of [
    `accounts add zonefile --name local --endpoint zones`,
    'zones create example.org --nameserver ns1.example.net',
    'zones import example.org base.zone --yes',
    'profiles create work --set account=local',
  ]) {
    const { code, stderr } = await call(argv.split(' '), { home });
    if (code !== 0) throw new Error(`${argv}: ${stderr}`);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the sets hold every global flag', () => {
  const given = SETS.flat().filter((word) => word.startsWith('--'));
  expect(given.toSorted()).toEqual(
    Object.keys(GLOBAL_FLAGS)
      .map((name) => `--${name}`)
      .toSorted(),
  );
});

describe.runIf(BINARY)('with every global flag', () => {
  it.concurrent.each(
    // What runs until it is stopped has tests of its own.
    COMMANDS.map(({ path, load }) => [path.join(' '), load] as const).filter(
      ([name]) => CASES[name]?.ok.stopped !== true,
    ),
  )('regctl %s', { timeout: BOUND_MS * SETS.length }, async (name, load) => {
    const home = join(folder, name.replaceAll(' ', '-'));
    cpSync(join(folder, 'furnished'), home, { recursive: true });
    const { argv = [], stdin } = CASES[name]?.ok ?? {};
    const field = (await load()).fields[0]?.name ?? 'name';
    for (const flags of SETS) {
      const words = [...argv, ...flags.map((word) => word.replaceAll('FIELD', field))];
      const { code, stdout, stderr } = await call(words, { home, ...(stdin === undefined ? {} : { stdin }) });
      const shown = `regctl ${words.join(' ')} ended with ${String(code)}\n${stdout}${stderr}`;
      expect(COMMON_EXIT_CODES, shown).toHaveProperty(String(code));
      expect(stderr, shown).not.toMatch(/\[INTERNAL\]|"INTERNAL"|^\s+at /m);
      if (flags[0] === '--help') expect(stdout, shown).toContain('USAGE');
      if (flags[0] === '--json' && stdout !== '') expect(() => void JSON.parse(stdout), shown).not.toThrow();
      if (!flags.includes('always')) expect(stdout + stderr, shown).not.toContain('\u001b[');
    }
    rmSync(home, { recursive: true, force: true });
  });
});
