import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome, type CliResult } from '../support/run-cli.ts';
import type { FakeRequest } from '../support/providers/fake-server.ts';
import { CUSTOMER_NS, startSaas, type Saas } from '../support/saas.ts';

let home: CliHome;
let saas: Saas;
beforeEach(async () => {
  home = createCliHome();
  saas = await startSaas(home.folder);
  await saas.connect(home);
});
afterEach(async () => {
  await saas.stop();
  home.dispose();
});

const run = (argv: string, more: Parameters<CliHome['run']>[1] = {}): Promise<CliResult> =>
  home.run(argv, { environment: saas.environment, withoutPauses: true, ...more });
const rows = async (argv: string): Promise<{ result: CliResult; rows: { [field: string]: unknown }[] }> => {
  const result = await run(`${argv} --json`);
  return { result, rows: JSON.parse(result.stdout) as { [field: string]: unknown }[] };
};
const check = (hostname: string): ReturnType<typeof rows> =>
  rows(`hostnames check ${hostname} --server ${CUSTOMER_NS}`);
const isRead = ({ method, path }: FakeRequest): boolean =>
  method === 'GET' && path.endsWith('/custom_hostnames');
/** The value that a record of a hostname must have. */
async function wanted(hostname: string, purpose: string, type: string): Promise<string> {
  const { stdout } = await run(`hostnames get ${hostname} --json`);
  const { records } = JSON.parse(stdout) as { records: { [field: string]: string }[] };
  const found = records.find((record) => record['purpose'] === purpose && record['type'] === type);
  return found?.['value'] ?? '';
}

