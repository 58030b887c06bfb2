import { afterEach, expect, test } from 'vitest';
import { startFakePorkbun, type FakePorkbun } from '../../../../test/support/providers/porkbun.ts';
import { silent } from '../../../../test/support/open-provider.ts';
import { RegctlError } from '../../../core/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import { createHttpClient } from '../../http/client.ts';
import { requestKeyInBrowser } from './browser-login.ts';

const started: FakePorkbun[] = [];
afterEach(async () => {
  for (const fake of started.splice(0)) await fake.stop();
});

/** Asks for a key; `act` is what happens meanwhile, before each question. */
async function login(
  act: (fake: FakePorkbun, token: string, question: number) => void,
  prepare: (fake: FakePorkbun) => void = () => undefined,
): Promise<{ readonly fake: FakePorkbun; readonly urls: string[]; readonly outcome: unknown }> {
  let now = Date.now();
  const fake = await startFakePorkbun({ now: () => now, limits: true });
  started.push(fake);
  prepare(fake);
  const urls: string[] = [];
  let question = 0;
  const clock: Clock = {
    now: () => new Date(now),
    sleep: (ms, signal) => {
      if (signal?.aborted === true) return Promise.reject(new RegctlError('INTERRUPTED', 'stopped'));
      now += ms;
      act(fake, urls[0]?.split('/').at(-1) ?? '', ++question);
      return Promise.resolve();
    },
  };
  const http = createHttpClient({ fetch: (url, init) => fetch(url, init), clock, logger: silent });
  const open = (url: string): Promise<void> => Promise.resolve(void urls.push(url));
  const outcome = await requestKeyInBrowser(http, clock, { baseUrl: fake.base, name: 'regctl', open }).catch(
    (error: unknown) => {
      if (error instanceof RegctlError) return error.code;
      throw error;
    },
  );
  return { fake, urls, outcome };
}

const questions = (fake: FakePorkbun): number =>
  fake.requests.filter((request) => request.path.endsWith('/retrieve')).length;

test('a key that is approved in the browser arrives', async () => {
  const { fake, urls, outcome } = await login((server, token, question) => {
    if (question === 3) server.approveKeyRequest(token);
  });
  expect(urls).toEqual([
    expect.stringMatching(/^https:\/\/porkbun\.com\/account\/apiKeyRequest\/[0-9a-f]{64}$/),
  ]);
  expect(questions(fake)).toBe(3);
  const key = outcome as { readonly 'api-key': string; readonly 'secret-api-key': string };
  expect(fake.keys.get(key['api-key'])).toBe(key['secret-api-key']);
  expect(JSON.parse(fake.requests[0]?.body ?? '')).toEqual({ name: 'regctl' });
});

test('a key that is denied does not', async () => {
  const { outcome } = await login((server, token) => server.denyKeyRequest(token));
  expect(outcome).toBe('CREDENTIAL_REJECTED');
});

test('nobody is asked for ever, nor faster than is allowed', async () => {
  const { fake, outcome } = await login(() => undefined);
  expect(outcome).toBe('TIMEOUT');
  expect(questions(fake)).toBeLessThanOrEqual(120);
});

test('a busy server and a lost question are asked again', async () => {
  const { outcome } = await login((server, token, question) => {
    if (question === 1) server.inject('html-503');
    if (question === 2) server.inject('lost-before');
    if (question === 3) server.approveKeyRequest(token);
  });
  expect(outcome).toHaveProperty('secret-api-key');
});

test('a secret that was lost on the way is said to be lost', async () => {
  const { outcome } = await login((server, token, question) => {
    if (question !== 1) return;
    server.approveKeyRequest(token);
    server.inject('lost-after');
  });
  expect(outcome).toBe('CREDENTIAL_MISSING');
});

test.each([
  ['http://example.net/', 'PROVIDER_UNAVAILABLE'],
  ['file:///etc/passwd', 'PROVIDER_UNAVAILABLE'],
])('the page %s is not opened', async (authUrl, code) => {
  const { urls, outcome } = await login(
    () => undefined,
    (fake) => {
      const body = { status: 'SUCCESS', requestToken: 'a'.repeat(64), authUrl };
      fake.inject({ reply: { status: 200, body } });
    },
  );
  expect(outcome).toBe(code);
  expect(urls).toEqual([]);
});
