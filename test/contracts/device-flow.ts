import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fetch } from '../../src/adapters/http/client.ts';
import { openProgram, type OAuthAnswer, type Program } from '../support/device-flow.ts';
import { approve, openBrowser, setUpByPage, type Person } from '../support/sign-in.ts';

const MINUTE_MS = 60_000;

/** A control plane that nobody has set up. */
export interface NewServer {
  readonly url: string;
  readonly fetch: Fetch;
  readonly setupToken: string;
  dispose(): Promise<void>;
}

/** What holds of programs that log in by the device authorization grant (RFC 8628), whatever runs the server. */
export function deviceFlowContract(name: string, open: () => Promise<NewServer>): void {
  describe(`programs that are let in: ${name}`, () => {
    let server: NewServer;
    let ada: Person;
    let program: Program;
    beforeEach(async () => {
      server = await open();
      ada = openBrowser(server.url, server.fetch);
      await setUpByPage(ada, server.setupToken, 'ada@example.org');
      program = openProgram(server.url, server.fetch);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    });
    afterEach(async () => {
      vi.useRealTimers();
      await server.dispose();
    });
    const later = (ms: number): void => void vi.setSystemTime(Date.now() + ms);
    const logIn = async (): Promise<OAuthAnswer> => {
      const asked = await program.begin();
      expect(await approve(ada, String(asked['user_code']))).toContain('is let in');
      return program.redeem(asked['device_code']);
    };

    it('wait, are slowed down, are let in, and redeem a code once', async () => {
      const asked = await program.begin();
      expect(asked).toMatchObject({
        status: 200,
        verification_uri: `${server.url}/device`,
        interval: 5,
        expires_in: 600,
        user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/) as string,
      });
      const code = asked['device_code'];
      expect(await program.redeem(code)).toMatchObject({ status: 400, error: 'authorization_pending' });
      expect(await program.redeem(code)).toMatchObject({ status: 400, error: 'slow_down' });
      expect(await approve(ada, String(asked['user_code']))).toContain('is let in');
      later(6_000);
      const tokens = await program.redeem(code);
      expect(tokens).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 900 });
      expect(await program.redeem(code)).toMatchObject({ status: 400, error: 'invalid_grant' });
      expect(await program.call(tokens['access_token'])).toBe(200);
      expect(await program.call(tokens['access_token'], 'POST')).toBe(200);
    });

    it('of many that redeem one code at a time one gets tokens', async () => {
      const asked = await program.begin();
      await approve(ada, String(asked['user_code']));
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => program.redeem(asked['device_code'])),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it('are answered once, however many answer at the same time', async () => {
      const asked = await program.begin();
      const user_code = String(asked['user_code']);
      const organization =
        /<option value="([^"]+)"/.exec((await ada.see(`/device?user_code=${user_code}`)).text)?.[1] ?? '';
      const pages = await Promise.all(
        ['deny', 'approve', 'deny', 'approve'].map((answer) =>
          ada.send('/device', { user_code, organization, answer }),
        ),
      );
      expect(pages.filter(({ text }) => /is let in|was not let in/.test(text))).toHaveLength(1);
      expect(pages.filter(({ text }) => /was answered already|No program waits/.test(text))).toHaveLength(3);
    });

    it('are refused, or come too late', async () => {
      const refused = await program.begin();
      const code = String(refused['user_code']);
      expect((await ada.send('/device', { user_code: code, answer: 'deny' })).text).toContain(
        'was not let in',
      );
      expect(await approve(ada, code)).toContain('No program waits');
      expect(await program.redeem(refused['device_code'])).toMatchObject({ error: 'access_denied' });

      const late = await program.begin();
      later(11 * MINUTE_MS);
      expect(await approve(ada, String(late['user_code']))).toContain('No program waits');
      expect(await program.redeem(late['device_code'])).toMatchObject({ error: 'expired_token' });
    });

    it('cannot name whom they act for, nor get a session of the server', async () => {
      const asked = await program.begin({ user_id: 'user_somebody' });
      expect(await program.redeem(asked['device_code'])).toMatchObject({ error: 'authorization_pending' });
      expect((await ada.see(`/device?user_code=${String(asked['user_code'])}`)).text).toContain(
        'asks to act',
      );
      for (const path of ['/auth/device/token', '/auth/sign-up/email', '/auth/get-session', '/auth/token'])
        expect((await server.fetch(`${server.url}${path}`, { method: 'POST' })).status, path).toBe(404);
    });

    it('have tokens that end, and new ones for a refresh token', async () => {
      const tokens = await logIn();
      later(16 * MINUTE_MS);
      expect(await program.call(tokens['access_token'])).toBe(401);
      const again = await program.refresh(tokens['refresh_token']);
      expect(again['refresh_token']).not.toBe(tokens['refresh_token']);
      expect(await program.call(again['access_token'])).toBe(200);
      // An answer that was lost on its way may be asked for again, for a short while.
      expect((await program.refresh(tokens['refresh_token']))['refresh_token']).toBe(again['refresh_token']);
    });

    it('lose the whole family of tokens where an old refresh token comes back', async () => {
      const tokens = await logIn();
      const again = await program.refresh(tokens['refresh_token']);
      later(MINUTE_MS);
      expect(await program.refresh(tokens['refresh_token'])).toMatchObject({ error: 'invalid_grant' });
      expect(await program.refresh(again['refresh_token'])).toMatchObject({ error: 'invalid_grant' });
      expect(await program.call(again['access_token'], 'POST')).toBe(401);
    });

    it('are out at once for writes where the session ends, and soon for reads', async () => {
      const tokens = await logIn();
      expect(await program.revoke(tokens['refresh_token'])).toMatchObject({ status: 200 });
      expect(await program.call(tokens['access_token'], 'POST')).toBe(401);
      expect(await program.call(tokens['access_token'])).toBe(200);
      later(15 * MINUTE_MS + 10_000);
      expect(await program.call(tokens['access_token'])).toBe(401);
      expect(await program.refresh(tokens['refresh_token'])).toMatchObject({ error: 'invalid_grant' });
      expect(await program.revoke(tokens['refresh_token'])).toMatchObject({ status: 200 });
    });

    it('are out when the person ends their session on the page', async () => {
      const tokens = await logIn();
      const [, session = ''] =
        /regctl at[^<]*<form[^>]*>\s*<input type="hidden" name="session" value="([^"]+)"/.exec(
          (await ada.see('/')).text,
        ) ?? [];
      await ada.send('/sessions/end', { session });
      expect(await program.call(tokens['access_token'], 'POST')).toBe(401);
      expect(await program.refresh(tokens['refresh_token'])).toMatchObject({ error: 'invalid_grant' });
      expect((await ada.see('/')).text).toContain('signed in as');
    });

    it('live for 30 days after they were last used', async () => {
      const tokens = await logIn();
      later(29 * 24 * 60 * MINUTE_MS);
      const again = await program.refresh(tokens['refresh_token']);
      later(29 * 24 * 60 * MINUTE_MS);
      // What has expired is swept away meanwhile, the old tokens of this session too.
      await program.begin();
      const third = await program.refresh(again['refresh_token']);
      expect(await program.call(third['access_token'], 'POST')).toBe(200);
      later(31 * 24 * 60 * MINUTE_MS);
      expect(await program.refresh(third['refresh_token'])).toMatchObject({ error: 'invalid_grant' });
    });

    it.each([
      ['another signature', (token: string) => `${token.slice(0, -4)}AAAA`],
      ['no signature', (token: string) => `${token.split('.').slice(0, 2).join('.')}.`],
      [
        'the algorithm none',
        (token: string) =>
          `${btoa('{"alg":"none","typ":"at+jwt"}').replaceAll('=', '')}.${token.split('.')[1] ?? ''}.`,
      ],
    ])('are not believed with %s', async (_, change) => {
      const tokens = await logIn();
      expect(await program.call(change(String(tokens['access_token'])))).toBe(401);
    });
  });
}
