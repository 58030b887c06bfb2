import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { totpCode } from '../../src/core/totp.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { NewServer } from './device-flow.ts';
import { openBrowser, PASSWORD, setUpByPage, type Person } from '../support/sign-in.ts';

const START = Date.parse('2027-01-15T12:00:00Z');

/** A server whose owner has no password yet. */
export interface SecondFactorSubject extends NewServer {
  client(): ControlPlane;
}

/** What holds of people with an authenticator, whatever runs the server. */
export function secondFactorContract(runtime: string, open: () => Promise<SecondFactorSubject>): void {
  describe(`people with an authenticator: ${runtime}`, () => {
    let server: SecondFactorSubject;
    let ada: Person;
    let email: string;
    beforeEach(async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: START });
      server = await open();
      ada = openBrowser(server.url, server.fetch);
      await setUpByPage(ada, server.setupToken, 'ada@example.org');
      email = /\(([^)]+@[^)]+)\)/.exec((await ada.see('/')).text)?.[1] ?? '';
    });
    afterEach(async () => {
      vi.useRealTimers();
      await server.dispose();
    });
    const codeOf = (secret: Uint8Array): string => totpCode(secret, Math.floor(Date.now() / 30_000));
    const pass = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000);
    /** Enrols, and lets the code that was used for it pass. */
    const enrol = async (): Promise<{ secret: Uint8Array; recovery: string[] }> => {
      const shown = await ada.send('/security/totp', { password: PASSWORD });
      const secret = secretOf(shown.text);
      const done = await ada.send('/security/totp/confirm', { code: codeOf(secret) });
      const recovery = [...done.text.matchAll(/<code>([0-9a-z]{5}-[0-9a-z]{5})<\/code>/g)].map(
        ([, code]) => code ?? '',
      );
      pass(60);
      return { secret, recovery };
    };
    const password = async (person: Person, next = '/'): Promise<string> =>
      (await person.send('/sign-in', { email, password: PASSWORD, next })).path;
    const stranger = (): Person => openBrowser(server.url, server.fetch);

    it('are asked for a code after the password, and have no session before', async () => {
      const { secret } = await enrol();
      const person = stranger();
      expect(await password(person, '/device')).toBe('/second-factor?next=%2Fdevice');
      expect([...person.cookies.keys()].join()).not.toContain('session_token');
      expect((await person.see('/')).path).toBe('/sign-in');
      const done = await person.send('/second-factor', { code: codeOf(secret), next: '/device' });
      expect(done.path).toBe('/device');
      expect((await person.see('/')).text).toContain('signed in as');
      expect([...person.cookies.keys()].join()).not.toContain('second-factor');
    });

    it('are not asked for one before the first code was right', async () => {
      const shown = await ada.send('/security/totp', { password: PASSWORD });
      expect(shown.text).toContain('<svg');
      expect(shown.text).toContain('role="img"');
      const wrong = await ada.send('/security/totp/confirm', { code: '000000' });
      expect(wrong).toMatchObject({ status: 403 });
      expect(secretOf(wrong.text)).toEqual(secretOf(shown.text));
      expect(await password(stranger())).toBe('/');
    });

    it('use a code once, and none that is older', async () => {
      const { secret } = await enrol();
      const before = codeOf(secret);
      pass(30);
      const code = codeOf(secret);
      const person = stranger();
      await password(person);
      expect((await person.send('/second-factor', { code, next: '/' })).path).toBe('/');
      for (const again of [code, before]) {
        const thief = stranger();
        await password(thief);
        expect(await thief.send('/second-factor', { code: again, next: '/' })).toMatchObject({ status: 403 });
      }
    });

    it('use a code once, though many send it at the same time', async () => {
      const { secret } = await enrol();
      const people = [stranger(), stranger(), stranger(), stranger()];
      for (const person of people) await password(person);
      const code = codeOf(secret);
      const ends = await Promise.all(
        people.map((person) => person.send('/second-factor', { code, next: '/' })),
      );
      expect(ends.filter(({ path }) => path === '/')).toHaveLength(1);
    });

    it('have ten recovery codes, shown once, each good once', async () => {
      const { recovery } = await enrol();
      expect(new Set(recovery).size).toBe(10);
      expect((await ada.see('/security')).text).toContain('that are left: 10');
      const [code = ''] = recovery;
      const person = stranger();
      await password(person);
      const typed = code.toUpperCase().replace('-', ' ');
      expect((await person.send('/second-factor', { code: typed, next: '/' })).path).toBe('/');
      const again = stranger();
      await password(again);
      expect(await again.send('/second-factor', { code, next: '/' })).toMatchObject({ status: 403 });
      expect((await ada.see('/security')).text).toContain('that are left: 9');
    });

    it('are guessed by nobody who knows the password: five codes for each password, five a minute', async () => {
      const { secret } = await enrol();
      const thief = stranger();
      await password(thief);
      for (let i = 0; i < 5; i++)
        expect((await thief.send('/second-factor', { code: `00000${String(i)}`, next: '/' })).status).toBe(
          403,
        );
      const sixth = await thief.send('/second-factor', { code: codeOf(secret), next: '/' });
      expect(sixth.path).toBe('/sign-in?next=%2F');
      const other = stranger();
      await password(other);
      expect((await other.send('/second-factor', { code: codeOf(secret), next: '/' })).status).toBe(429);
    });

    it('must give the password again after ten minutes, and in another browser', async () => {
      const { secret } = await enrol();
      const person = stranger();
      await password(person);
      pass(601);
      const late = await person.send('/second-factor', { code: codeOf(secret), next: '/' });
      expect(late.path).toBe('/sign-in?next=%2F');
      expect((await stranger().send('/second-factor', { code: codeOf(secret), next: '/' })).path).toContain(
        '/sign-in',
      );
    });

    it('change it by password and code alone, and find it in the audit log', async () => {
      expect(await ada.send('/security/totp', { password: 'wrong' })).toMatchObject({ status: 403 });
      const { secret } = await enrol();
      expect((await ada.send('/security/totp', { password: PASSWORD })).text).toContain('already');
      expect(await ada.send('/security/totp/remove', { code: '000000' })).toMatchObject({ status: 403 });
      expect(await password(stranger())).toContain('/second-factor');
      expect((await ada.send('/security/totp/remove', { code: codeOf(secret) })).path).toBe('/security');
      expect(await password(stranger())).toBe('/');
      const entries = (await server.client().audit?.list({ after: 0, limit: 100 })) ?? [];
      const actions = entries.map(({ action }) => action);
      expect(actions).toContain('session.second_factor_added');
      expect(actions).toContain('session.second_factor_removed');
    });

    it('have no form taken that comes from another origin, and see nothing without a session', async () => {
      const headers = { origin: 'https://evil.example' };
      for (const path of [
        '/second-factor',
        '/security/totp',
        '/security/totp/confirm',
        '/security/totp/remove',
      ])
        expect((await ada.send(path, { code: '1', password: PASSWORD }, headers)).status, path).toBe(403);
      expect((await stranger().see('/security')).path).toBe('/sign-in?next=%2Fsecurity');
      expect((await stranger().send('/security/totp', { password: PASSWORD })).path).toContain('/sign-in');
    });
  });
}

/** The secret that a page shows to enrol an authenticator. */
export function secretOf(text: string): Uint8Array {
  const letters = (/type this key into it: <code>([A-Z2-7 ]+)</.exec(text)?.[1] ?? '').replaceAll(' ', '');
  const bits = Array.from(letters, (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('');
  return Uint8Array.from({ length: bits.length / 8 }, (_, at) =>
    Number.parseInt(bits.slice(8 * at, 8 * at + 8), 2),
  );
}
