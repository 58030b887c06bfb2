import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { fullClient } from '../support/members.ts';
import { openBrowser, PASSWORD } from '../support/sign-in.ts';
import { createCliHome, type CliHome, type CliResult } from '../support/run-cli.ts';

type Row = { readonly [field: string]: unknown };

describe('an organization at a server', () => {
  let server: TestServer;
  let home: CliHome;
  beforeEach(async () => {
    server = await openTestServer({ socket: true });
    home = createCliHome();
  });
  afterEach(async () => {
    home.dispose();
    await server.dispose();
  });
  const as =
    (token: string) =>
    (argv: string): Promise<CliResult> =>
      home.run(argv, { environment: { REGCTL_HOST: server.url, REGCTL_TOKEN: token } });
  const rows = async (result: Promise<CliResult>): Promise<readonly Row[]> => {
    const { stdout, stderr } = await result;
    expect(stdout, stderr).not.toBe('');
    return JSON.parse(stdout) as readonly Row[];
  };
  const row = async (result: Promise<CliResult>): Promise<Row> => {
    const { stdout, stderr } = await result;
    expect(stdout, stderr).not.toBe('');
    return JSON.parse(stdout) as Row;
  };

  it('takes somebody in, gives them a role, and lets them go', async () => {
    const owner = as(server.token);
    expect(
      await owner('roles create dns --scope zones:write --scope accounts:read --description zones'),
    ).toMatchObject({
      exitCode: 0,
    });
    const invited = await row(
      owner('invitations create ada@lab.example --role dns --only main/lab.example --json'),
    );
    const [token, link] = [String(invited['token']), String(invited['link'])];
    expect(token).toMatch(/^rgi_/);
    expect(link).toBe(`${server.url}/invitation?token=${token}`);
    expect((await owner('invitations list')).stdout).toContain('ada@lab.example');
    const passphrase = { REGCTL_PASSPHRASE: 'open sesame' };
    const accepted = await home.run(
      `invitations accept --host ${server.url} --name Ada --insecure-storage --json`,
      { environment: passphrase, stdin: `${link}\n` },
    );
    expect(JSON.parse(accepted.stdout), accepted.stderr).toMatchObject({
      organization: 'Example',
      role: 'dns',
    });
    expect(accepted.stdout + accepted.stderr).not.toMatch(/rgc_/);
    expect(await home.run('accounts list', { environment: passphrase })).toMatchObject({ exitCode: 0 });
    expect(await home.run('members list', { environment: passphrase })).toMatchObject({ exitCode: 4 });
    const again = await home.run(`invitations accept --host ${server.url}`, {
      environment: passphrase,
      stdin: token,
    });
    expect(again).toMatchObject({ exitCode: 4, stdout: '' });
    expect(await rows(owner('members list --json=email,role,within'))).toContainEqual({
      email: 'ada@lab.example',
      role: 'dns',
      within: ['main/lab.example'],
    });
    expect(
      await row(owner('members update ada@lab.example --role viewer --everywhere --json')),
    ).toMatchObject({
      role: 'viewer',
      within: null,
    });
    expect(await owner('roles delete dns --yes')).toMatchObject({ exitCode: 0 });
    expect(await owner('roles get dns')).toMatchObject({ exitCode: 5 });
    expect(await owner('roles delete owner --yes')).toMatchObject({ exitCode: 7 });
    expect(await owner('members delete ada@lab.example --yes')).toMatchObject({ exitCode: 0 });
    expect(await home.run('accounts list', { environment: passphrase })).toMatchObject({ exitCode: 4 });
    const [self] = await rows(owner('members list --json'));
    const last = await owner(`members delete ${String(self?.['user'] as string)} --yes`);
    expect(last).toMatchObject({ exitCode: 7 });
    expect(last.stderr).toContain('last owner');
  });

  it('shows what others wrote as text on one line, and takes no name that is none', async () => {
    const owner = as(server.token);
    const odd = 'Eve\u001b[2J\u001b]0;x\u0007\nroot@lab.example\u202e';
    await fullClient(server).roles.create({ name: 'odd', description: odd, scopes: ['zones:read'] });
    for (const argv of ['roles list', 'roles get odd', 'roles list -o table', 'roles get odd -o table']) {
      const { stdout } = await owner(argv);
      expect(stdout).toContain('root@lab.example');
      for (const sign of ['\u001b', '\u0007', '\u202e', '\nroot'])
        expect(stdout.includes(sign), `${argv}: ${JSON.stringify(sign)}`).toBe(false);
    }
    const { token } = await fullClient(server).invitations.create({ email: 'e@lab.example', role: 'viewer' });
    const refused = { code: 'INVALID_INPUT' };
    for (const change of [
      fullClient(server).apiKeys.create({ name: odd, scopes: ['zones:read'] }),
      fullClient(server).organizations.create({ name: odd }),
      fullClient(server).roles.create({ name: odd, scopes: ['zones:read'] }),
    ])
      await expect(change).rejects.toMatchObject(refused);
    const browser = openBrowser(server.url, server.fetch);
    const joined = await browser.send('/invitation', { token, name: odd, password: PASSWORD });
    expect(joined.status).toBe(422);
    const accepted = await home.run(['invitations', 'accept', '--host', server.url, '--name', odd], {
      stdin: token,
    });
    expect(accepted).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('lets a plan wait for a second person', async () => {
    const owner = as(server.token);
    const invited = await owner('invitations create ada@lab.example');
    await home.run(`invitations accept --host ${server.url} --insecure-storage`, {
      environment: { REGCTL_PASSPHRASE: 'x' },
      stdin: invited.stdout,
    });
    const ada = (argv: string): Promise<CliResult> =>
      home.run(argv, { environment: { REGCTL_PASSPHRASE: 'x' } });
    await owner('accounts add zonefile --name local --endpoint zones');
    await owner('zones create lab.example --nameserver ns1.example.net');
    expect(await owner('approvals rules create plan --zone lab.example')).toMatchObject({ exitCode: 0 });
    const plan = await ada('dns set lab.example www A 192.0.2.1 --yes');
    expect(plan, plan.stderr).toMatchObject({ exitCode: 8, stdout: '' });
    expect(plan.stderr).toContain('[APPROVAL_PENDING]');
    const [waiting] = await rows(owner('approvals list --json'));
    const id = waiting?.['id'] as string;
    expect(plan.stderr).toContain(id);
    expect(await ada(`approvals approve ${id}`)).toMatchObject({ exitCode: 4 });
    expect(await row(owner(`approvals get ${id} --json`))).toMatchObject({
      zone: 'lab.example',
      content: { plan: { changes: [{ action: 'create', name: 'www' }] } },
    });
    expect(await owner(`approvals approve ${id} --reason seen`)).toMatchObject({ exitCode: 0 });
    expect(await owner(`approvals reject ${id}`)).toMatchObject({ exitCode: 7 });
    expect(await ada('dns set lab.example www A 192.0.2.2 --yes')).toMatchObject({ exitCode: 8 });
    expect(await ada('dns set lab.example www A 192.0.2.1 --yes')).toMatchObject({ exitCode: 0 });
    expect((await ada('dns get lab.example www A')).stdout).toContain('192.0.2.1');
    expect(await rows(owner('approvals list --json'))).toHaveLength(1);
  });

  it('is made, shown, renamed and deleted', async () => {
    const owner = as(server.token);
    const made = await row(owner('orgs create Second --json'));
    const second = as(made['token'] as string);
    expect(await row(second('orgs update --name Other --json'))).toMatchObject({
      name: 'Other',
      slug: made['slug'],
    });
    expect((await rows(owner('orgs list --json'))).map(({ name }) => name)).toEqual(['Example', 'Other']);
    expect(await rows(second('orgs limits --json'))).toContainEqual({
      limit: 'members',
      used: 1,
      most: null,
    });
    expect(await second('orgs delete --confirm wrong')).toMatchObject({ exitCode: 2 });
    expect(await second(`orgs delete --confirm ${made['slug'] as string}`)).toMatchObject({ exitCode: 0 });
    expect(await second('orgs list')).toMatchObject({ exitCode: 4 });
    const key = await row(owner('api-keys create lab --scope zones:read --only lab.example --json'));
    expect(key).toMatchObject({ within: ['lab.example'] });
  });
});

describe('a password by whoever runs the server', () => {
  it('is set by a link that is printed', async () => {
    const server = await openTestServer();
    const home = createCliHome();
    try {
      const [owner] = (await server.client().members?.list()) ?? [];
      const data = `--data ${server.folder}/server`;
      const made = await home.run(`server passwords link ${owner?.email ?? ''} ${data}`);
      expect(made).toMatchObject({ exitCode: 0 });
      expect(made.stdout).toMatch(/^http:\/\/127\.0\.0\.1:8765\/password\/new\?token=rgl_[0-9a-z]{69}\n$/);
      expect(made.stderr).toContain(`hand it to ${owner?.email ?? ''} alone`);
      expect(made.stderr).not.toContain('rgl_');
      expect(await home.run(`server passwords link nobody@example.org ${data}`)).toMatchObject({
        exitCode: 5,
      });
    } finally {
      home.dispose();
      await server.dispose();
    }
  });
});

describe('limits by whoever runs the server', () => {
  it('are set by the name of a plan, and act at once', async () => {
    const server = await openTestServer();
    const home = createCliHome();
    try {
      const data = `--data ${server.folder}/server`;
      const [listed] = JSON.parse((await home.run(`server limits ${data} --json`)).stdout) as Row[];
      expect(listed).toMatchObject({ domains: null, members: null });
      const slug = listed?.['organization'] as string;
      expect(await home.run(`server limits ${slug} --plan free ${data}`)).toMatchObject({ exitCode: 0 });
      const owner = server.client();
      expect(await owner.organizations?.limits()).toMatchObject({ limits: { domains: 3, members: 2 } });
      expect(await home.run(`server limits nobody --plan free ${data}`)).toMatchObject({ exitCode: 5 });
      expect(await home.run(`server limits ${slug} ${data}`)).toMatchObject({ exitCode: 2 });
    } finally {
      home.dispose();
      await server.dispose();
    }
  });
});
