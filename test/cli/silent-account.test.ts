import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/servers/process.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeAll(async () => {
  home = createCliHome();
  const environment = { REGCTL_PASSPHRASE: 'x' };
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  for (const [argv, stdin] of [
    ['accounts add zonefile --name here --endpoint served', ''],
    ['zones create example.org --account here --nameserver ns1.example.net', ''],
    [
      `accounts add powerdns --name gone --endpoint ${endpoint} --no-test --insecure-storage`,
      '{"api-key":"k"}',
    ],
  ] as const) {
    const result = await home.run(argv, { stdin, environment });
    if (result.exitCode !== 0) throw new Error(result.stderr);
  }
});
afterAll(() => home.dispose());

const run: CliHome['run'] = (argv) => home.run(argv, { environment: { REGCTL_PASSPHRASE: 'x' } });

describe('beside an account that cannot be reached', () => {
  it('reads what another serves, with a warning on stderr', async () => {
    for (const argv of ['dns list example.org', 'zones get example.org', 'owners list example.org']) {
      const result = await run(argv);
      expect(result.exitCode).toBe(0);
      expect(result.stderr).toMatch(/^! account gone cannot be asked for zone example\.org/);
    }
    expect(await run('dns list example.org --json')).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('writes only where the account is named', async () => {
    for (const argv of ['dns set example.org www A 192.0.2.1', 'zones edit example.org']) {
      const refused = await run(argv);
      expect(refused).toMatchObject({ exitCode: 10, stdout: '' });
      expect(refused.stderr).toContain('--account here');
    }
    expect(await run('dns set example.org www A 192.0.2.1 --account here')).toMatchObject({ exitCode: 0 });
  });

  it('does not say that a zone is not there', async () => {
    const result = await run('dns list example.net');
    expect(result).toMatchObject({ exitCode: 10, stdout: '' });
    expect(result.stderr).toContain('[NETWORK]');
  });
});
