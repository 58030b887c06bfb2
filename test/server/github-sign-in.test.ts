import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { openGithub, type GithubStandIn } from '../support/github.ts';
import { openWebBrowser } from '../support/web-browser.ts';

const CLIENT = { id: 'Iv1.0123456789abcdef', secret: 'a secret of the OAuth app' };

describe('people whom GitHub knows', () => {
  let github: GithubStandIn;
  let server: TestServer;
  beforeEach(async () => {
    github = await openGithub(CLIENT);
    const first = await openTestServer();
    const organization = (await first.client().session?.get())?.organization.id ?? '';
    await first.app.close();
    const provider = {
      id: 'github',
      label: 'GitHub',
      kind: 'github' as const,
      issuer: github.url,
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      scopes: ['read:user', 'user:email', 'read:org'],
      organization,
      allowDomains: ['example.org'],
      linkByEmail: false,
      trustEmail: false,
      groupsClaim: 'groups',
      roles: [{ group: 'example/dns', role: 'member' }],
      allowPrivateAddress: false,
    };
    server = await openTestServer({ reopen: first, socket: true, config: { signIn: [provider] } });
    github.user = { id: 583231, login: 'ada', name: 'Ada' };
    github.emails = [
      { email: 'ada@evil.example', primary: false, verified: true },
      { email: 'Ada@example.org', primary: true, verified: true },
    ];
    github.teams = [{ slug: 'dns', organization: { login: 'example' } }];
  });
  afterEach(async () => {
    await server.dispose();
    await github.close();
  });
  const signIn = (): Promise<{ readonly status: number; readonly text: string }> =>
    openWebBrowser().open(`${server.url}/sign-in/with/github`);

  it('sign in by their number and primary address, with the role of their team', async () => {
    expect((await signIn()).text).toContain('signed in as Ada (ada@example.org)');
    expect(github.asked()).toBe('read:user user:email read:org');
    const members = (await server.client().members?.list()) ?? [];
    expect(members.find(({ email }) => email === 'ada@example.org')?.role).toBe('member');
    // Names are given to others one day; the number is who it is.
    github.user = { id: 583231, login: 'lovelace', name: null };
    expect((await signIn()).text).toContain('signed in as Ada');
    github.user = { id: 583232, login: 'ada', name: null };
    expect(await signIn()).toMatchObject({ status: 403 });
  });

  it('are not let in by an address that is not verified, nor by a team of the same name elsewhere', async () => {
    github.emails = [{ email: 'ada@example.org', primary: true, verified: false }];
    expect(await signIn()).toMatchObject({ status: 403 });
    github.emails = [{ email: 'ada@example.org', primary: true, verified: true }];
    github.teams = [{ slug: 'dns', organization: { login: 'evil' } }];
    expect(await signIn()).toMatchObject({ status: 403 });
    expect(await server.client().members?.list()).toHaveLength(1);
  });
});
