import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeEach(async () => {
  home = createCliHome();
  await ok('accounts add zonefile --name local --endpoint served');
  await ok('zones create example.org --nameserver ns1.example.net');
  write('regctl.yaml', 'account: local\nzones:\n  example.org:\n    file: example.org.zone\n');
  write('example.org.zone', 'www 300 IN A 192.0.2.1\n');
});
afterEach(() => home.dispose());

const write = (name: string, text: string): void => writeFileSync(join(home.project, name), text);
const ok = async (argv: string): Promise<string> => {
  const result = await home.run(argv);
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  return result.stdout;
};
const served = (): string => readFileSync(join(home.project, 'served/example.org.zone'), 'utf8');

describe('a plan file', () => {
  it('is applied as it was reviewed, and once', async () => {
    await ok('plan --out plan.json');
    await ok('apply plan.json');
    expect(await ok('dns list example.org --type A -o tsv')).toBe('www\t300\tA\t192.0.2.1\n');
    const again = await home.run('apply plan.json');
    expect(again.stderr).toContain('applied already');
    expect(again.stderr).not.toContain('interrupted');
  });

  it.each<[what: string, change: () => Promise<unknown> | void]>([
    ['the zone', () => ok('dns set example.org other TXT x')],
    ['the file', () => write('example.org.zone', 'www 300 IN A 192.0.2.2\n')],
    [
      'what the project sets aside',
      () =>
        write(
          'regctl.yaml',
          'account: local\nzones:\n  example.org:\n    file: example.org.zone\n    ignore:\n      - name: x\n',
        ),
    ],
  ])('is refused once %s moved', async (_, change) => {
    await ok('plan --out plan.json');
    await change();
    const before = served();
    const result = await home.run('apply plan.json');
    expect(result).toMatchObject({ exitCode: 7, stderr: expect.stringContaining('[PLAN_STALE]') as unknown });
    expect(served()).toBe(before);
  });

  it('is refused when it was edited', async () => {
    await ok('plan --out plan.json');
    write(
      'plan.json',
      readFileSync(join(home.project, 'plan.json'), 'utf8').replaceAll('192.0.2.1', '192.0.2.66'),
    );
    expect(await home.run('apply plan.json')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('[INVALID_PLAN]') as unknown,
    });
  });
});

describe('safety', () => {
  it('writes nothing when a file has an error, and says where', async () => {
    write('example.org.zone', 'www 300 IN A 192.0.2.1\nbad 300 IN A 192.0.2\n');
    const before = served();
    const result = await home.run('apply --yes');
    expect(result).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('example.org.zone:2:14') as unknown,
    });
    expect(served()).toBe(before);
  });

  it('lets mass deletion pass with the very number it names', async () => {
    write('example.org.zone', Array.from({ length: 14 }, (_, i) => `h${i} 300 IN A 192.0.2.${i}`).join('\n'));
    await ok('apply --yes');
    write('example.org.zone', 'h0 300 IN A 192.0.2.0\n');
    const refused = await home.run('apply --yes');
    const flag = /--allow-deletes \d+/.exec(refused.stderr)?.[0] ?? '';
    expect([refused.exitCode, flag]).toEqual([7, '--allow-deletes 13']);
    expect(await home.run('apply --yes --allow-deletes 12')).toMatchObject({ exitCode: 7 });
    await ok(`apply --yes ${flag}`);
  });

  it('keeps what the command did not name, byte for byte', async () => {
    await ok('apply --yes');
    const others = (): string[] =>
      served()
        .split('\n')
        .filter((line) => !line.startsWith('www') && !line.includes('SOA'));
    const before = others();
    await ok('dns set example.org www A 192.0.2.77');
    expect(others()).toEqual(before);
  });

  it('shows the same plan with --dry-run and writes nothing', async () => {
    const before = served();
    const plan = JSON.parse(await ok('dns set example.org www A 192.0.2.9 --dry-run --json')) as {
      readonly format: string;
      readonly changes: readonly object[];
    };
    expect([plan.format, plan.changes.length]).toEqual(['regctl.plan/v1', 1]);
    expect(served()).toBe(before);
  });

  it('takes no secret and no host from a project file', async () => {
    for (const line of [
      'api-key: x\n',
      'zones:\n  example.org:\n    file: ../outside.zone\n',
      'host: https://elsewhere.example\n',
    ]) {
      write('regctl.yaml', line);
      expect(await home.run('plan')).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('[INVALID_CONFIG]') as unknown,
      });
    }
    expect(await ok('config list')).not.toContain('elsewhere');
  });
});

describe('identity', () => {
  it('is a matter of flag, environment, project and profile, in this order', async () => {
    const account = async (
      argv: string,
      environment: { readonly [name: string]: string } = {},
    ): Promise<string> => {
      const { stdout } = await home.run(`config list --json ${argv}`.trim(), { environment });
      const rows = JSON.parse(stdout) as readonly {
        readonly key: string;
        readonly value: string;
        readonly origin: string;
      }[];
      const row = rows.find((one) => one.key === 'account');
      return `${row?.value ?? ''} by ${row?.origin ?? ''}`;
    };
    await ok('profiles create work --set account=by-profile');
    await ok('config set account by-user');
    expect(await account('')).toBe('local by project file');
    expect(await account('', { REGCTL_ACCOUNT: 'by-env' })).toBe('by-env by environment');
    expect(await account('--account by-flag', { REGCTL_ACCOUNT: 'by-env' })).toBe('by-flag by flag');
    write('regctl.yaml', 'zones: {}\n');
    expect(await account('')).toBe('by-user by user file');
    expect(await account('--profile work')).toBe('by-profile by profile');
  });
});
