import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldsToJson } from '../../src/cli/api-fields.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { createCliHome, type CliHome, type CliOptions, type CliResult } from '../support/run-cli.ts';

describe('regctl api', () => {
  let server: TestServer;
  let home: CliHome;
  beforeAll(async () => {
    server = await openTestServer({ socket: true });
    home = createCliHome();
  });
  afterAll(async () => {
    home.dispose();
    await server.dispose();
  });
  const api = async (argv: readonly string[], options: CliOptions = {}): Promise<CliResult> => {
    const environment = { REGCTL_HOST: server.url, REGCTL_TOKEN: server.token };
    const result = await home.run(['api', ...argv], { environment, ...options });
    expect(result.stdout + result.stderr).not.toContain(server.token);
    return result;
  };

  it('sends fields as a body, and as a query', async () => {
    const made = await api(
      `POST /accounts -f name=local --raw-field provider=zonefile -F endpoint=${home.folder}/zones --jq .name`.split(
        ' ',
      ),
    );
    expect(made).toMatchObject({ exitCode: 0, stdout: 'local\n', stderr: '' });
    for (const zone of ['a', 'b', 'c'])
      expect(
        await api(
          `POST /zones -f zone=${zone}.example -f account=local -f nameservers[]=ns1.example.net`.split(' '),
        ),
      ).toMatchObject({ exitCode: 0 });
    const listed = await api(['GET', '/zones', '-F', 'limit=1', '--jq', '.items | length']);
    expect(listed.stdout).toBe('1\n');
    expect((await api(['get', '/api/v1/accounts/local', '--jq', '.name'])).stdout).toBe('local\n');
  });

  it('takes a body from a file and from stdin', async () => {
    const body = (name: string): string =>
      JSON.stringify({ name, provider: 'zonefile', endpoint: `${home.folder}/${name}` });
    writeFileSync(join(home.project, 'account.json'), body('from-file'));
    expect((await api(['POST', '/accounts', '--input', 'account.json'])).exitCode).toBe(0);
    expect((await api(['POST', '/accounts', '--input', '-'], { stdin: body('from-stdin') })).exitCode).toBe(
      0,
    );
    expect(await api(['POST', '/accounts', '--input', '-'], { stdin: 'no json' })).toMatchObject({
      exitCode: 2,
      stdout: '',
    });
  });

  it('asks for every page, and gives one list', async () => {
    const ids = async (...flags: string[]): Promise<string[]> =>
      (await api(['GET', '/zones', ...flags])).stdout.trim().split('\n');
    const [whole, paged] = [
      await ids('--jq', '.items[].name'),
      await ids('-F', 'limit=1', '--paginate', '--jq', '.[].name'),
    ];
    expect(whole.length).toBeGreaterThan(2);
    expect(paged).toEqual(whole);
    expect((await api(['GET', '/accounts/local', '--paginate'])).exitCode).toBe(2);
    expect((await api(['POST', '/accounts', '--paginate'])).exitCode).toBe(2);
  });

  it('shows the head of the answer where it is asked to, and nothing where it is not wanted', async () => {
    const { stdout } = await api(['GET', '/accounts', '--include']);
    expect(stdout).toMatch(/^HTTP 200\n/);
    expect(stdout).toContain('content-type: application/json');
    expect(await api(['GET', '/accounts', '--silent'])).toMatchObject({ exitCode: 0, stdout: '' });
    expect((await api(['GET', '/openapi.json', '--jq', '.openapi'])).stdout).toMatch(/^3\.1/);
  });

  it('ends with the code of what the server says', async () => {
    expect(await api(['GET', '/accounts/nobody'])).toMatchObject({ exitCode: 5, stdout: '' });
    expect(await api(['GET', '/nothing'])).toMatchObject({ exitCode: 5, stdout: '' });
    const { exitCode } = await home.run('api GET /accounts', {
      environment: { REGCTL_HOST: server.url, REGCTL_TOKEN: 'rgk_wrong' },
    });
    expect(exitCode).toBe(4);
  });

  it.each([
    ['//evil.example/zones'],
    ['https://evil.example/zones'],
    ['/../../..//evil.example'],
    ['zones'],
    ['\\\\evil.example'],
  ])('sends the token nowhere else for %s', async (path) => {
    const { exitCode, stdout } = await api(['GET', path]);
    expect([2, 5]).toContain(exitCode);
    expect(stdout).toBe('');
  });

  it.each([
    ['-H', 'Authorization: Bearer x'],
    ['-H', 'no header'],
    ['-f', 'novalue'],
    ['-F', 'a[b=1'],
  ])('refuses %s %s', async (flag, value) => {
    expect((await api(['POST', '/accounts', flag, value])).exitCode).toBe(2);
  });

  it('is not to be had in local mode', async () => {
    const result = await home.run('api GET /zones');
    expect(result).toMatchObject({ exitCode: 6, stdout: '' });
    expect(result.stderr).toContain('[MODE_UNSUPPORTED]');
  });
});

describe('fields', () => {
  it('become the JSON that their names say', () => {
    expect(
      fieldsToJson([
        ['name', 'a'],
        ['filter[type]', 'A'],
        ['filter[ttl]', 300],
        ['rdata[]', '192.0.2.1'],
        ['rdata[]', '192.0.2.2'],
        ['deep[er][est][]', null],
      ]),
    ).toEqual({
      name: 'a',
      filter: { type: 'A', ttl: 300 },
      rdata: ['192.0.2.1', '192.0.2.2'],
      deep: { er: { est: [null] } },
    });
  });

  it.each(['', '[a]', 'a[', 'a]b', 'a[][b]', '__proto__', 'a[__proto__]'])('%j is no name', (name) => {
    expect(() => fieldsToJson([[name, 1]])).toThrow('no name of a field');
  });

  it('cannot be two things', () => {
    expect(() =>
      fieldsToJson([
        ['a', 1],
        ['a[b]', 2],
      ]),
    ).toThrow('no name of a field');
    expect(() =>
      fieldsToJson([
        ['a[b]', 1],
        ['a[]', 2],
      ]),
    ).toThrow('no name of a field');
  });
});
