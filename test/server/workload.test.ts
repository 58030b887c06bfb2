import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  CLAIMS,
  TRUST,
  workloadContract,
  type WorkloadOptions,
  type WorkloadSubject,
} from '../contracts/workload.ts';
import { openTestServer } from '../support/hosted.ts';
import { openOutsideIssuer, type OutsideIssuer } from '../support/outside-issuer.ts';

const OURS = 'http://control-plane.test';

/** A server that trusts the issuer; its organization is only known once it is there. */
async function openServer(
  issuer: () => OutsideIssuer,
  { trust, allowPrivateAddresses }: WorkloadOptions,
): Promise<WorkloadSubject> {
  const first = await openTestServer();
  const organization = (await first.client().session?.get())?.organization.id ?? '';
  await first.app.close();
  issuer().claims = CLAIMS;
  const trustedIssuers = [{ ...TRUST, issuer: issuer().url, organization, ...trust }];
  const server = await openTestServer({ reopen: first, config: { trustedIssuers, allowPrivateAddresses } });
  return {
    ...server,
    issuer: issuer().url,
    setClaims: (claims) => Promise.resolve(void (issuer().claims = claims)),
    issued: (audience) => issuer().token(audience),
    keyRequests: () => Promise.resolve(issuer().keyRequests()),
  };
}

workloadContract('Node', async (options) => {
  const issuer = await openOutsideIssuer();
  const server = await openServer(() => issuer, options);
  return {
    ...server,
    dispose: async () => {
      await server.dispose();
      await issuer.close();
    },
  };
});

describe('a program whose issuer goes away', () => {
  let issuer: OutsideIssuer;
  let server: WorkloadSubject;
  beforeEach(async () => {
    issuer = await openOutsideIssuer();
    server = await openServer(() => issuer, { trust: {}, allowPrivateAddresses: true });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await server.dispose();
    await issuer.close();
  });
  const ask = async (token: string): Promise<number> =>
    (await server.fetch(`${OURS}/api/v1/accounts`, { headers: { authorization: `Bearer ${token}` } })).status;

  it('is let in with a key that is new at the issuer, and with a known one while the issuer is silent', async () => {
    expect(await ask(await server.issued(OURS))).toBe(200);
    const { port } = new URL(issuer.url);
    await issuer.close();
    issuer = await openOutsideIssuer({ port: Number(port), kid: 'second' });
    issuer.claims = CLAIMS;
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + 31_000);
    const token = await server.issued(OURS);
    expect(await ask(token)).toBe(200);
    await issuer.close();
    vi.setSystemTime(Date.now() + 200_000);
    expect(await ask(token)).toBe(200);
    issuer = await openOutsideIssuer({ port: Number(port), kid: 'second' });
  });

  it('is told to come again where the issuer cannot be asked at all', async () => {
    const token = await server.issued(OURS);
    const { port } = new URL(issuer.url);
    await issuer.close();
    expect([429, 502, 503]).toContain(await ask(token));
    issuer = await openOutsideIssuer({ port: Number(port) });
  });
});
