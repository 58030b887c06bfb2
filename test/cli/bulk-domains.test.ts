import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFiveRegistrars, type FiveRegistrars } from '../support/five-registrars.ts';
import { createCliHome, type CliHome, type CliResult } from '../support/run-cli.ts';
import { freePort } from '../support/servers/process.ts';

const NOW = new Date('2026-11-21T09:00:00Z');

let registrars: FiveRegistrars;
let home: CliHome;
const run = (argv: string, options: { readonly tty?: boolean; readonly columns?: number } = {}) =>
  home.run(argv, {
    now: NOW,
    environment: { ...registrars.environment, NO_COLOR: '1' },
    ...options,
  });
beforeAll(async () => {
  registrars = await startFiveRegistrars(NOW);
  home = createCliHome();
  await registrars.connect(home);
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const added = await run(`accounts add porkbun --name gone --endpoint ${endpoint} --from-env --no-test`);
  if (added.exitCode !== 0) throw new Error(added.stderr);
});
afterAll(async () => {
  home.dispose();
  await registrars.stop();
});

const rowsOf = ({ stdout }: CliResult): unknown => JSON.parse(stdout);

it('says which way a switch was turned', async () => {
  for (const [argv, action] of [
    ['domains lock', 'lock'],
    ['domains unlock', 'unlock'],
    ['domains autorenew on', 'autorenew'],
    ['domains autorenew off', 'autorenew-off'],
  ] as const) {
    const result = await run(`${argv} example.com --account godaddy --json`);
    expect(rowsOf(result), result.stderr).toMatchObject([{ action, account: 'godaddy' }]);
  }
});

it('names the account that something was done at, on stderr', async () => {
  const { stderr } = await run('domains lock example.com --account godaddy');
  expect(stderr).toContain('example.com at godaddy: lock\n');
  expect((await run('domains lock example.com --account godaddy --quiet')).stderr).toBe('');
  expect((await run('domains lock example.com --account godaddy --dry-run')).stderr).toBe('');
});

describe('names of which all fail', () => {
  it('end with the exit code of the failures where it is the same', async () => {
    const result = await run('domains unlock zed1.dev zed2.dev --account godaddy -o json');
    expect(result.exitCode).toBe(5);
    expect(rowsOf(result)).toMatchObject([
      { name: 'zed1.dev', account: 'godaddy', action: 'unlock', state: 'failed' },
      { name: 'zed2.dev', account: 'godaddy', action: 'unlock', state: 'failed' },
    ]);
  });

  it('are named once in a warning', async () => {
    const { stderr } = await run('domains unlock zed1.dev zed2.dev --account godaddy');
    expect(stderr.split('\n')[0]?.split('zed1.dev')).toHaveLength(2);
  });
});

it('ends with exit code 9 where one of several fails', async () => {
  expect(await run('domains unlock example.com zed1.dev --account godaddy')).toMatchObject({ exitCode: 9 });
});

it('ends with the exit code of what failed when an account is tried', async () => {
  expect(await run('accounts test gone')).toMatchObject({ exitCode: 10 });
});

it('does not hide that an account could not be asked for a name', async () => {
  const some = await run('domains check acme.com');
  expect(some).toMatchObject({ exitCode: 9 });
  expect(some.stdout).not.toBe('');
  expect(await run('domains check acme.com --account gone')).toMatchObject({ exitCode: 10, stdout: '' });
});

it('shows the age of a price on 80 columns', async () => {
  const { stdout } = await run('domains price acme.com --account route53', { tty: true, columns: 80 });
  expect(stdout).toMatch(/api 2026-11-21\n/);
  expect(stdout).not.toContain('TRANSFER');
});
