import { expect, it } from 'vitest';
import { createTestClock } from '../../test/support/memory-stores.ts';
import type { HttpClient } from '../ports/http-client.ts';
import { createIssuerKeys, type IssuerKeys, type KeptKeys } from './issuer-keys.ts';

const ISSUER = 'https://issuer.test';

/** Requests of one isolate of a Worker: each has finders of its own, and shares what is remembered. */
async function open(status = 200): Promise<{ asked: () => number; finder: () => IssuerKeys }> {
  const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const key = { ...(await crypto.subtle.exportKey('jwk', publicKey)), kid: 'one', alg: 'ES256' };
  let asked = 0;
  const http: HttpClient = {
    send: ({ url }) => {
      asked += 1;
      const answer = url.endsWith('openid-configuration')
        ? { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }
        : { keys: [key] };
      return Promise.resolve({ status, headers: {}, text: JSON.stringify(answer) });
    },
  };
  const kept: KeptKeys = { askedAt: -Infinity };
  const clock = createTestClock();
  return { asked: () => asked, finder: () => createIssuerKeys({ issuer: ISSUER, http, clock, kept }) };
}

it('finds the key for every request that comes while the first of them asks for it', async () => {
  const { finder } = await open();
  const found = await Promise.all([1, 2, 3].map(() => finder().find('one', 'ES256')));
  expect(found.map((key) => key?.type)).toEqual(['public', 'public', 'public']);
});

it('asks an issuer that gave no keys seldom, whoever asks', async () => {
  const { finder, asked } = await open(503);
  for (let i = 0; i < 5; i++)
    await expect(finder().find('one', 'ES256')).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  expect(asked()).toBe(1);
});
