/* oxlint-disable vitest/no-standalone-expect, vitest/valid-title, vitest/expect-expect -- `when` registers tests, which the rules cannot see */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/registry.gen.ts';
import { COMMON_EXIT_CODES } from '../../src/cli/help.ts';
import type { CliHome, CliResult } from '../support/run-cli.ts';
import { startRegistrars } from '../support/registrars.ts';
import { startSaas } from '../support/saas.ts';
import { CASES, type CommandCases } from '../cli/cases/index.ts';

const ZONE_FILE = `$TTL 300
www   A     192.0.2.1
mail  A     192.0.2.2
@     MX    10 mail
held  TXT   "protected"
${Array.from({ length: 14 }, (_, i) => `h${i} A 192.0.2.${i + 10}`).join('\n')}
`;

const CONTACT = `firstName: Ada\nlastName: Lovelace\nemail: ada@example.net\nphone: +81.312345678\nstreet: [1-2-3 Example]\ncity: Shibuya-ku\nstate: Tokyo\npostalCode: 150-0001\ncountry: JP\n`;

/** What is started for some commands alone. */
interface Others {
  readonly environment: { readonly [name: string]: string };
  connect(home: CliHome): Promise<void>;
  stop(): Promise<void>;
}

/** A home with two accounts, a zone, a protected name, an alias, a profile and project files. */
async function furnish(home: CliHome, others?: Others): Promise<void> {
  const run: CliHome['run'] = (argv, options) =>
    home.prepare === undefined ? home.run(argv, options) : home.prepare(argv, options);
  const file = (name: string, text: string): void => writeFileSync(join(home.project, name), text);
  file('base.zone', ZONE_FILE);
  file('same.zone', `${ZONE_FILE}last A 192.0.2.99\n`);
  file('more.zone', 'extra 300 IN A 192.0.2.200\n');
  file('next.zone', `${ZONE_FILE}extra A 192.0.2.200\nlast A 192.0.2.99\n`);
  file('few.zone', 'www 300 IN A 192.0.2.1\n');
  for (const extension of ['regctl-greet', 'regctl-kept']) {
    mkdirSync(join(home.project, extension));
    file(`${extension}/${extension}`, '#!/bin/sh\n');
    chmodSync(join(home.project, extension, extension), 0o755);
  }
  for (const [name, zone] of [
    ['regctl', 'next'],
    ['settled', 'same'],
    ['emptied', 'few'],
  ] as const) {
    file(`${name}.yaml`, `account: local\nzones:\n  example.org:\n    file: ${zone}.zone\n`);
  }
  file('aliased.yaml', 'aliases:\n  review: plan --summary\n');
  for (const argv of [
    'accounts add zonefile --name local --endpoint zones',
    'zones create example.org --nameserver ns1.example.net',
    'zones import example.org base.zone --yes',
    'zones protect example.org held * --account local',
    'dns set example.org last A 192.0.2.99 --ttl 300',
    'profiles create work --set account=local',
    'profiles use work',
    'accounts add zonefile --name second --endpoint second',
    'extensions install regctl-kept',
  ]) {
    const result = await run(argv);
    if (result.exitCode !== 0) throw new Error(`${argv}: ${result.stderr}`);
  }
  await run(['alias', 'set', 'mx', 'dns list --type MX']);
  file('contacts.yaml', CONTACT);
  file('auth-code', 'auth-taken\n');
  await others?.connect({ ...home, run });
}

const NEEDS_REGISTRARS = /^(?:domains |zones move$)/;

/** Commands that talk to registrars, or to Cloudflare for SaaS. */
async function startOthers(name: string, folder: string): Promise<Others | undefined> {
  if (NEEDS_REGISTRARS.test(name)) return startRegistrars(folder);
  return name.startsWith('hostnames ') ? startSaas(folder) : undefined;
}

/** Registers a case only where the command has it: what does not apply is no test, not a skipped one. */
const when = (applies: unknown): ((name: string, test: () => Promise<void>) => void) =>
  applies === undefined || applies === false ? () => undefined : (name, test) => it(name, test);
const names = COMMANDS.map((entry) => entry.path.join(' '));

/** How the matrix calls regctl. */
export interface MatrixTarget {
  readonly createHome: () => CliHome;
  /** Whether it runs in this process, where it can be stopped at a given point. */
  readonly inProcess: boolean;
}

