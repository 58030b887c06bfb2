import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openProgram, type OAuthAnswer, type Program } from '../support/device-flow.ts';
import { approve, openBrowser, setUpByPage, type Person } from '../support/sign-in.ts';
import { newSetupToken, openWorkerServer, type WorkerServer } from './server.ts';

describe('programs that are let in, on Workers', () => {
  let server: WorkerServer;
  let ada: Person;
  let program: Program;
  beforeEach(async () => {
    server = await openWorkerServer();
    ada = openBrowser(server.url, server.fetch);
    await setUpByPage(ada, await newSetupToken(), 'ada@example.org');
    program = openProgram(server.url, server.fetch);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  });
  afterEach(() => void vi.useRealTimers());
  const later = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1_000);
  const logIn = async (): Promise<OAuthAnswer> => {
    const asked = await program.begin();
    expect(await approve(ada, String(asked['user_code']))).toContain('is let in');
    return program.redeem(asked['device_code']);
  };

  it('wait, are slowed down, are let in, and redeem a code once', async () => {
    const asked = await program.begin();
    const code = asked['device_code'];
    expect(await program.redeem(code)).toMatchObject({ status: 400, error: 'authorization_pending' });
    expect(await program.redeem(code)).toMatchObject({ status: 400, error: 'slow_down' });
    expect(await approve(ada, String(asked['user_code']))).toContain('is let in');
    later(6);
    const tokens = await program.redeem(code);
    expect(tokens).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 900 });
    expect(await program.redeem(code)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await program.call(tokens['access_token'])).toBe(200);
    expect(await program.call(tokens['access_token'], 'POST')).toBe(200);
  });

  it('of many that redeem one code at a time one gets tokens', async () => {
    const asked = await program.begin();
    await approve(ada, String(asked['user_code']));
    const answers = await Promise.all(Array.from({ length: 10 }, () => program.redeem(asked['device_code'])));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('are refused where the person says no', async () => {
    const asked = await program.begin();
    const code = String(asked['user_code']);
    expect((await ada.send('/device', { user_code: code, answer: 'deny' })).text).toContain('was not let in');
    expect(await program.redeem(asked['device_code'])).toMatchObject({ error: 'access_denied' });
  });

  it('lose the whole family of tokens where an old refresh token comes back', async () => {
    const tokens = await logIn();
    const again = await program.refresh(tokens['refresh_token']);
    expect(await program.call(again['access_token'])).toBe(200);
    later(60);
    expect(await program.refresh(tokens['refresh_token'])).toMatchObject({ error: 'invalid_grant' });
    expect(await program.call(again['access_token'], 'POST')).toBe(401);
  });

  it('are out at once for writes where the session ends', async () => {
    const tokens = await logIn();
    expect(await program.revoke(tokens['refresh_token'])).toMatchObject({ status: 200 });
    expect(await program.call(tokens['access_token'], 'POST')).toBe(401);
  });
});
