import { generateKeyPair, SignJWT } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Fetch } from '../../src/adapters/http/client.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { TrustedIssuer } from '../../src/core/issuer-trust.ts';

/** The address of the server under test. */
const OURS = 'http://control-plane.test';

/** A server with one organization that trusts an issuer on loopback. */
export interface WorkloadSubject {
  readonly issuer: string;
  readonly fetch: Fetch;
  client(token?: string): ControlPlane;
  /** What tokens say from now on besides; at first `CLAIMS`. */
  setClaims(claims: { readonly [claim: string]: unknown }): Promise<void>;
  /** A token of the issuer for somebody. */
  issued(audience: string): Promise<string>;
  /** Requests for the keys of the issuer since the server was opened. */
  keyRequests(): Promise<number>;
  dispose(): Promise<void>;
}

export interface WorkloadOptions {
  /** How the issuer is trusted, where it is not as ever. */
  readonly trust: Partial<TrustedIssuer>;
  readonly allowPrivateAddresses: boolean;
}

/** What a token says at first. */
export const CLAIMS: { readonly [claim: string]: string } = {
  repository: 'example/infra',
  ref: 'refs/heads/main',
};

/** How an issuer is trusted, where a test says nothing else. */
export const TRUST: Omit<TrustedIssuer, 'issuer' | 'organization'> = {
  claims: { repository: ['example/infra'], ref: ['refs/heads/main', 'refs/tags/*'] },
  role: 'member',
  allowPrivateAddress: false,
};

/** What holds of programs that an outside issuer vouches for, whatever runs the server. */
export function workloadContract(
  name: string,
  openServer: (options: WorkloadOptions) => Promise<WorkloadSubject>,
): void {
  describe(`a program that an outside issuer vouches for: ${name}`, () => {
    let server: WorkloadSubject;
    afterEach(async () => {
      vi.useRealTimers();
      await server.dispose();
    });
    const open = async (
      trust: Partial<TrustedIssuer> = {},
      { allowPrivateAddresses = true }: { readonly allowPrivateAddresses?: boolean } = {},
    ): Promise<void> => {
      server = await openServer({ trust, allowPrivateAddresses });
    };
    const ask = async (token: string, path = '/accounts', method = 'GET'): Promise<number> =>
      (
        await server.fetch(`${OURS}/api/v1${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(method === 'POST' ? { body: JSON.stringify({ name: 'lasting', scopes: ['zones:read'] }) } : {}),
        })
      ).status;

    it('is let in by the claims of its token, and by nothing else of the same issuer', async () => {
      await open();
      expect(await ask(await server.issued(OURS))).toBe(200);
      for (const claims of [
        { repository: 'example/other', ref: 'refs/heads/main' },
        { repository: 'example/infra', ref: 'refs/heads/Main' },
        { repository: 'example/infra2', ref: 'refs/heads/main' },
        { repository: 'evil/example/infra', ref: 'refs/heads/main' },
        { repository: 'example/infra' },
        {},
      ]) {
        await server.setClaims(claims);
        expect(await ask(await server.issued(OURS)), JSON.stringify(claims)).toBe(401);
      }
      await server.setClaims({ repository: 'example/infra', ref: 'refs/tags/v1' });
      expect(await ask(await server.issued(OURS))).toBe(200);
    });

    it('is let in with a token that was made for this server alone', async () => {
      await open();
      expect(await ask(await server.issued('https://another.example'))).toBe(401);
      expect(await ask(await server.issued(`${OURS}/api/v1`))).toBe(401);
    });

    it('may do what its role lets do, but make no key that outlives its token', async () => {
      await open();
      const token = await server.issued(OURS);
      expect(await ask(token, '/api-keys', 'POST')).toBe(403);
      expect(await ask(token, '/members')).toBe(200);
      expect(await server.client(token).session?.get()).toMatchObject({ within: [] });
      const entries = await server.client().audit?.list({ after: 0, limit: 100 });
      expect(entries?.at(-1)).toMatchObject({ actor: `workload ci of ${server.issuer}`, outcome: 'refused' });
    });

    it('is bound to the scopes that were given to it', async () => {
      await open({ role: undefined, scopes: ['accounts:read'] } as unknown as Partial<TrustedIssuer>);
      const token = await server.issued(OURS);
      expect(await ask(token, '/accounts')).toBe(200);
      expect(await ask(token, '/members')).toBe(403);
    });

    it.each([
      ['its organization is not there', { organization: 'org_0000000000000000' }],
      ['its role is not there', { role: 'nothing' }],
    ])('is not let in where %s', async (_, given) => {
      await open(given);
      expect(await ask(await server.issued(OURS))).toBe(401);
    });

    it('is let in for a while, with clocks that differ by half a minute', async () => {
      await open();
      const token = await server.issued(OURS);
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
          .setIssuer(server.issuer)
          .setSubject('ci')
          .setAudience(OURS)
          .setIssuedAt()
          .setExpirationTime('5m');
      expect(await ask(await made('RS256').sign(privateKey))).toBe(401);
      const jwks = await (await fetch(`${server.issuer}/jwks`)).text();
      expect(await ask(await made('HS256').sign(new TextEncoder().encode(jwks)))).toBe(401);
      const [, payload = '', signature = ''] = (await server.issued(OURS)).split('.');
      const none = btoa(JSON.stringify({ alg: 'none' })).replaceAll('=', '');
      expect(await ask(`${none}.${payload}.`)).toBe(401);
      expect(await ask(`${none}.${payload}.${signature}`)).toBe(401);
    });

    it('makes the server ask for keys seldom, whatever key ids it invents', async () => {
      await open();
      expect(await ask(await server.issued(OURS))).toBe(200);
      expect(await server.keyRequests()).toBe(1);
      const { privateKey } = await generateKeyPair('RS256');
      for (let i = 0; i < 20; i++) {
        const token = await new SignJWT({})
          .setProtectedHeader({ alg: 'RS256', kid: `invented-${String(i)}` })
          .setIssuer(server.issuer)
          .sign(privateKey);
        expect(await ask(token)).toBe(401);
      }
      expect(await server.keyRequests()).toBe(1);
    });

    it('makes the server reach no private address, unless the operator allowed this issuer one', async () => {
      await open({}, { allowPrivateAddresses: false });
      expect(await ask(await server.issued(OURS))).not.toBe(200);
      expect(await server.keyRequests()).toBe(0);
      await server.dispose();
      await open({ allowPrivateAddress: true }, { allowPrivateAddresses: false });
      expect(await ask(await server.issued(OURS))).toBe(200);
    });
  });
}
