import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/adapters/http/client.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { openProgram } from '../support/device-flow.ts';
import { accept, fullClient } from '../support/members.ts';
import { approve, openBrowser, PASSWORD, type Person } from '../support/sign-in.ts';

const OTHER = 'another sentence that is kept in mind';

/** A server with one organization that sends mail. */
export interface InvitedSubject {
  readonly url: string;
  readonly fetch: Fetch;
  client(token?: string): ControlPlane;
  /** Makes another organization. @returns the key of its owner */
  addOrganization(): Promise<string>;
  /** What was mailed since the server was opened, as it is read. */
  mails(): Promise<readonly { readonly to: string; readonly text: string }[]>;
  /** Asks the directory beside the server, or changes what only time would change. */
  rows(statement: string, ...values: readonly string[]): Promise<readonly unknown[]>;
  dispose(): Promise<void>;
}

/** Requests that the server of this suite takes. */
export const INVITED_LIMITS: {
  readonly address: number;
  readonly wrongTokens: number;
  readonly organization: number;
} = {
  address: 1_000,
  wrongTokens: 100,
  organization: 1_000,
};

/** What holds of who is invited, and of links that are mailed, whatever runs the server. */
export function invitedContract(runtime: string, open: () => Promise<InvitedSubject>): void {
  describe(`who is invited: ${runtime}`, () => {
    let server: InvitedSubject;
    beforeEach(async () => {
      server = await open();
    });
    afterEach(() => server.dispose());
    const browser = (): Person => openBrowser(server.url, server.fetch);
    /** The token in the mail that came last; more must have come than before. */
    const mailed = async (count: number): Promise<string> => {
      await expect.poll(async () => (await server.mails()).length, { timeout: 5_000 }).toBe(count);
      const text = (await server.mails()).at(-1)?.text ?? '';
      return /token=(rg[il]_[0-9a-z]{69})\b/.exec(text)?.[1] ?? '';
    };
    const invite = async (email: string, by?: string): Promise<{ shown: string; mail: string }> => {
      const before = (await server.mails()).length;
      const { token } = await fullClient(server, by).invitations.create({ email, role: 'member' });
      return { shown: token, mail: await mailed(before + 1) };
    };
    const join_ = (person: Person, token: string, password = PASSWORD): ReturnType<Person['send']> =>
      person.send('/invitation', { token, name: 'Grace', password });
    const signIn = (person: Person, email: string, password: string): ReturnType<Person['send']> =>
      person.send('/sign-in', { email, password });
    const rows: InvitedSubject['rows'] = (statement, ...values) => server.rows(statement, ...values);
    const isVerified = async (email: string): Promise<boolean> =>
      (await rows('select 1 from users where email = ? and email_verified = 1', email)).length === 1;
    const resetToken = async (email: string): Promise<string> => {
      const before = (await server.mails()).length;
      expect((await browser().send('/password', { email })).status).toBe(200);
      return mailed(before + 1);
    };

    it('sets a password by the link, and is signed in from then on', async () => {
      const { mail } = await invite('grace@example.org');
      const grace = browser();
      expect((await grace.see(`/invitation?token=${mail}`)).text).toContain('autocomplete="new-password"');
      expect((await join_(grace, mail, 'short')).status).toBe(422);
      expect((await join_(grace, mail)).text).toContain('signed in as Grace (grace@example.org)');
      expect(await isVerified('grace@example.org')).toBe(true);
      expect((await signIn(browser(), 'grace@example.org', PASSWORD)).text).toContain('signed in as Grace');
      const joined = await fullClient(server).audit.list({ after: 0, limit: 100 });
      expect(joined.map(({ action, actor }) => `${actor}: ${action}`)).toContain(
        'user grace@example.org: invitations.accept',
      );
      // Both secrets are spent.
      expect((await join_(browser(), mail, OTHER)).status).toBe(401);
    });

    it('is not verified by the secret that whoever invites was shown', async () => {
      const { shown, mail } = await invite('grace@example.org');
      expect((await join_(browser(), shown)).status).toBe(200);
      expect(await isVerified('grace@example.org')).toBe(false);
      expect((await join_(browser(), mail)).status).toBe(401);
    });

    it('is not taken over by whoever invites: no key, no password, no membership', async () => {
      const first = await invite('victim@example.org');
      await join_(browser(), first.mail);
      const mallory = await server.addOrganization();
      for (const which of ['shown', 'mail'] as const) {
        const token = (await invite('victim@example.org', mallory))[which];
        expect((await accept(server, token)).status).toBe(401);
        expect((await join_(browser(), token, OTHER)).text).toContain('Sign in with it to accept');
      }
      expect((await signIn(browser(), 'victim@example.org', OTHER)).status).toBe(403);
      expect((await signIn(browser(), 'victim@example.org', PASSWORD)).status).toBe(200);
      const members = (await fullClient(server, mallory).members.list()).map(({ email }) => email);
      expect(members).not.toContain('victim@example.org');
    });

    it('signs in to accept, as who is invited and nobody else', async () => {
      const grace = browser();
      await join_(grace, (await invite('grace@example.org')).mail);
      const other = await server.addOrganization();
      const { shown } = await invite('grace@example.org', other);
      const eve = browser();
      await join_(eve, (await invite('eve@example.org')).mail);
      expect((await eve.see(`/invitation?token=${shown}`)).text).toContain('signed in as eve@example.org');
      expect((await eve.send('/invitation', { token: shown })).status).toBe(403);
      await grace.send('/sign-out', {});
      const path = `/invitation?token=${shown}`;
      const next = /href="(\/sign-in\?next=[^"]+)"/.exec((await grace.see(path)).text)?.[1] ?? '';
      expect((await grace.see(next)).text).toContain(`value="${path}"`);
      const there = await grace.send('/sign-in', {
        email: 'grace@example.org',
        password: PASSWORD,
        next: path,
      });
      expect(there.path).toBe(path);
      expect((await grace.send('/invitation', { token: shown })).status).toBe(200);
      expect((await fullClient(server, other).members.list()).map(({ email }) => email)).toContain(
        'grace@example.org',
      );
    });

    it('whose address nobody proved verifies it by mail before another organization takes them in', async () => {
      const grace = browser();
      await join_(grace, (await invite('grace@example.org')).shown);
      const other = await server.addOrganization();
      const { shown } = await invite('grace@example.org', other);
      expect((await grace.see(`/invitation?token=${shown}`)).text).toContain('Mail me a link');
      const refused = await grace.send('/invitation', { token: shown });
      expect(refused).toMatchObject({ status: 403 });
      const before = (await server.mails()).length;
      await grace.send('/address', {});
      const link = await mailed(before + 1);
      // A link alone proves nothing: neither to nobody nor to somebody else.
      expect((await browser().send('/address/verify', { token: link })).status).toBe(403);
      const eve = browser();
      await join_(eve, (await invite('eve@example.org')).mail);
      expect((await eve.send('/address/verify', { token: link })).status).toBe(403);
      expect(await isVerified('grace@example.org')).toBe(false);
      expect((await grace.send('/address/verify', { token: link })).status).toBe(200);
      expect((await grace.send('/address/verify', { token: link })).status).toBe(401);
      expect((await grace.send('/invitation', { token: shown })).status).toBe(200);
    });

    it('takes an address back from who set it up before, with all that they left there', async () => {
      const mallory = await server.addOrganization();
      const first = await invite('victim@example.org', mallory);
      const keyed = (await (await accept(server, first.shown)).json()) as { readonly token: string };
      const key = fullClient(server, keyed.token);
      expect((await key.session.get()).actor).toContain('Grace');
      const squat = await invite('second@example.org', mallory);
      const squatter = browser();
      await join_(squatter, squat.shown, OTHER);
      for (const email of ['victim@example.org', 'second@example.org']) {
        const set = await browser().send('/password/new', {
          token: await resetToken(email),
          password: PASSWORD,
        });
        expect(set.status).toBe(200);
        expect(await isVerified(email)).toBe(true);
        expect((await signIn(browser(), email, PASSWORD)).status).toBe(200);
      }
      await expect(key.session.get()).rejects.toMatchObject({ code: 'NOT_LOGGED_IN' });
      expect((await squatter.see('/')).path).toBe('/sign-in');
      expect((await signIn(browser(), 'second@example.org', OTHER)).status).toBe(403);
    });

    it('sets another password by a mailed link, once, and all sessions end', async () => {
      const grace = browser();
      await join_(grace, (await invite('grace@example.org')).mail);
      const key = (await fullClient(server).apiKeys.create({ name: 'k', scopes: ['zones:read'] })).token;
      const [token, second] = [await resetToken('grace@example.org'), await resetToken('grace@example.org')];
      const set = (password: string, with_ = token): ReturnType<Person['send']> =>
        browser().send('/password/new', { token: with_, password });
      expect((await browser().see(`/password/new?token=${token}`)).status).toBe(200);
      expect((await set('short')).status).toBe(422);
      const answers = await Promise.all([set(OTHER), set(OTHER), set(OTHER)]);
      expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '401', '401']);
      // Nor does one that was mailed before.
      expect((await set('one more sentence to keep', second)).status).toBe(401);
      expect((await grace.see('/')).path).toBe('/sign-in');
      expect((await signIn(browser(), 'grace@example.org', PASSWORD)).status).toBe(403);
      expect((await signIn(browser(), 'grace@example.org', OTHER)).status).toBe(200);
      expect((await fullClient(server, key).session.get()).actor).toContain('k');
      const done = await fullClient(server).audit.list({ after: 0, limit: 100 });
      expect(done.filter(({ action }) => action === 'password.set')).toHaveLength(1);
      expect(JSON.stringify(await rows('select * from mailed_links'))).not.toContain(token);
    });

    it('ends what was begun with the old password, too: programs that were let in a moment ago', async () => {
      const mallory = browser();
      await join_(mallory, (await invite('grace@example.org')).mail);
      const program = openProgram(server.url, server.fetch);
      const asked = await program.begin();
      await approve(mallory, String(asked['user_code']));
      const token = await resetToken('grace@example.org');
      expect((await browser().send('/password/new', { token, password: OTHER })).status).toBe(200);
      const redeemed = await program.redeem(asked['device_code']);
      expect(redeemed.status).toBe(400);
      expect(redeemed).not.toHaveProperty('access_token');
      expect(await rows('select * from sessions')).toEqual([]);
    });

    it('finds a link that is too old, of another kind or tampered with of no use', async () => {
      const grace = browser();
      await join_(grace, (await invite('grace@example.org')).shown);
      await grace.send('/address', {});
      const address = await mailed(2);
      const password = await resetToken('grace@example.org');
      const set = async (token: string): Promise<number> =>
        (await browser().send('/password/new', { token, password: OTHER })).status;
      expect(await set(address)).toBe(401);
      expect((await grace.send('/address/verify', { token: password })).status).toBe(401);
      expect(await set(`${password.slice(0, -1)}${password.endsWith('0') ? '1' : '0'}`)).toBe(401);
      await rows('update mailed_links set expires_at = ?', '2020-01-01T00:00:00.000Z');
      expect(await set(password)).toBe(401);
      expect((await grace.send('/address/verify', { token: address })).status).toBe(401);
      expect((await signIn(browser(), 'grace@example.org', PASSWORD)).status).toBe(200);
    });

    it('learns nothing of who has a login, and fills nobody\u2019s mailbox', async () => {
      await join_(browser(), (await invite('grace@example.org')).mail);
      const answers = [];
      for (const email of ['grace@example.org', 'nobody@example.org']) {
        const { status, text } = await browser().send('/password', { email });
        answers.push({ status, text: text.replaceAll(/nonce="[^"]+"/g, '').replaceAll(email, 'EMAIL') });
      }
      expect(answers[0]).toEqual(answers[1]);
      await mailed(2);
      for (let i = 0; i < 4; i++) await browser().send('/password', { email: 'GRACE@example.org' });
      expect((await browser().send('/password', { email: 'grace@example.org' })).status).toBe(429);
      await mailed(3);
      expect((await server.mails()).map(({ to }) => to)).toEqual(
        Array.from({ length: 3 }, () => 'grace@example.org'),
      );
    });

    it('who signs in by an outside issuer alone gets no password', async () => {
      const grace = browser();
      await join_(grace, (await invite('grace@example.org')).mail);
      await rows("update sign_in_methods set provider_id = 'okta', password = null");
      expect((await browser().send('/password', { email: 'grace@example.org' })).status).toBe(200);
      await join_(browser(), (await invite('eve@example.org')).mail);
      await resetToken('eve@example.org');
      expect(
        (await server.mails()).filter(({ text }) => text.includes('password/new')).map(({ to }) => to),
      ).toEqual(['eve@example.org']);
    });

    it.each(['/invitation', '/password', '/password/new', '/address', '/address/verify'])(
      'has no form taken by %s that comes from another origin',
      async (path) => {
        const { mail } = await invite('grace@example.org');
        const form = { token: mail, email: 'grace@example.org', name: 'Grace', password: PASSWORD };
        const sent = await browser().send(path, form, { origin: 'https://evil.example' });
        expect(sent.status).toBe(403);
        expect(await rows('select 1 from users where email = ?', 'grace@example.org')).toEqual([]);
      },
    );
  });
}
