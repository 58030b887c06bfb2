import { generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TrustedIssuer } from '../../src/core/issuer-trust.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { openOutsideIssuer, type OutsideIssuer } from '../support/outside-issuer.ts';

const OURS = 'http://control-plane.test';

describe('a program that an outside issuer vouches for', () => {
  let issuer: OutsideIssuer;
  let server: TestServer | undefined;
  beforeEach(async () => {
    issuer = await openOutsideIssuer();
    issuer.claims = { repository: 'example/infra', ref: 'refs/heads/main' };
  });
  afterEach(async () => {
    vi.useRealTimers();
    await server?.dispose();
    server = undefined;
    await issuer.close();
  });
  /** A server that trusts the issuer; its organization is only known once it is there. */
  const open = async (
    given: Partial<TrustedIssuer> = {},
    config: { readonly allowPrivateAddresses?: boolean } = {},
  ): Promise<TestServer> => {
    const first = await openTestServer();
    const organization = (await first.client().session?.get())?.organization.id ?? '';
    await first.app.close();
    const trust: TrustedIssuer = {
      issuer: issuer.url,
      claims: { repository: ['example/infra'], ref: ['refs/heads/main', 'refs/tags/*'] },
      organization,
      role: 'member',
      allowPrivateAddress: false,
      ...given,
    };
    server = await openTestServer({ reopen: first, config: { trustedIssuers: [trust], ...config } });
    return server;
  };
  const ask = async (token: string, path = '/accounts', method = 'GET'): Promise<number> =>
    (
      await (server as TestServer).fetch(`${OURS}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(method === 'POST' ? { body: JSON.stringify({ name: 'lasting', scopes: ['zones:read'] }) } : {}),
      })
    ).status;

  it('is let in by the claims of its token, and by nothing else of the same issuer', async () => {
    await open();
    expect(await ask(await issuer.token(OURS))).toBe(200);
    for (const claims of [
      { repository: 'example/other', ref: 'refs/heads/main' },
      { repository: 'example/infra', ref: 'refs/heads/Main' },
      { repository: 'example/infra2', ref: 'refs/heads/main' },
      { repository: 'evil/example/infra', ref: 'refs/heads/main' },
      { repository: 'example/infra' },
      {},
    ]) {
      issuer.claims = claims;
      expect(await ask(await issuer.token(OURS)), JSON.stringify(claims)).toBe(401);
    }
    issuer.claims = { repository: 'example/infra', ref: 'refs/tags/v1' };
    expect(await ask(await issuer.token(OURS))).toBe(200);
  });

  it('is let in with a token that was made for this server alone', async () => {
    await open();
    expect(await ask(await issuer.token('https://another.example'))).toBe(401);
    expect(await ask(await issuer.token(`${OURS}/api/v1`))).toBe(401);
  });

  it('may do what its role lets do, but make no key that outlives its token', async () => {
    const there = await open();
    const token = await issuer.token(OURS);
    expect(await ask(token, '/api-keys', 'POST')).toBe(403);
    expect(await ask(token, '/members')).toBe(200);
    expect(await there.client(token).session?.get()).toMatchObject({ within: [] });
    const entries = await there.client().audit?.list({ after: 0, limit: 100 });
    expect(entries?.at(-1)).toMatchObject({ actor: `workload ci of ${issuer.url}`, outcome: 'refused' });
  });

  it('is bound to the scopes that were given to it', async () => {
    await open({ role: undefined, scopes: ['accounts:read'] } as unknown as Partial<TrustedIssuer>);
    const token = await issuer.token(OURS);
    expect(await ask(token, '/accounts')).toBe(200);
    expect(await ask(token, '/members')).toBe(403);
  });

  it.each([
    ['its organization is not there', { organization: 'org_0000000000000000' }],
    ['its role is not there', { role: 'nothing' }],
  ])('is not let in where %s', async (_, given) => {
    await open(given);
    expect(await ask(await issuer.token(OURS))).toBe(401);
  });

  it('is let in for a while, with clocks that differ by half a minute', async () => {
    await open();
    const token = await issuer.token(OURS);
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + 320_000);
    expect(await ask(token)).toBe(200);
    vi.setSystemTime(Date.now() + 20_000);
    expect(await ask(token)).toBe(401);
  });

  it('is not let in with a token that another key signed, an algorithm that needs none, or the public key as a secret', async () => {
    await open();
    const { privateKey } = await generateKeyPair('RS256');
    const claims = { repository: 'example/infra', ref: 'refs/heads/main' };
    const made = (alg: string): SignJWT =>
      new SignJWT(claims)
        .setProtectedHeader({ alg, kid: 'first' })
        .setIssuer(issuer.url)
        .setSubject('ci')
        .setAudience(OURS)
        .setIssuedAt()
        .setExpirationTime('5m');
    expect(await ask(await made('RS256').sign(privateKey))).toBe(401);
    const jwks = await (await fetch(`${issuer.url}/jwks`)).text();
    expect(await ask(await made('HS256').sign(new TextEncoder().encode(jwks)))).toBe(401);
    const [, payload = '', signature = ''] = (await issuer.token(OURS)).split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    expect(await ask(`${none}.${payload}.`)).toBe(401);
    expect(await ask(`${none}.${payload}.${signature}`)).toBe(401);
  });

  it('makes the server ask for keys seldom, whatever key ids it invents', async () => {
    await open();
    expect(await ask(await issuer.token(OURS))).toBe(200);
    expect(issuer.keyRequests()).toBe(1);
    const { privateKey } = await generateKeyPair('RS256');
    for (let i = 0; i < 20; i++) {
      const token = await new SignJWT({})
        .setProtectedHeader({ alg: 'RS256', kid: `invented-${String(i)}` })
        .setIssuer(issuer.url)
        .sign(privateKey);
      expect(await ask(token)).toBe(401);
    }
    expect(issuer.keyRequests()).toBe(1);
  });

  it('is let in with a key that is new at the issuer, and with a known one while the issuer is silent', async () => {
    await open();
    expect(await ask(await issuer.token(OURS))).toBe(200);
    const { port } = new URL(issuer.url);
    await issuer.close();
    issuer = await openOutsideIssuer({ port: Number(port), kid: 'second' });
    issuer.claims = { repository: 'example/infra', ref: 'refs/heads/main' };
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + 31_000);
    const token = await issuer.token(OURS);
    expect(await ask(token)).toBe(200);
    await issuer.close();
    vi.setSystemTime(Date.now() + 200_000);
    expect(await ask(token)).toBe(200);
    issuer = await openOutsideIssuer({ port: Number(port), kid: 'second' });
  });

  it('is told to come again where the issuer cannot be asked at all', async () => {
    await open();
    const token = await issuer.token(OURS);
    const { port } = new URL(issuer.url);
    await issuer.close();
    expect([429, 502, 503]).toContain(await ask(token));
    issuer = await openOutsideIssuer({ port: Number(port) });
  });

  it('makes the server reach no private address, unless the operator allowed this issuer one', async () => {
    await open({}, { allowPrivateAddresses: false });
    expect(await ask(await issuer.token(OURS))).not.toBe(200);
    expect(issuer.keyRequests()).toBe(0);
    await server?.dispose();
    await open({ allowPrivateAddress: true }, { allowPrivateAddresses: false });
    expect(await ask(await issuer.token(OURS))).toBe(200);
  });
});
