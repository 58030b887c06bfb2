import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { openLocalControlPlane } from '../../src/main/local.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeEach(async () => {
  home = createCliHome();
  await ok('accounts add zonefile --name local --endpoint served');
  await ok('accounts add zonefile --name second --endpoint second');
  await ok('zones create example.org --account local --nameserver ns1.example.net');
  await ok('dns set example.org www A 192.0.2.1');
});
afterEach(() => home.dispose());

const path = (account = 'served'): string => join(home.project, account, 'example.org.zone');
const ok = async (argv: string, controlPlane?: ControlPlane): Promise<string> => {
  const result = await home.run(argv, controlPlane === undefined ? {} : { controlPlane });
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  return result.stdout;
};
const records = async (): Promise<string> => ok('dns list example.org --json=name,type,ttl,data');
const withoutSerial = (text: string): string => text.replace(/ \d{10} /, ' ');

it('a zone whose deletion is only tried is told, and stays', async () => {
  const { exitCode, stdout, stderr } = await home.run('zones delete example.org --dry-run -o tsv');
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringContaining('records\t3') as unknown,
  });
  expect(stderr).toContain('would lose 3 records');
  expect(existsSync(path())).toBe(true);
  expect(await home.run('zones delete none.test --dry-run')).toMatchObject({ exitCode: 5 });
});

describe('a zone that was deleted', () => {
  let before: string;
  beforeEach(async () => {
    before = await records();
    await ok('zones delete example.org --confirm example.org');
  });

  it('has its history', async () => {
    expect(await ok('zones history example.org --json=reason,moment,account')).toContain(
      '{"reason":"zones delete","moment":"before","account":"local"}',
    );
    expect(await ok('zones history example.org --account second')).toBe('');
  });

  it('comes back whole, with its name servers', async () => {
    await ok('zones restore example.org --yes');
    expect(withoutSerial(await records())).toBe(withoutSerial(before));
    expect(await ok('zones list -o tsv')).toContain('example.org\tlocal');
  });

  it('is planned against an empty zone, and not created before a yes', async () => {
    const plan = JSON.parse(await ok('zones restore example.org --dry-run --json')) as {
      readonly changes: readonly object[];
      readonly notes: readonly string[];
    };
    expect(plan.changes).toHaveLength(3); // SOA, NS and the address
    expect(plan.notes).toEqual([expect.stringContaining('created first')]);
    expect(await home.run('zones restore example.org')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(existsSync(path())).toBe(false);
  });

  it('keeps the name servers that the provider gives it, and says so', async () => {
    const real = openLocalControlPlane({
      environment: {},
      stateDir: join(home.folder, 'state/regctl'),
      dataDir: join(home.folder, 'data/regctl'),
      resolver: { hosts: {}, roots: [] },
      logger: { debug: () => undefined, info: () => undefined, warn: () => undefined },
    });
    const create: ControlPlane['zones']['create'] = (input) =>
      real.zones.create({ ...input, nameservers: ['ns9.example.com'] });
    const result = await home.run('zones restore example.org --yes', {
      controlPlane: { ...real, zones: { ...real.zones, create } },
    });
    await real.close();
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.stderr).toMatch(/! the name servers of example\.org are ns9\.example\.com\. now/);
    expect(await ok('dns get example.org @ NS')).toContain('ns9.example.com.');
    expect(await ok('dns get example.org www')).toContain('192.0.2.1');
  });

  it('is not taken from another account that serves the name', async () => {
    await ok('zones create example.org --account second --nameserver ns1.example.net');
    const result = await home.run('zones restore example.org --yes');
    expect(result).toMatchObject({ exitCode: 5, stdout: '' });
    expect(result.stderr).toContain('[SNAPSHOT_NOT_FOUND]');
  });
});

describe('copying to an account that has no such zone', () => {
  it('shows the plan with --dry-run, and that the zone would be created', async () => {
    const result = await home.run('zones copy example.org --to-account second --dry-run');
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.stdout).toContain('+ www A 192.0.2.1');
    expect(result.stdout).toContain('zone example.org is not on second yet; it is created first');
    expect(existsSync(path('second'))).toBe(false);
  });

  it('creates nothing before a yes', async () => {
    expect(await home.run('zones copy example.org --to-account second')).toMatchObject({ exitCode: 2 });
    expect(existsSync(path('second'))).toBe(false);
    await ok('zones copy example.org --to-account second --nameserver ns1.example.net --yes');
    expect(readFileSync(path('second'), 'utf8')).toContain('192.0.2.1');
  });
});
