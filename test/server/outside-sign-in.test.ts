import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SignInProvider } from '../../src/core/sign-in-provider.ts';
import { freePort } from '../support/servers/process.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { OUTSIDE_CLIENT, openOutsideIssuer, type OutsideIssuer } from '../support/outside-issuer.ts';
import { openBrowser, PASSWORD } from '../support/sign-in.ts';
import { openWebBrowser, type WebBrowser } from '../support/web-browser.ts';

const ADA = { sub: 'ada', email: 'ada@example.org', email_verified: true, name: 'Ada', groups: ['dns'] };

describe('people whom an outside issuer knows', () => {
  let issuer: OutsideIssuer;
  let server: TestServer;
  let browser: WebBrowser;
  beforeEach(async () => {
    browser = openWebBrowser();
  });
  afterEach(async () => {
    await server.dispose();
    await issuer.close();
  });
  const open = async (given: Partial<SignInProvider> = {}): Promise<void> => {
    const port = await freePort();
    const url = `http://127.0.0.1:${String(port)}`;
    issuer = await openOutsideIssuer({ redirectUris: [`${url}/sign-in/with/sso/callback`] });
    issuer.person = ADA;
    const first = await openTestServer();
    const organization = (await first.client().session?.get())?.organization.id ?? '';
    await first.app.close();
    const provider: SignInProvider = {
      id: 'sso',
      label: 'Example <b>',
      kind: 'oidc',
      issuer: issuer.url,
      clientId: OUTSIDE_CLIENT.id,
      clientSecret: OUTSIDE_CLIENT.secret,
      scopes: ['openid', 'email', 'profile'],
      organization,
      allowDomains: ['example.org'],
      linkByEmail: false,
      trustEmail: false,
      groupsClaim: 'groups',
      roles: [
        { group: 'operators', role: 'admin' },
        { group: 'dns', role: 'member' },
      ],
      allowPrivateAddress: false,
      ...given,
    };
    server = await openTestServer({
      reopen: first,
      socket: true,
      config: { port, signIn: [provider] },
    });
  };
  const signIn = (by = browser): ReturnType<WebBrowser['open']> => by.open(`${server.url}/sign-in/with/sso`);
  const roleOf = async (email: string): Promise<string | undefined> =>
    (await server.client().members?.list())?.find((member) => member.email === email)?.role;

  it('sign in, the first time as new members with the role of their groups', async () => {
    await open();
    const page = await browser.open(`${server.url}/sign-in`);
    expect(page.text).toContain('href="/sign-in/with/sso?next=%2F">Sign in with Example &lt;b&gt;</a>');
    const there = await signIn();
    expect(there.text).toContain('You are signed in as Ada (ada@example.org)');
    expect(await roleOf('ada@example.org')).toBe('member');
    const entries = await server.client().audit?.list({ after: 0, limit: 100 });
    expect(entries?.find(({ action }) => action === 'members.admitted')).toMatchObject({
      actor: 'user ada@example.org',
      details: { provider: 'sso', subject: 'ada', role: 'member' },
    });
  });

  it('are led on to the page that they came for, and nowhere else', async () => {
    await open();
    const there = await browser.open(`${server.url}/sign-in/with/sso?next=%2Fdevice%3Fuser_code%3DBCDF-GHJK`);
    expect(there.url).toBe(`${server.url}/device?user_code=BCDF-GHJK`);
    const evil = await openWebBrowser().open(
      `${server.url}/sign-in/with/sso?next=https%3A%2F%2Fevil.example`,
    );
    expect(evil.url).toBe(`${server.url}/`);
  });

  it('have the role of their groups at every sign-in: given, taken, and none at all', async () => {
    await open();
    await signIn();
    issuer.person = { ...ADA, groups: ['dns', 'operators'] };
    await signIn(openWebBrowser());
    expect(await roleOf('ada@example.org')).toBe('admin');
    issuer.person = { ...ADA, groups: ['dns'] };
    await signIn(openWebBrowser());
    expect(await roleOf('ada@example.org')).toBe('member');
    issuer.person = { ...ADA, groups: [] };
    const out = await signIn(openWebBrowser());
    expect(out).toMatchObject({ status: 403 });
    expect(await roleOf('ada@example.org')).toBeUndefined();
    expect((await signIn(openWebBrowser())).status).toBe(403);
  });

  it.each([
    ['an address of another domain', { email: 'ada@example.com' }],
    ['an address below the domain', { email: 'ada@evil.example.org' }],
    ['an address that only looks so', { email: 'ada@example.com@evilexample.org' }],
    ['an address that nobody verified', { email_verified: false }],
    ['an address of which it is said in words that it is verified', { email_verified: 'true' }],
    ['no address', { email: undefined }],
    ['no group that has a role', { groups: ['others'] }],
  ])('are not let in with %s', async (_, given) => {
    await open();
    issuer.person = { ...ADA, ...given };
    expect(await signIn()).toMatchObject({ status: 403 });
    expect((await browser.open(`${server.url}/`)).url).toContain('/sign-in');
    expect(await server.client().members?.list()).toHaveLength(1);
  });

  it('are let in with an invitation, once, as what it says', async () => {
    await open({ allowDomains: [], roles: [] });
    expect(await signIn()).toMatchObject({ status: 403 });
    await server.client().invitations?.create({ email: 'ada@example.org', role: 'auditor' });
    expect((await signIn()).text).toContain('signed in as Ada');
    expect(await roleOf('ada@example.org')).toBe('auditor');
    const [invitation] = (await server.client().invitations?.list()) ?? [];
    expect(invitation?.acceptedAt).not.toBeNull();
    issuer.person = { ...ADA, sub: 'another' };
    expect(await signIn(openWebBrowser())).toMatchObject({ status: 403 });
  });

  it('are who has their address here only where the operator allows it', async () => {
    const owner = async (): Promise<string> => (await server.client().members?.list())?.[0]?.email ?? '';
    await open({ roles: [], defaultRole: 'viewer' });
    issuer.person = { ...ADA, email: await owner() };
    expect(await signIn()).toMatchObject({ status: 403 });
    await server.dispose();
    await issuer.close();
    await open({ roles: [], defaultRole: 'viewer', linkByEmail: true });
    const email = await owner();
    issuer.person = { ...ADA, email, email_verified: false };
    expect(await signIn()).toMatchObject({ status: 403 });
    issuer.person = { ...ADA, email: email.toUpperCase() };
    expect((await signIn()).text).toContain(email);
    expect(await roleOf(email)).toBe('owner');
  });

  it('leave nobody in who set their address up before them', async () => {
    await open({ linkByEmail: true });
    const invitation = await server.client().invitations?.create({ email: ADA.email, role: 'viewer' });
    const squatter = openBrowser(server.url, server.fetch);
    const form = { token: invitation?.token ?? '', name: 'Mallory', password: PASSWORD };
    expect((await squatter.send('/invitation', form)).text).toContain('signed in as Mallory');
    expect((await signIn()).text).toContain(`signed in as Mallory (${ADA.email})`);
    expect((await squatter.see('/')).path).toBe('/sign-in');
    const again = openBrowser(server.url, server.fetch);
    expect((await again.send('/sign-in', { email: ADA.email, password: PASSWORD })).status).toBe(403);
  });

  it('take the last owner away by no group', async () => {
    await open({ linkByEmail: true });
    const email = (await server.client().members?.list())?.[0]?.email ?? '';
    issuer.person = { ...ADA, email, groups: [] };
    expect((await signIn()).status).toBe(200);
    expect(await roleOf(email)).toBe('owner');
  });

  it('cannot be signed in by an answer that they did not ask for', async () => {
    await open();
    const mallory = openWebBrowser();
    let step = await mallory.step(`${server.url}/sign-in/with/sso`);
    while (step.location?.includes('/callback') !== true) step = await mallory.step(step.location ?? '');
    // The victim follows a link to the answer that Mallory was given: without, and with a sign-in of their own under way.
    expect(await browser.open(step.location)).toMatchObject({ status: 401 });
    await browser.step(`${server.url}/sign-in/with/sso`);
    expect(await browser.open(step.location)).toMatchObject({ status: 401 });
    expect((await browser.open(`${server.url}/`)).url).toContain('/sign-in');
    const done = await mallory.open(step.location);
    expect(done.status).toBe(200);
    // The code was spent.
    expect((await mallory.open(step.location)).status).toBe(401);
  });

  it('get a new session each time', async () => {
    await open();
    await signIn();
    const name = [...browser.cookies.keys()].find((one) => one.includes('session_token')) ?? '';
    const before = browser.cookies.get(name);
    await signIn();
    expect(before).toBeDefined();
    expect(browser.cookies.get(name)).not.toBe(before);
  });

  it('are more than an organization may have by no sign-in', async () => {
    await open();
    const { createSqlLimitStore } = await import('../../src/adapters/stores/sql/limits.ts');
    const { openNodeDatabase } = await import('../../src/adapters/stores/sql/node.ts');
    const database = openNodeDatabase(`${server.folder}/server/control.db`);
    const organization = (await server.client().session?.get())?.organization.id ?? '';
    await createSqlLimitStore(database).set(organization, {
      requestsPerMinute: null,
      domains: null,
      members: 1,
      webhooks: null,
    });
    await database.close();
    expect((await signIn()).text).toContain('was not let in');
    expect(await server.client().members?.list()).toHaveLength(1);
  });
});
