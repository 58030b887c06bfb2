import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { openOutsideIssuer, type OutsideIssuer } from '../support/outside-issuer.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

describe('a job that its CI system vouches for', () => {
  let issuer: OutsideIssuer;
  let server: TestServer;
  let home: CliHome;
  beforeEach(async () => {
    issuer = await openOutsideIssuer();
    issuer.claims = { repository: 'example/infra' };
    home = createCliHome();
    const first = await openTestServer();
    const organization = (await first.client().session?.get())?.organization.id ?? '';
    await first.app.close();
    const trust = {
      issuer: issuer.url,
      claims: { repository: ['example/*'] },
      organization,
      role: 'member',
      allowPrivateAddress: false,
    };
    server = await openTestServer({ reopen: first, socket: true, config: { trustedIssuers: [trust] } });
  });
  afterEach(async () => {
    home.dispose();
    await server.dispose();
    await issuer.close();
  });

  it('works through the server by REGCTL_TOKEN', async () => {
    const environment = { REGCTL_HOST: server.url, REGCTL_TOKEN: await issuer.token(server.url) };
    const status = await home.run('auth status --json', { environment });
    expect(status, status.stderr).toMatchObject({ exitCode: 0 });
    expect(status.stdout).toContain(`workload ci of ${issuer.url}`);
    expect(await home.run('accounts list --json', { environment })).toMatchObject({ stdout: '[]\n' });
  });

  it('logs in with its token on stdin, and is refused with one of somebody else', async () => {
    const environment = { REGCTL_PASSPHRASE: 'open sesame' };
    const login = (stdin: string): ReturnType<CliHome['run']> =>
      home.run(`auth login --host ${server.url} --with-token --insecure-storage`, { environment, stdin });
    const done = await login(await issuer.token(server.url));
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
    expect(done.stderr).toContain(`as workload ci of ${issuer.url}`);
    expect(await home.run('accounts list --json', { environment })).toMatchObject({ stdout: '[]\n' });
    issuer.claims = { repository: 'evil/infra' };
    expect(await login(await issuer.token(server.url))).toMatchObject({ exitCode: 4 });
  });

  it.each([
    ['nothing that tells its jobs from those of others', { claims: { repository: '*' } }],
    ['no claims', { claims: {} }],
    ['an issuer in the clear', { issuer: 'http://ci.example' }],
    ['a role and scopes', { scopes: ['zones:read'] }],
    ['a scope that there is not', { role: undefined, scopes: ['zones:everything'] }],
    ['a word that there is not', { organisation: 'x' }],
  ])('cannot be trusted by a configuration with %s', async (_, given) => {
    const trust = {
      issuer: 'https://ci.example',
      claims: { repository: 'example/infra' },
      organization: 'example',
      role: 'member',
      ...given,
    };
    const data = join(home.folder, 'server');
    mkdirSync(data);
    writeFileSync(join(data, 'server.yaml'), JSON.stringify({ trustedIssuers: [trust] }));
    const checked = await home.run(`server start --check --data ${data}`);
    expect(checked, checked.stderr).toMatchObject({ exitCode: 2 });
    expect(checked.stderr).toContain('trustedIssuers.0');
  });

  it('is trusted by a variable, too', async () => {
    const trust = {
      issuer: 'https://ci.example',
      claims: { sub: 'job' },
      organization: 'example',
      role: 'x',
    };
    const run = (text: string): ReturnType<CliHome['run']> =>
      home.run('server start --check', { environment: { REGCTL_SERVER_TRUSTED_ISSUERS: text } });
    const good = await run(JSON.stringify([trust]));
    expect(good, good.stderr).toMatchObject({ exitCode: 0 });
    expect(await run('[{')).toMatchObject({ exitCode: 2 });
  });
});
