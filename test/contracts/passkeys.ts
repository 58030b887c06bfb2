import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { makePasskey, type PasskeyAnswer, type SoftPasskey } from '../support/passkey.ts';
import { openBrowser, PASSWORD, setUpByPage, type Person } from '../support/sign-in.ts';
import type { NewServer } from './device-flow.ts';

const START = Date.parse('2027-01-15T12:00:00Z');
const HOST = 'regctl.example.org';
/** The address that the servers under test are known by: browsers make passkeys for hosts with a name and TLS alone. */
export const ORIGIN: string = `https://${HOST}`;
const REFUSED = { status: 403, path: '/sign-in/passkey' };

/** A server at ORIGIN whose owner has yet to set a password with the setup token. */
export interface PasskeySubject extends NewServer {
  /** A client with the first key of the owner. */
  client(): ControlPlane;
}

/** What holds of passkeys, whatever runs the server. */
export function passkeyContract(name: string, open: () => Promise<PasskeySubject>): void {
  describe(`people with a passkey: ${name}`, () => {
    let server: PasskeySubject;
    let ada: Person;
    let email: string;
    beforeEach(async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: START });
      server = await open();
      ada = stranger();
      await setUpByPage(ada, server.setupToken, 'ada@example.org');
      email = /\(([^)]+@[^)]+)\)/.exec((await ada.see('/')).text)?.[1] ?? '';
    });
    afterEach(async () => {
      vi.useRealTimers();
      await server.dispose();
    });
    const stranger = (): Person => openBrowser(ORIGIN, server.fetch);
    const pass = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000);
    /** What a page asks a browser for. */
    const askedBy = (text: string): PasskeyAnswer => {
      const written = /data-options="([^"]+)"/.exec(text)?.[1] ?? '{}';
      const options = JSON.parse(written.replaceAll('&quot;', '"')) as {
        readonly challenge: string;
        readonly user?: { readonly id: string };
      };
      return { challenge: options.challenge, user: options.user?.id ?? '', origin: ORIGIN, host: HOST };
    };
    const beginAdding = async (person: Person): Promise<PasskeyAnswer> =>
      askedBy((await person.send('/security/passkeys', { name: 'My laptop' })).text);
    const addWith = (person: Person, answer: string, called = 'My laptop'): ReturnType<Person['send']> =>
      person.send('/security/passkeys/add', { name: called, answer });
    const enrol = async (passkey: SoftPasskey, person = ada, called = 'My laptop'): Promise<string> => {
      const asked = await beginAdding(person);
      expect((await addWith(person, passkey.make(asked), called)).path).toBe('/security');
      return asked.user;
    };
    const beginSignIn = async (person: Person, user: string): Promise<PasskeyAnswer> => ({
      ...askedBy((await person.see('/sign-in/passkey')).text),
      user,
    });
    const give = (person: Person, answer: string, next = '/'): ReturnType<Person['send']> =>
      person.send('/sign-in/passkey', { answer, next });

    it('sign in without password and code, where they wanted to go', async () => {
      const passkey = makePasskey();
      const user = await enrol(passkey);
      const person = stranger();
      expect((await person.see('/sign-in')).text).toContain('Sign in with a passkey');
      const asked = await beginSignIn(person, user);
      expect((await give(person, passkey.use(asked), '/security')).path).toBe('/security');
      const { text } = await person.see('/');
      expect(text).toContain(email);
      expect([...person.cookies.keys()].join()).not.toContain('regctl.passkey');
      expect((await person.see('/security')).text).toContain(
        'My laptop, since 2027-01-15, last used 2027-01-15',
      );
      expect((await give(stranger(), passkey.use(asked), 'https://evil.example/')).path).toBe(
        '/sign-in/passkey',
      );
    });

    it('have no answer taken twice, late, or from another browser than was asked', async () => {
      const passkey = makePasskey();
      const user = await enrol(passkey);
      const person = stranger();
      const answer = passkey.use(await beginSignIn(person, user));
      const cookies = new Map(person.cookies);
      expect(await give(stranger(), answer)).toMatchObject(REFUSED);
      expect((await give(person, answer)).path).toBe('/');
      const thief = stranger();
      for (const [name, value] of cookies) thief.cookies.set(name, value);
      expect(await give(thief, answer)).toMatchObject(REFUSED);
      const other = stranger();
      await beginSignIn(other, user);
      expect(await give(other, answer)).toMatchObject(REFUSED);
      const slow = stranger();
      const late = passkey.use(await beginSignIn(slow, user));
      pass(301);
      expect(await give(slow, late)).toMatchObject(REFUSED);
    });

    it('have one answer of many taken that come at the same time', async () => {
      const passkey = makePasskey();
      const user = await enrol(passkey);
      const person = stranger();
      const answer = passkey.use(await beginSignIn(person, user));
      const thieves = Array.from({ length: 4 }, () => {
        const thief = stranger();
        for (const [name, value] of person.cookies) thief.cookies.set(name, value);
        return thief;
      });
      const ends = await Promise.all(thieves.map((thief) => give(thief, answer)));
      expect(ends.filter(({ path }) => path === '/')).toHaveLength(1);
    });

    it('have nothing taken that was signed for another origin, another host, or without them', async () => {
      const passkey = makePasskey();
      const user = await enrol(passkey);
      const wrong: readonly Partial<PasskeyAnswer>[] = [
        { origin: 'https://regctl.example.net' },
        { origin: 'https://evil.regctl.example.org' },
        { host: 'example.org' },
        { verified: false },
        { challenge: Buffer.alloc(32).toString('base64url') },
        { user: Buffer.from('usr_somebody').toString('base64url') },
      ];
      for (const one of wrong) {
        const person = stranger();
        const asked = await beginSignIn(person, user);
        expect(await give(person, passkey.use({ ...asked, ...one })), JSON.stringify(one)).toMatchObject(
          REFUSED,
        );
        const made = makePasskey().make({ ...(await beginAdding(ada)), ...one });
        if (one.user === undefined) expect((await addWith(ada, made)).status, JSON.stringify(one)).toBe(422);
      }
      for (const answer of [
        '',
        'x',
        '{}',
        '[]',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{}}',
      ]) {
        const person = stranger();
        await beginSignIn(person, user);
        expect(await give(person, answer), answer).toMatchObject(REFUSED);
      }
    });

    it('are no one else: a key that nobody has, another key under a known name, a removed passkey', async () => {
      const passkey = makePasskey();
      const user = await enrol(passkey);
      const tryWith = async (one: SoftPasskey): ReturnType<Person['send']> => {
        const person = stranger();
        return give(person, one.use(await beginSignIn(person, user)));
      };
      expect(await tryWith(makePasskey())).toMatchObject(REFUSED);
      expect(await tryWith(makePasskey(passkey.id))).toMatchObject(REFUSED);
      expect((await tryWith(passkey)).path).toBe('/');
      expect((await ada.send('/security/passkeys/remove', { id: passkey.id })).path).toBe('/security');
      expect((await ada.see('/security')).text).not.toContain('My laptop');
      expect(await tryWith(passkey)).toMatchObject(REFUSED);
    });

    it('are told from a copy by a counter that did not grow', async () => {
      const passkey = makePasskey();
      const user = await enrol(passkey);
      const tryAt = async (counter: number): Promise<string> => {
        const person = stranger();
        return (await give(person, passkey.use({ ...(await beginSignIn(person, user)), counter }))).path;
      };
      expect(await tryAt(5)).toBe('/');
      expect(await tryAt(5)).toBe('/sign-in/passkey');
      expect(await tryAt(4)).toBe('/sign-in/passkey');
      expect(await tryAt(0)).toBe('/sign-in/passkey');
      expect(await tryAt(6)).toBe('/');
    });

    it('add one in the session that asked, once, and none that is there already', async () => {
      const passkey = makePasskey();
      const made = passkey.make(await beginAdding(ada));
      const other = stranger();
      await other.send('/sign-in', { email, password: PASSWORD, next: '/' });
      expect((await addWith(other, made)).status).toBe(422);
      expect((await addWith(ada, made)).path).toBe('/security');
      expect((await addWith(ada, made)).status).toBe(422);
      expect((await addWith(ada, passkey.make(await beginAdding(ada)))).status).toBe(422);
      expect((await ada.see('/security')).text.match(/My laptop, /g)).toHaveLength(1);
    });

    it('change them right after signing in alone, and find it in the audit log', async () => {
      const passkey = makePasskey();
      await enrol(passkey);
      const asked = await beginAdding(ada);
      pass(601);
      expect((await ada.see('/security')).text).toContain('Sign in again');
      expect((await ada.send('/security/passkeys', { name: 'x' })).path).toBe('/security');
      expect((await addWith(ada, makePasskey().make(asked))).path).toBe('/security');
      await ada.send('/security/passkeys/remove', { id: passkey.id });
      expect((await ada.see('/security')).text.match(/My laptop, /g)).toHaveLength(1);
      await ada.send('/sign-in', { email, password: PASSWORD, next: '/' });
      await ada.send('/security/passkeys/remove', { id: passkey.id });
      expect((await ada.see('/security')).text).not.toContain('My laptop, ');
      const entries = (await server.client().audit?.list({ after: 0, limit: 100 })) ?? [];
      const actions = entries.map(({ action }) => action).filter((action) => action.includes('passkey'));
      expect(actions).toEqual(['session.passkey_added', 'session.passkey_removed']);
    });

    it('have no form taken that comes from another origin, nor without a session', async () => {
      const passkey = makePasskey();
      const user = await enrol(passkey);
      const person = stranger();
      const answer = passkey.use(await beginSignIn(person, user));
      const headers = { origin: 'https://evil.example' };
      expect((await person.send('/sign-in/passkey', { answer, next: '/' }, headers)).status).toBe(403);
      for (const path of ['/security/passkeys', '/security/passkeys/add', '/security/passkeys/remove']) {
        expect((await ada.send(path, { id: passkey.id }, headers)).status, path).toBe(403);
        expect((await stranger().send(path, { id: passkey.id })).path, path).toContain('/sign-in?');
      }
      expect((await ada.see('/security')).text).toContain('My laptop, ');
    });

    it('run one script of the page, by its nonce, and no other', async () => {
      const response = await server.fetch(`${ORIGIN}/sign-in/passkey`, {});
      const policy = response.headers.get('content-security-policy') ?? '';
      const nonce = /script-src 'nonce-([^']+)';/.exec(policy)?.[1] ?? '';
      const text = await response.text();
      expect(nonce).not.toBe('');
      expect(text.match(/<script[^>]*>/g)).toEqual([`<script nonce="${nonce}">`]);
      expect(text).not.toMatch(/\son[a-z]+=/);
      const plain = await server.fetch(`${ORIGIN}/sign-in`, {});
      expect(plain.headers.get('content-security-policy')).not.toContain('script-src');
    });

    describe('of whom there are two', () => {
      const GRACE = 'grace@example.org';
      let grace: Person;
      let adas: SoftPasskey;
      let graces: SoftPasskey;
      let adaId: string;
      let graceId: string;
      beforeEach(async () => {
        const invited = await server.client().invitations?.create({ email: GRACE, role: 'member' });
        grace = stranger();
        await grace.send('/invitation', { token: invited?.token ?? '', name: 'Grace', password: PASSWORD });
        [adas, graces] = [makePasskey(), makePasskey()];
        adaId = await enrol(adas, ada, 'Key of Ada');
        graceId = await enrol(graces, grace, 'Key of Grace');
      });
      const signInBy = async (passkey: SoftPasskey, user: string): Promise<string> => {
        const person = stranger();
        const page = await give(person, passkey.use(await beginSignIn(person, user)));
        return page.path === '/' ? page.text : 'nobody';
      };

      it('are signed in by their own and never as the other, whatever is said of whose it is', async () => {
        const asAda = await signInBy(adas, adaId);
        expect(asAda).toContain(email);
        expect(asAda).not.toContain(GRACE);
        const asGrace = await signInBy(graces, graceId);
        expect(asGrace).toContain(GRACE);
        expect(asGrace).not.toContain(email);
        expect(await signInBy(adas, graceId)).toBe('nobody');
        expect(await signInBy(graces, adaId)).toBe('nobody');
        // The key of one under the name of the other's passkey.
        expect(await signInBy(makePasskey(graces.id), graceId)).toBe('nobody');
      });

      it('become who the passkey says in a browser where the other was', async () => {
        expect((await grace.see('/')).text).toContain(GRACE);
        const page = await give(grace, adas.use(await beginSignIn(grace, adaId)));
        expect(page.text).toContain(email);
        expect((await grace.see('/security')).text).not.toContain('Key of Grace');
      });

      it('see their own in lists, and are told of no other when they add one', async () => {
        const [ofAda, ofGrace] = [await ada.see('/security'), await grace.see('/security')];
        expect(ofAda.text).toContain('Key of Ada');
        expect(ofAda.text).not.toContain('Key of Grace');
        expect(ofAda.text).not.toContain(graces.id);
        expect(ofGrace.text).toContain('Key of Grace');
        expect(ofGrace.text).not.toContain('Key of Ada');
        expect(ofGrace.text).not.toContain(adas.id);
        const { text } = await grace.send('/security/passkeys', { name: 'another' });
        expect(text).toContain(graces.id);
        expect(text).not.toContain(adas.id);
        expect((await stranger().see('/sign-in/passkey')).text).not.toContain(adas.id);
      });

      it('remove none of the other, nor leave a trace of having done so', async () => {
        await grace.send('/security/passkeys/remove', { id: adas.id });
        expect((await ada.see('/security')).text).toContain('Key of Ada');
        expect(await signInBy(adas, adaId)).toContain(email);
        const entries = (await server.client().audit?.list({ after: 0, limit: 100 })) ?? [];
        expect(entries.map(({ action }) => action)).not.toContain('session.passkey_removed');
        await grace.send('/security/passkeys/remove', { id: graces.id });
        expect(await signInBy(graces, graceId)).toBe('nobody');
        expect(await signInBy(adas, adaId)).toContain(email);
      });

      it('take none over: under an id that the other has, or for what the other was asked', async () => {
        const copy = makePasskey(adas.id);
        expect((await addWith(grace, copy.make(await beginAdding(grace)))).status).toBe(422);
        expect(await signInBy(copy, graceId)).toBe('nobody');
        expect(await signInBy(copy, adaId)).toBe('nobody');
        expect(await signInBy(adas, adaId)).toContain(email);
        const askedOfAda = await beginAdding(ada);
        const mine = makePasskey();
        expect((await addWith(grace, mine.make(askedOfAda))).status).toBe(422);
        await beginAdding(grace);
        expect((await addWith(grace, mine.make(askedOfAda))).status).toBe(422);
        expect(await signInBy(mine, graceId)).toBe('nobody');
      });
    });
  });
}