/** Registers the tests of every command against one way to call it. Only in this process can the pace that registrars ask for be left out; elsewhere their commands would wait for minutes, and are not run. */
export function outputMatrix({ createHome, inProcess }: MatrixTarget): void {
  describe('every command', () => {
    it('has its cases here', () => {
      expect(names.filter((name) => CASES[name] === undefined)).toEqual([]);
      expect(Object.keys(CASES).filter((name) => !names.includes(name))).toEqual([]);
    });
  });

  describe.each(
    COMMANDS.filter(({ path }) => inProcess || !NEEDS_REGISTRARS.test(path.join(' '))).map(
      (entry) => [entry.path.join(' '), entry] as const,
    ),
  )('regctl %s', (name, entry) => {
    let home: CliHome;
    let started: Others | undefined;
    let environment: { readonly [name: string]: string };
    beforeEach(async () => {
      home = createHome();
      started = await startOthers(name, home.folder);
      environment = { EDITOR: 'true', ...started?.environment };
    });
    afterEach(async () => {
      await started?.stop();
      home.dispose();
    });
    const cases = CASES[name];

    it('prints data on stdout and keeps its word in JSON', async () => {
      await furnish(home, started);
      const ok: CommandCases['ok'] = cases?.ok ?? { argv: [] };
      const stopped = ok.stopped === true ? { signal: AbortSignal.abort() } : {};
      const plain = createHome();
      const others = await startOthers(name, plain.folder);
      try {
        await furnish(plain, others);
        const result = await plain.run(ok.argv, {
          ...stopped,
          environment: { ...environment, ...others?.environment },
        });
        checkPiped(result, ok.exitCode ?? 0);
      } finally {
        await others?.stop();
        plain.dispose();
      }
      const json = await home.run([...ok.argv, '--json'], { ...stopped, environment });
      checkJson(
        json,
        ok.exitCode ?? 0,
        (await entry.load()).fields.map((field) => field.name),
      );
    });

    it('refuses a flag it does not have, before anything else', async () => {
      const result = await home.run([...entry.path, '--no-such-flag']);
      checkFailure(result, 2);
      expect(result.stderr).toContain('--no-such-flag');
      checkJsonFailure(await home.run([...entry.path, '--no-such-flag', '--json']), 2);
    });

    it('has help with examples', async () => {
      const result = await home.run([...entry.path, '--help']);
      expect(result).toMatchObject({ exitCode: 0, stderr: '' });
      expect(result.stdout).toContain('USAGE');
      expect(result.stdout).toContain('EXAMPLES');
    });

    when(cases?.needsAccount)('says what to do without an account', async () => {
      const { ok } = CASES[name] as (typeof CASES)[string];
      writeFileSync(join(home.project, 'regctl.yaml'), 'zones:\n  example.org:\n    file: next.zone\n');
      for (const file of ['more', 'next', 'same', 'few'])
        writeFileSync(join(home.project, `${file}.zone`), 'www 300 IN A 192.0.2.1\n');
      const result = await home.run(
        ok.argv.filter((word, i) => word !== '--account' && ok.argv[i - 1] !== '--account'),
        { environment },
      );
      checkFailure(result, 4);
      expect(result.stderr).toContain('[NO_ACCOUNT]');
    });

    when(cases?.empty)('ends well with nothing to show or do', async () => {
      await furnish(home, started);
      const empty = cases?.empty ?? { argv: [] };
      const result = await home.run([...empty.argv, '--json'], { environment });
      checkJson(
        result,
        empty.exitCode ?? 0,
        (await entry.load()).fields.map((field) => field.name),
      );
    });

    when(cases?.notFound)('names what is not there', async () => {
      await furnish(home, started);
      const { argv, exitCode } = cases?.notFound ?? { argv: [] };
      checkFailure(await home.run(argv, { environment }), exitCode ?? 5);
      checkJsonFailure(await home.run([...argv, '--json'], { environment }), exitCode ?? 5);
    });

    when(cases?.guard)('is stopped by a guard, whatever --yes says', async () => {
      await furnish(home, started);
      const argv = cases?.guard?.argv ?? [];
      checkFailure(await home.run(argv, { environment }), 7);
      checkJsonFailure(await home.run([...argv, '--json', '--yes'], { environment }), 7);
    });

    when(cases?.timeout)('gives up in time', async () => {
      await furnish(home, started);
      checkFailure(await home.run(cases?.timeout?.argv ?? [], { environment }), 8);
    });

    when(inProcess && entry.path[0] === 'dns' && cases?.needsAccount)(
      'stops when it is asked to',
      async () => {
        await furnish(home, started);
        const stop = new AbortController();
        stop.abort();
        const { ok } = CASES[name] as (typeof CASES)[string];
        const result = await home.run(ok.argv, { environment, signal: stop.signal });
        expect([0, 8, 130]).toContain(result.exitCode);
        if (result.exitCode === 130) checkFailure(result, 130);
      },
    );
  });
}

const ANSI = new RegExp(String.fromCharCode(27));

function checkPiped(result: CliResult, exitCode: number): void {
  expect(result, result.stderr).toMatchObject({ exitCode });
  expect(result.stdout + result.stderr).not.toMatch(ANSI);
  expect(COMMON_EXIT_CODES).toHaveProperty(String(result.exitCode));
}

function checkJson(result: CliResult, exitCode: number, fields: readonly string[]): void {
  expect(result, result.stderr).toMatchObject({ exitCode });
  if (result.stderr !== '') {
    checkJsonFailure(result, exitCode);
    return;
  }
  if (result.stdout === '') return;
  const value = JSON.parse(result.stdout) as unknown;
  const rows = (Array.isArray(value) ? value : [value]) as object[];
  for (const row of rows)
    if (fields.length > 0 && !('$schema' in row))
      expect(fields).toEqual(expect.arrayContaining(Object.keys(row)));
}

/** Three lines: what failed with its code, why, what to do. */
function checkFailure(result: CliResult, exitCode: number): void {
  expect(result, result.stderr).toMatchObject({ exitCode, stdout: '' });
  expect(result.stderr).not.toMatch(ANSI);
  const lines = result.stderr.trimEnd().split('\n');
  const at = lines.findIndex((line) => line.startsWith('✗ '));
  expect(lines[at]).toMatch(/ {2}\[[A-Z_]+\]$/);
  expect(lines[at + 1]).toMatch(/^ {2}\S/);
  if (exitCode !== 130) expect(lines[at + 2]).toMatch(/^ {2}→ \S/);
}

function checkJsonFailure(result: CliResult, exitCode: number): void {
  expect(result, result.stderr).toMatchObject({ exitCode, stdout: '' });
  const { error } = JSON.parse(result.stderr) as {
    readonly error: { readonly code: string; readonly message: string };
  };
  expect(error.code).toMatch(/^[A-Z_]+$/);
  expect(error.message).not.toBe('');
}
