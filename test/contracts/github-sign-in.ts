import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/adapters/http/client.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { SignInProvider } from '../../src/core/sign-in-provider.ts';
import type { GithubStandIn } from '../support/github.ts';
import { openWebBrowser } from '../support/web-browser.ts';

type GithubPeople = Pick<GithubStandIn, 'user' | 'emails' | 'teams'>;

/** A server with one organization, whose people sign in by a GitHub on loopback that is called `github`. */
export interface GithubSignInSubject {
  readonly url: string;
  readonly fetch: Fetch;
  client(): ControlPlane;
  /** Changes what GitHub knows. */
  set(people: Partial<GithubPeople>): Promise<void>;
  dispose(): Promise<void>;
}

export const GITHUB_SETTINGS: Omit<SignInProvider, 'issuer' | 'clientId' | 'clientSecret' | 'organization'> =
  {
    id: 'github',
    label: 'GitHub',
    kind: 'github',
    scopes: ['read:user', 'user:email', 'read:org'],
    allowDomains: ['example.org'],
    linkByEmail: false,
    trustEmail: false,
    groupsClaim: 'groups',
    roles: [{ group: 'example/dns', role: 'member' }],
    allowPrivateAddress: false,
  };

/** What holds of people whom GitHub knows, whatever runs the server. */
export function githubSignInContract(name: string, open: () => Promise<GithubSignInSubject>): void {
  describe(`people whom GitHub knows: ${name}`, () => {
    let server: GithubSignInSubject;
    beforeEach(async () => {
      server = await open();
      await server.set({
        user: { id: 583231, login: 'ada', name: 'Ada' },
        emails: [
          { email: 'ada@evil.example', primary: false, verified: true },
          { email: 'Ada@example.org', primary: true, verified: true },
        ],
        teams: [{ slug: 'dns', organization: { login: 'example' } }],
      });
    });
    afterEach(() => server.dispose());
    const signIn = async (): Promise<{ readonly status: number; readonly text: string }> => {
      const browser = openWebBrowser((url, init) =>
        url.startsWith(server.url) ? server.fetch(url, init) : fetch(url, init),
      );
      return browser.open(`${server.url}/sign-in/with/github`);
    };

    it('sign in by their number and primary address, with the role of their team', async () => {
      expect((await signIn()).text).toContain('signed in as Ada (ada@example.org)');
      const members = (await server.client().members?.list()) ?? [];
      expect(members.find(({ email }) => email === 'ada@example.org')?.role).toBe('member');
      // Names are given to others one day; the number is who it is.
      await server.set({ user: { id: 583231, login: 'lovelace', name: null } });
      expect((await signIn()).text).toContain('signed in as Ada');
      await server.set({ user: { id: 583232, login: 'ada', name: null } });
      expect(await signIn()).toMatchObject({ status: 403 });
    });

    it('are not let in by an address that is not verified, nor by a team of the same name elsewhere', async () => {
      await server.set({ emails: [{ email: 'ada@example.org', primary: true, verified: false }] });
      expect(await signIn()).toMatchObject({ status: 403 });
      await server.set({
        emails: [{ email: 'ada@example.org', primary: true, verified: true }],
        teams: [{ slug: 'dns', organization: { login: 'evil' } }],
      });
      expect(await signIn()).toMatchObject({ status: 403 });
      expect(await server.client().members?.list()).toHaveLength(1);
    });

    it('are asked for what is needed', async () => {
      const begun = await server.fetch(`${server.url}/sign-in/with/github`, { redirect: 'manual' });
      const asked = new URL(begun.headers.get('location') ?? '').searchParams;
      expect(asked.get('scope')).toBe('read:user user:email read:org');
      expect(asked.get('code_challenge_method')).toBe('S256');
    });
  });
}
