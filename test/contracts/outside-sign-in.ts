import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/adapters/http/client.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { SignInProvider } from '../../src/core/sign-in-provider.ts';
import type { OutsidePerson } from '../support/outside-issuer.ts';
import { openBrowser, PASSWORD } from '../support/sign-in.ts';
import { openWebBrowser, type WebBrowser } from '../support/web-browser.ts';

/** Somebody at the issuer. */
export const ADA: OutsidePerson & { readonly email: string } = {
  sub: 'ada',
  email: 'ada@example.org',
  email_verified: true,
  name: 'Ada',
  groups: ['dns'],
};

/** A server with one organization, whose people sign in by an OpenID provider on loopback that is called `sso`. */
export interface OutsideSignInSubject {
  readonly url: string;
  readonly fetch: Fetch;
  client(): ControlPlane;
  /** Says who signs in at the issuer next; it is Ada at first. */
  setPerson(person: OutsidePerson): Promise<void>;
  dispose(): Promise<void>;
}

/** How people are let in, where the test says nothing else. */
export const SIGN_IN_SETTINGS: Omit<SignInProvider, 'issuer' | 'clientId' | 'clientSecret' | 'organization'> =
  {
    id: 'sso',
    label: 'Example <b>',
    kind: 'oidc',
    scopes: ['openid', 'email', 'profile'],
    allowDomains: ['example.org'],
    linkByEmail: false,
    trustEmail: false,
    groupsClaim: 'groups',
    roles: [
      { group: 'operators', role: 'admin' },
      { group: 'dns', role: 'member' },
    ],
    allowPrivateAddress: false,
  };

/** What holds of people whom an outside issuer knows, whatever runs the server. */
export function outsideSignInContract(
  name: string,
  openServer: (given: Partial<SignInProvider>) => Promise<OutsideSignInSubject>,
): void {
  describe(`people whom an outside issuer knows: ${name}`, () => {
    let server: OutsideSignInSubject;
    let browser: WebBrowser;
    afterEach(() => server.dispose());
    const newBrowser = (): WebBrowser =>
      openWebBrowser((url, init) =>
        url.startsWith(server.url) ? server.fetch(url, init) : fetch(url, init),
      );
    beforeEach(() => {
      browser = newBrowser();
    });
    const open = async (given: Partial<SignInProvider> = {}): Promise<void> => {
      server = await openServer(given);
    };
    const signIn = (by = browser): ReturnType<WebBrowser['open']> =>
      by.open(`${server.url}/sign-in/with/sso`);
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
      const there = await browser.open(
        `${server.url}/sign-in/with/sso?next=%2Fdevice%3Fuser_code%3DBCDF-GHJK`,
      );
      expect(there.url).toBe(`${server.url}/device?user_code=BCDF-GHJK`);
      const evil = await newBrowser().open(`${server.url}/sign-in/with/sso?next=https%3A%2F%2Fevil.example`);
      expect(evil.url).toBe(`${server.url}/`);
    });

    it('have the role of their groups at every sign-in: given, taken, and none at all', async () => {
      await open();
      await signIn();
      await server.setPerson({ ...ADA, groups: ['dns', 'operators'] });
      await signIn(newBrowser());
      expect(await roleOf('ada@example.org')).toBe('admin');
      await server.setPerson({ ...ADA, groups: ['dns'] });
      await signIn(newBrowser());
      expect(await roleOf('ada@example.org')).toBe('member');
      await server.setPerson({ ...ADA, groups: [] });
      const out = await signIn(newBrowser());
      expect(out).toMatchObject({ status: 403 });
      expect(await roleOf('ada@example.org')).toBeUndefined();
      expect((await signIn(newBrowser())).status).toBe(403);
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
      await server.setPerson({ ...ADA, ...given });
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
      await server.setPerson({ ...ADA, sub: 'another' });
      expect(await signIn(newBrowser())).toMatchObject({ status: 403 });
    });

    it('are who has their address here only where the operator allows it', async () => {
      const owner = async (): Promise<string> => (await server.client().members?.list())?.[0]?.email ?? '';
      await open({ roles: [], defaultRole: 'viewer' });
      await server.setPerson({ ...ADA, email: await owner() });
      expect(await signIn()).toMatchObject({ status: 403 });
      await server.dispose();
      await open({ roles: [], defaultRole: 'viewer', linkByEmail: true });
      const email = await owner();
      await server.setPerson({ ...ADA, email, email_verified: false });
      expect(await signIn()).toMatchObject({ status: 403 });
      await server.setPerson({ ...ADA, email: email.toUpperCase() });
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
      await server.setPerson({ ...ADA, email, groups: [] });
      expect((await signIn()).status).toBe(200);
      expect(await roleOf(email)).toBe('owner');
    });

    it('cannot be signed in by an answer that they did not ask for', async () => {
      await open();
      const mallory = newBrowser();
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
  });
}