describe('regctl hostnames', () => {
  it('shows both states, and what the customer must set', async () => {
    const { stdout } = await run('hostnames get new.customer.com', { tty: true });
    expect(stdout).toMatch(/new\.customer\.com.*not served.*by zone example\.com \(saas\)/s);
    expect(stdout).toMatch(/hostname +.*pending/);
    expect(stdout).toMatch(/certificate +.*pending_validation.*txt, google/);
    expect(stdout).toContain('new.customer.com  CNAME  customers.example.com');
    expect(stdout).toMatch(/_acme-challenge\.new\.customer\.com {2}TXT {2}"/);
    expect(stdout).toMatch(
      /_acme-challenge\.new\.customer\.com {2}CNAME {2}new\.customer\.com\.\w+\.dcv\.cloudflare\.com/,
    );
    expect(stdout).toMatch(/_cf-custom-hostname\.new\.customer\.com {2}TXT/);
  });

  it('lists those first that are not served', async () => {
    const { rows: found } = await rows('hostnames list');
    expect(found.map(({ hostname, served }) => [hostname, served])).toEqual([
      ['new.customer.com', false],
      ['app.customer.com', true],
    ]);
  });

  it('takes one in and waits until both states are active', async () => {
    saas.cloudflare.hostnames.dns.cnames.set('next.customer.com', 'customers.example.com');
    for (let step = 0; step < 6; step++) saas.cloudflare.before(isRead, () => saas.cloudflare.advance());
    const result = await run('hostnames create next.customer.com --wait');
    expect(result, result.stderr).toMatchObject({ exitCode: 0 });
    expect(result.stdout).toMatch(/certificate {2}active/);
    expect(result.stderr).toContain('next.customer.com CNAME customers.example.com');
  });

  it('shows records that come only after the first answer', async () => {
    const result = await run('hostnames create next.customer.com --method txt');
    expect(result.stdout).toMatch(/_acme-challenge\.next\.customer\.com {2}TXT/);
  });

  it('stops to wait where only a person can go on', async () => {
    saas.cloudflare.hostnames.blocked.add('new.customer.com');
    saas.cloudflare.advance();
    const result = await run('hostnames refresh new.customer.com --wait');
    expect(result).toMatchObject({ exitCode: 8, stdout: '' });
    expect(result.stderr).toContain('[ACTION_REQUIRED]');
  });

  it('gives up after the time given and says what is still to be set', async () => {
    const result = await run('hostnames refresh new.customer.com --wait --timeout 1ms --json');
    expect(result).toMatchObject({ exitCode: 8, stdout: '' });
    const { error } = JSON.parse(result.stderr) as {
      error: { code: string; details: { records: unknown[] } };
    };
    expect(error.code).toBe('TIMEOUT');
    expect(error.details.records.length).toBeGreaterThan(0);
  });

  it('deletes only when told so', async () => {
    expect(await run('hostnames delete app.customer.com')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await run('hostnames delete app.customer.com --yes')).toMatchObject({ exitCode: 0 });
    expect(await run('hostnames get app.customer.com')).toMatchObject({ exitCode: 5 });
  });

  it('says how a wildcard is asked for', async () => {
    const result = await run(['hostnames', 'create', '*.next.customer.com'].join(' '));
    expect(result).toMatchObject({ exitCode: 2 });
    expect(result.stderr).toContain('regctl hostnames create next.customer.com --wildcard');
    const made = await run('hostnames create next.customer.com --wildcard');
    expect(made.stdout).toContain('*.next.customer.com  CNAME  customers.example.com');
    expect((await run('hostnames create b.customer.com --wildcard --method http')).exitCode).toBe(6);
  });

  it('asks which zone is meant where there are several', async () => {
    await run(
      `accounts add cloudflare --name all --endpoint ${saas.cloudflare.url}/client/v4 --from-env --no-input`,
      {
        environment: { CLOUDFLARE_API_TOKEN: saas.cloudflare.token },
      },
    );
    const environment = { CLOUDFLARE_API_TOKEN: saas.cloudflare.token };
    const result = await run('hostnames list --account all', { environment });
    expect(result).toMatchObject({ exitCode: 2 });
    expect(result.stderr).toContain('[AMBIGUOUS]');
    const named = await run('hostnames list --account all --zone example.com', { environment });
    expect(named).toMatchObject({ exitCode: 0 });
  });

  it('proves in a test of the account that its token is limited', async () => {
    const { result, rows: checks } = await rows('accounts test saas');
    expect(result.exitCode).toBe(0);
    expect(checks.find((one) => one['check'] === 'scope')).toMatchObject({ ok: true });
  });
});

describe('regctl hostnames check', () => {
  it('finds the CNAME of the customer', async () => {
    const { result, rows: found } = await check('app.customer.com');
    expect(result.exitCode).toBe(0);
    expect(found).toMatchObject([{ purpose: 'traffic', result: 'found', seen: 'customers.example.com.' }]);
  });

  it('says that nothing is there, and exits with 3', async () => {
    const { result, rows: found } = await check('new.customer.com');
    expect(result.exitCode).toBe(3);
    expect(found.map(({ type, result: what }) => `${String(type)} ${String(what)}`)).toEqual(
      expect.arrayContaining(['CNAME missing', 'TXT missing']),
    );
  });

  it('says what is there instead', async () => {
    saas.setCustomerZone('app 600 IN CNAME old.host.net.\nnew 600 IN A 192.0.2.9');
    const moved = await check('app.customer.com');
    expect(moved.result.exitCode).toBe(3);
    expect(moved.rows[0]).toMatchObject({
      result: 'wrong',
      seen: expect.stringContaining('old.host.net') as string,
    });
    const other = await check('new.customer.com');
    expect(other.rows[0]).toMatchObject({
      result: 'wrong',
      seen: expect.stringContaining('192.0.2.9') as string,
    });
  });

  it('follows a chain of the customer, and takes any name of the zone', async () => {
    saas.setCustomerZone('app 600 IN CNAME edge\nedge 600 IN CNAME other.example.com.');
    const { result, rows: found } = await check('app.customer.com');
    expect(result.exitCode).toBe(0);
    expect(found[0]).toMatchObject({ seen: 'CNAME to edge.customer.com; other.example.com.' });
  });

  it('sees through a chain without an end', async () => {
    saas.setCustomerZone('app 600 IN CNAME edge\nedge 600 IN CNAME app');
    expect((await check('app.customer.com')).result.exitCode).toBe(3);
  });

  it('knows an apex by the addresses of the target', async () => {
    await run('config set resolver.hosts.customers.example.com 192.0.2.80');
    saas.setCustomerZone('app 600 IN A 192.0.2.80');
    const { result, rows: found } = await check('app.customer.com');
    expect(result.exitCode).toBe(0);
    expect(found[0]).toMatchObject({ seen: 'no CNAME, A 192.0.2.80, as customers.example.com has' });
  });

  it('is content with one way of each purpose: TXT, or the delegated challenge', async () => {
    const text = await wanted('new.customer.com', 'certificate', 'TXT');
    const target = await wanted('new.customer.com', 'certificate', 'CNAME');
    const cname = 'new 600 IN CNAME customers.example.com.';
    saas.setCustomerZone(cname);
    expect((await check('new.customer.com')).result.exitCode).toBe(3);
    saas.setCustomerZone(`${cname}\n_acme-challenge.new 600 IN TXT "other"`);
    expect((await check('new.customer.com')).result.exitCode).toBe(3);
    saas.setCustomerZone(
      `${cname}\n_acme-challenge.new 600 IN TXT "other"\n_acme-challenge.new 600 IN TXT "${text}"`,
    );
    expect((await check('new.customer.com')).result.exitCode).toBe(0);
    saas.setCustomerZone(`${cname}\n_acme-challenge.new 600 IN CNAME ${target}.`);
    expect((await check('new.customer.com')).result.exitCode).toBe(0);
    saas.setCustomerZone(`${cname}\n_acme-challenge.new 600 IN CNAME elsewhere.customer.com.`);
    expect((await check('new.customer.com')).result.exitCode).toBe(3);
  });

  it('says that no server answers', async () => {
    const { result, rows: found } = await rows(
      'hostnames check app.customer.com --server 127.0.0.1:1 --timeout 1s',
    );
    expect(result.exitCode).toBe(3);
    expect(found[0]).toMatchObject({ result: 'unseen' });
  });
});
