import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { RegctlError, type ErrorCode } from '../../src/core/errors.ts';
import { openLocalControlPlane } from '../../src/main/local.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

const ZONES = ['a.test', 'b.test', 'c.test'] as const;

let home: CliHome;
beforeEach(async () => {
  home = createCliHome();
  await ok('accounts add zonefile --name local --endpoint served');
  for (const zone of ZONES) {
    await ok(`zones create ${zone} --nameserver ns1.example.net`);
    write(`${zone}.zone`, 'www 300 IN A 192.0.2.1\n');
  }
  const zones = ZONES.map((zone) => `  ${zone}:\n    file: ${zone}.zone\n`);
  write('regctl.yaml', `account: local\nzones:\n${zones.join('')}`);
});
afterEach(() => home.dispose());

const write = (name: string, text: string): void => writeFileSync(join(home.project, name), text);
const served = (): string[] =>
  ZONES.map((zone) => readFileSync(join(home.project, `served/${zone}.zone`), 'utf8'));
const ok = async (argv: string): Promise<string> => {
  const result = await home.run(argv);
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  return result.stdout;
};
const details = (stderr: string): { readonly zone: string; readonly [field: string]: unknown }[] => {
  const { error } = JSON.parse(stderr) as { error: { details: { zones: never[] } } };
  return error.details.zones;
};

/** An NS record that points to a name of the zone without an address: no name server loads that. */
const UNLOADABLE = '@ 300 IN NS ns1.example.net.\n@ 300 IN NS lost\n';

describe('applying several zones', () => {
  it('refuses in `plan` what no server would load, naming the zone', async () => {
    write('b.test.zone', UNLOADABLE);
    const result = await home.run('plan');
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toMatch(/b\.test.*\[INVALID_ZONE\]/);
  });

  it.each<[what: string, code: string, exitCode: number, spoil: () => Promise<unknown> | void]>([
    ['would not load', 'INVALID_ZONE', 2, () => write('b.test.zone', UNLOADABLE)],
    ['has a protected record', 'PROTECTED', 7, () => ok('zones protect b.test www --account local')],
    ['loses too much', 'UNSAFE_PLAN', 7, () => ok('zones protect b.test --max-deletes 0 --account local')],
  ])('writes none when one %s', async (_, code, exitCode, spoil) => {
    await ok('apply --yes');
    for (const zone of ZONES) write(`${zone}.zone`, 'other 300 IN A 192.0.2.1\n');
    await spoil();
    const before = served();
    const result = await home.run('apply --yes');
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).toMatch(new RegExp(`b\\.test.*\\[${code}\\]`));
    expect(served()).toEqual(before);
  });

  it('writes none of a plan file when one zone moved since', async () => {
    await ok('plan --out plan.json');
    await ok('dns set c.test other TXT x');
    const before = served();
    const result = await home.run('apply plan.json');
    expect(result).toMatchObject({ exitCode: 7, stdout: '' });
    expect(result.stderr).toMatch(/c\.test {2}\[PLAN_STALE\]/);
    expect(served()).toEqual(before);
  });

  it('names every zone that cannot be planned', async () => {
    write('b.test.zone', UNLOADABLE);
    write('c.test.zone', UNLOADABLE);
    expect((await home.run('plan')).stderr).toContain('c.test');
    expect(details((await home.run('plan --json')).stderr)).toMatchObject([
      { zone: 'b.test', code: 'INVALID_ZONE' },
      { zone: 'c.test', code: 'INVALID_ZONE' },
    ]);
  });
});

describe('a zone that fails while others are applied', () => {
  const failing = (code: ErrorCode): ControlPlane => {
    const real = openLocalControlPlane({
      environment: {},
      stateDir: join(home.folder, 'state/regctl'),
      dataDir: join(home.folder, 'data/regctl'),
      resolver: { hosts: {}, roots: [] },
      logger: { debug: () => undefined, info: () => undefined, warn: () => undefined },
    });
    const apply: ControlPlane['plans']['apply'] = (request, options) =>
      request.plan.zone === 'b.test'
        ? Promise.reject(new RegctlError(code, 'the server failed', { reason: 'its disk is full' }))
        : real.plans.apply(request, options);
    return { ...real, plans: { ...real.plans, apply } };
  };

  it('does not hide what was done, nor keep the rest from it', async () => {
    const controlPlane = failing('PROVIDER_UNAVAILABLE');
    const result = await home.run('apply --yes --json', { controlPlane });
    await controlPlane.close();
    expect(result).toMatchObject({ exitCode: 9, stdout: '' });
    expect(details(result.stderr)).toMatchObject([
      { zone: 'a.test', outcome: 'applied', changes: 1, snapshotBefore: expect.any(String) as unknown },
      { zone: 'b.test', outcome: 'failed', code: 'PROVIDER_UNAVAILABLE', reason: 'its disk is full' },
      { zone: 'c.test', outcome: 'applied', changes: 1 },
    ]);
  });

  it('is finished by the next run', async () => {
    const controlPlane = failing('PROVIDER_UNAVAILABLE');
    const result = await home.run('apply --yes', { controlPlane });
    await controlPlane.close();
    expect(result.stderr).toMatch(
      /2 of 3 zones were applied {2}\[PARTLY_APPLIED\]\n {2}b\.test: .*disk is full/,
    );
    expect((await home.run('apply --yes')).stderr).toContain('b.test on local (zonefile): 1 change made');
    expect((await home.run('apply --yes')).stderr).toBe('nothing to do\n');
  });

  it('by Ctrl-C is followed by no other', async () => {
    const controlPlane = failing('INTERRUPTED');
    const result = await home.run('apply --yes --json', { controlPlane });
    await controlPlane.close();
    expect(result).toMatchObject({ exitCode: 130, stdout: '' });
    expect(details(result.stderr).map(({ outcome }) => outcome)).toEqual(['applied', 'failed', 'not tried']);
  });
});
