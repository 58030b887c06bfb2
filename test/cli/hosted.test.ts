import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { createCliHome, type CliHome, type CliResult } from '../support/run-cli.ts';

/** Calls that show zones and change them; what they print must not tell the mode. */
const CALLS: readonly string[] = [
  'accounts list',
  'accounts get local --json',
  'zones create example.org --nameserver ns1.example.net',
  'zones list',
  'dns set example.org www A 192.0.2.1 --ttl 300 --yes',
  'dns create example.org mail MX 10 mx.example.net. --yes',
  'dns list example.org -o json',
  'dns set example.org www A 192.0.2.9 --dry-run',
  'dns delete example.org mail MX --yes',
  'zones protect example.org www A',
  'dns delete example.org www A --yes',
  'dns get example.org nothing A',
  'zones get example.net',
  'zones import example.org more.zone --yes',
  'zones export example.org',
  'zones create example.org',
  'dns list example.org --account nobody',
];

describe('commands at a server', () => {
  let server: TestServer;
  let home: CliHome;
  let environment: { readonly [name: string]: string };
  beforeEach(async () => {
    server = await openTestServer({ socket: true });
    home = createCliHome();
    environment = { REGCTL_HOST: server.url, REGCTL_TOKEN: server.token };
  });
  afterEach(async () => {
    home.dispose();
    await server.dispose();
  });
  const hosted = (argv: string, more: { stdin?: string } = {}): Promise<CliResult> =>
    home.run(argv, { environment, ...more });

  it('print what they print in local mode, failures too', async () => {
    const local = createCliHome();
    try {
      for (const one of [home, local])
        writeFileSync(join(one.project, 'more.zone'), 'extra 300 IN A 192.0.2.200\n');
      await local.run('accounts add zonefile --name local --endpoint zones');
      expect((await hosted('accounts add zonefile --name local --endpoint zones')).stderr).toContain('added');
      for (const call of CALLS)
        expect(withoutTimes(await hosted(call), home), call).toEqual(
          withoutTimes(await local.run(call), local),
        );
    } finally {
      local.dispose();
    }
  });

  it('need a login, and say so', async () => {
    const nobody = await home.run('zones list', { environment: { REGCTL_HOST: server.url } });
    expect(nobody).toMatchObject({ exitCode: 4, stdout: '' });
    expect(nobody.stderr).toContain('[NOT_LOGGED_IN]');
    const wrong = await home.run('zones list', {
      environment: { ...environment, REGCTL_TOKEN: 'rgc_wrong' },
    });
    expect(wrong).toMatchObject({ exitCode: 4 });
    expect(wrong.stderr).not.toContain('rgc_wrong');
    expect(wrong.stderr).toContain('unset it');
  });

  it('send no token over a network in the clear', async () => {
    const result = await home.run('zones list', {
      environment: { ...environment, REGCTL_HOST: 'http://regctl.example.org' },
    });
    expect(result).toMatchObject({ exitCode: 2 });
    expect(result.stderr).toContain('[INVALID_CONFIG]');
  });

  it('log in with a key, tell who one is, and log out', async () => {
    const passphrase = { REGCTL_PASSPHRASE: 'open sesame' };
    const run = (argv: string, stdin = ''): Promise<CliResult> =>
      home.run(argv, { environment: passphrase, stdin });
    const login = await run(
      `auth login --host ${server.url} --with-token --insecure-storage`,
      `${server.token}\n`,
    );
    expect(login, login.stderr).toMatchObject({ exitCode: 0 });
    const status = await run('auth status --json');
    expect(JSON.parse(status.stdout)).toMatchObject({ organization: 'Example', token: 'encrypted-file' });
    expect(login.stdout + login.stderr + status.stdout).not.toContain(server.token);
    expect(JSON.parse((await run('version --json')).stdout)).toMatchObject({ mode: 'hosted' });
    expect(await run('accounts list')).toMatchObject({ exitCode: 0 });
    expect(await run('auth logout')).toMatchObject({ exitCode: 0 });
    expect(JSON.parse((await run('version --json')).stdout)).toMatchObject({ mode: 'local' });
    expect(await run(`auth status --host ${server.url}`)).toMatchObject({ exitCode: 4 });
  });

  it('make keys that may do less, and end them', async () => {
    const made = await hosted('api-keys create reader --scope zones:read --scope accounts:read --json');
    const { id, token } = JSON.parse(made.stdout) as { id: string; token: string };
    const reader = { environment: { ...environment, REGCTL_TOKEN: token } };
    expect(await home.run('accounts list', reader)).toMatchObject({ exitCode: 0 });
    const refused = await home.run('accounts add zonefile --name local --endpoint zones', reader);
    expect(refused).toMatchObject({ exitCode: 4 });
    expect(refused.stderr).toContain('accounts:write');
    expect(await hosted(`api-keys delete ${id} --yes`)).toMatchObject({ exitCode: 0 });
    expect(await home.run('accounts list', reader)).toMatchObject({ exitCode: 4 });
    const listed = await hosted('api-keys list --json');
    expect(listed.stdout).not.toContain(id);
    expect(listed.stdout).not.toContain(token);
    expect(await hosted(`api-keys delete ${id} --yes`)).toMatchObject({ exitCode: 5 });
    expect(await hosted('api-keys create none')).toMatchObject({ exitCode: 2 });
  });

  it('show what was done and refused', async () => {
    await hosted('accounts add zonefile --name local --endpoint zones');
    const entries = JSON.parse((await hosted('audit list --json')).stdout) as {
      readonly action: string;
      readonly outcome: string;
      readonly actor: string;
    }[];
    expect(entries).toMatchObject([
      { action: 'accounts.add', outcome: 'begun' },
      { action: 'accounts.add', outcome: 'done' },
    ]);
    const [first] = entries;
    expect(JSON.parse((await hosted('audit get 1 --json')).stdout)).toEqual(first);
    for (const none of ['0', '999999', 'x'])
      expect(await hosted(`audit get ${none}`)).toMatchObject({ exitCode: 5, stdout: '' });
    const verified = JSON.parse((await hosted('audit verify --json')).stdout) as object;
    expect(verified).toMatchObject({ entries: 2, brokenAt: null });
  });
});

/** What differs between two runs anyhow: times, ids, serials, durations and folders. */
function withoutTimes({ exitCode, stdout, stderr }: CliResult, home: CliHome): CliResult {
  const plain = (text: string): string =>
    text
      .replaceAll(home.folder, 'HOME')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replaceAll(/\b(snap|op|plan|rule)_[0-9a-z]+/g, '$1_ID')
      .replaceAll(/\b20\d{8}\b/g, 'SERIAL')
      .replaceAll(/[0-9a-f]{64}/g, 'HASH')
      .replaceAll(/\d+ ms/g, 'MS');
  return { exitCode, stdout: plain(stdout), stderr: plain(stderr) };
}
