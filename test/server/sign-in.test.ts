import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { openProgram, type Program } from '../support/device-flow.ts';
import { approve, openBrowser, PASSWORD, setUpByPage, type Person } from '../support/sign-in.ts';

describe('people at a browser', () => {
  let server: TestServer;
  let ada: Person;
  let program: Program;
  beforeEach(async () => {
    server = await openTestServer({
      limits: { address: 1_000, wrongTokens: 20, organization: 1_000 },
      // Whatever comes over no socket comes through a proxy.
      config: { trustedProxies: ['unknown'] },
    });
    ada = openBrowser(server.url, server.fetch);
    await setUpByPage(ada, server.setupToken, 'ada@example.org');
    program = openProgram(server.url, server.fetch);
  });
  afterEach(() => server.dispose());
  const ownerEmail = async (): Promise<string> =>
    /\(([^)]+@[^)]+)\)/.exec((await ada.see('/')).text)?.[1] ?? '';
  const stranger = (): Person => openBrowser(server.url, server.fetch);

  it('sign in and out; the session is gone at the server, too', async () => {
    const email = (await ownerEmail()).toUpperCase();
    const person = stranger();
    expect((await person.send('/sign-in', { email, password: PASSWORD })).text).toContain('signed in as');
    const cookies = new Map(person.cookies);
    expect((await person.send('/sign-out', {})).path).toBe('/sign-in');
    expect(person.cookies.size).toBe(0);
    for (const [name, value] of cookies) person.cookies.set(name, value);
    expect((await person.see('/')).path).toBe('/sign-in');
  });

  it('learn nothing of who has a login: neither from the words nor from the work that is done', async () => {
    const derive = vi.spyOn(crypto.subtle, 'deriveBits');
    const answers = [];
    for (const email of [await ownerEmail(), 'nobody@example.org']) {
      derive.mockClear();
      const { status, text } = await stranger().send('/sign-in', { email, password: 'wrong' });
      const words = text.replaceAll(/nonce="[^"]+"/g, '').replaceAll(email, 'EMAIL');
      answers.push({ status, words, work: derive.mock.calls.length });
    }
    derive.mockRestore();
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ status: 403, work: 6 });
  });

  it('may guess passwords slowly, from one address and for one person', async () => {
    const tries = [];
    for (let i = 0; i < 22; i++)
      tries.push((await stranger().send('/sign-in', { email: 'x@example.org', password: 'wrong' })).status);
    expect(tries.slice(0, 18)).toEqual(Array.from({ length: 18 }, () => 403));
    expect(tries.at(-1)).toBe(429);
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['an origin that is hidden', { origin: 'null' }],
    ['this host without TLS', { origin: 'http://control-plane.test:81' }],
  ])('have no form taken that comes from %s', async (_, headers) => {
    const asked = await program.begin();
    const user_code = String(asked['user_code']);
    const organization =
      /<option value="([^"]+)"/.exec((await ada.see(`/device?user_code=${user_code}`)).text)?.[1] ?? '';
    for (const [path, fields] of [
      ['/device', { user_code, organization, answer: 'approve' }],
      ['/sign-out', {}],
      ['/sign-in', { email: await ownerEmail(), password: PASSWORD }],
      ['/setup', { token: server.setupToken, password: PASSWORD }],
    ] as const)
      expect((await ada.send(path, fields, headers)).status, path).toBe(403);
    expect(await program.redeem(asked['device_code'])).toMatchObject({ error: 'authorization_pending' });
    expect((await ada.see('/')).text).toContain('signed in as');
  });

  it('have no form taken without an origin, nor one that is no form', async () => {
    const send = (headers: { readonly [name: string]: string }): Promise<Response> =>
      server.fetch(`${server.url}/sign-in`, { method: 'POST', headers, body: 'email=a' });
    expect((await send({ 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(403);
    expect((await send({ origin: server.url, 'content-type': 'text/plain' })).status).toBe(422);
  });

  it.each([
    'https://evil.example/',
    '//evil.example/device',
    '/\\evil.example',
    'javascript:alert(1)',
    '/device/../../evil',
    'http://control-plane.test@evil.example/device',
    '/openapi.json',
  ])('are not led away after signing in, by %s', async (next) => {
    const seen = await stranger().see(`/sign-in?next=${encodeURIComponent(next)}`);
    expect(seen.text).toContain('name="next" value="/"');
    const person = stranger();
    expect(
      (await person.send('/sign-in', { email: await ownerEmail(), password: PASSWORD, next })).path,
    ).toBe('/');
  });

  it('are led on to the page that they came for', async () => {
    const person = stranger();
    const seen = await person.see('/device?user_code=BCDF-GHJK');
    expect(seen.path).toBe('/sign-in?next=%2Fdevice%3Fuser_code%3DBCDF-GHJK');
    const next = '/device?user_code=BCDF-GHJK';
    const there = await person.send('/sign-in', { email: await ownerEmail(), password: PASSWORD, next });
    expect(there.path).toBe(next);
  });

  it('get a new session when they sign in, whatever cookie somebody gave them', async () => {
    const mallory = stranger();
    const before = new Map(ada.cookies);
    for (const [name, value] of before) mallory.cookies.set(name, value);
    await mallory.send('/sign-in', { email: await ownerEmail(), password: PASSWORD });
    for (const [name, value] of mallory.cookies) expect(value).not.toBe(before.get(name));
    const planted = stranger();
    planted.cookies.set('regctl.session_token', 'planted.value');
    await planted.send('/sign-in', { email: await ownerEmail(), password: PASSWORD });
    expect(planted.cookies.get('regctl.session_token')).not.toBe('planted.value');
  });

  it('have cookies that no script reads and no other site sends', async () => {
    const response = await server.fetch(`${server.url}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: server.url, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ email: await ownerEmail(), password: PASSWORD }).toString(),
    });
    for (const cookie of response.headers.getSetCookie()) {
      expect(cookie).toMatch(/; HttpOnly/);
      expect(cookie).toMatch(/; SameSite=Lax/);
      expect(cookie).not.toMatch(/; Domain/);
    }
  });

  it('have cookies that go over TLS alone where the server is known by such an address', async () => {
    const origin = 'https://regctl.example.org';
    const behindProxy = await openTestServer({ config: { publicUrl: origin } });
    try {
      const send = (from: string): Promise<Response> =>
        behindProxy.fetch(`${behindProxy.url}/setup`, {
          method: 'POST',
          redirect: 'manual',
          headers: { origin: from, 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ token: behindProxy.setupToken, password: PASSWORD }).toString(),
        });
      expect((await send(behindProxy.url)).status).toBe(403);
      const cookies = (await send(origin)).headers.getSetCookie();
      expect(cookies.map((cookie) => cookie.split('=')[0])).toContain('__Secure-regctl.session_token');
      for (const cookie of cookies) expect(cookie).toMatch(/; Secure/);
    } finally {
      await behindProxy.dispose();
    }
  });

  it('see what asks, from where and when, and are warned when it is not where they are', async () => {
    const asked = await program.begin();
    const { text } = await ada.see(
      `/device?user_code=${String(asked['user_code']).toLowerCase().replace('-', ' ')}`,
    );
    expect(text).toContain('<strong>regctl</strong> asks to act for you');
    expect(text).toContain(String(asked['user_code']));
    expect(text).toMatch(/<dd>\s*unknown, where you are too/);
    expect(text).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
    expect(text).toContain('Everything that you may do yourself');
    // What a program calls itself is its own invention.
    expect(text).toContain('regctl/test &lt;script&gt;');
    expect(text).not.toContain('<script');
  });

  it('are warned when what asks is somewhere else: somebody may have sent them the code', async () => {
    const far = openProgram(server.url, (url, init) =>
      server.fetch(url, {
        ...init,
        headers: { ...(init.headers as object), 'x-forwarded-for': '203.0.113.9' },
      }),
    );
    const { user_code: code } = await far.begin();
    const { text } = await ada.see(`/device?user_code=${String(code)}`);
    expect(text).toMatch(/<dd>\s*203\.0\.113\.9\s*<\/dd>/);
    expect(text).toMatch(/role="alert">\s*It asked from another address than yours/);
  });

  it('find out few codes by guessing', async () => {
    const seen = [];
    for (let i = 0; i < 22; i++)
      seen.push((await ada.see(`/device?user_code=BCDF-GHJ${'KLMNPQRSTVWXZ'[i % 13] ?? ''}`)).status);
    expect(seen[0]).toBe(404);
    expect(seen.at(-1)).toBe(429);
  });

  it('let a program in for organizations of their own alone', async () => {
    const asked = await program.begin();
    const fields = {
      user_code: String(asked['user_code']),
      answer: 'approve',
      organization: 'org_0000000000000000',
    };
    expect((await ada.send('/device', fields)).text).toContain('asks to act for you');
    expect(await program.redeem(asked['device_code'])).toMatchObject({ error: 'authorization_pending' });
  });

  it('find it in the audit log that they let a program in', async () => {
    const asked = await program.begin();
    await approve(ada, String(asked['user_code']));
    const entries = await server.client().audit?.list({ after: 0, limit: 100 });
    expect(entries?.at(-1)).toMatchObject({ action: 'session.approve', actor: `user ${await ownerEmail()}` });
  });

  it('set the first password once, with a token that is good', async () => {
    const again = await stranger().send('/setup', { token: server.setupToken, password: `${PASSWORD}!` });
    expect(again).toMatchObject({ status: 422 });
    const wrong = await stranger().send('/setup', { token: 'rgs_wrong', password: PASSWORD });
    expect(wrong).toMatchObject({ status: 422 });
    const short = await stranger().send('/setup', { token: server.setupToken, password: 'too short' });
    expect(short.text).toContain('fewer than 15 characters');
  });

  it('load nothing and run nothing from anywhere', async () => {
    for (const path of ['/sign-in', '/setup', '/device', '/']) {
      const response = await server.fetch(`${server.url}${path}`, { redirect: 'manual' });
      if (response.status === 303) continue;
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(
        /^default-src 'none'; style-src 'nonce-[^']+'; form-action 'self'; frame-ancestors 'none'/,
      );
      const nonce = /nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      expect(await response.text()).toContain(`<style nonce="${nonce}">`);
      expect(response.headers.get('cache-control')).toContain('no-store');
    }
  });
});
