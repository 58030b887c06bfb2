import { describe, expect, it } from 'vitest';
import type { Clock } from '../../ports/clock.ts';
import type { HttpRequest, HttpResponse } from '../../ports/http-client.ts';
import type { AcmeSigner, CertificateAuthority } from '../../ports/certificate-authority.ts';
import { createX509 } from '../x509/index.ts';
import { requestBinding } from './email-binding.ts';
import { createAcmeAuthority } from './index.ts';
import { refused } from '../../../test/support/refused.ts';

const CA = 'https://ca.example';
const NOW = '2026-11-21T00:00:00.000Z';
const DIRECTORY = {
  newNonce: `${CA}/nonce`,
  newAccount: `${CA}/account`,
  newOrder: `${CA}/order`,
  revokeCert: `${CA}/revoke`,
  renewalInfo: `${CA}/ari/`,
  meta: { profiles: { shortlived: 'six days' }, 'unknown-member': 1 },
};
const ORDER = {
  status: 'pending',
  authorizations: [`${CA}/authz/1`],
  finalize: `${CA}/finalize/1`,
  'unknown-member': true,
};

interface Reply {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
}

/** A CA that gives the replies it is told, one after the other, for all but directory and nonces. */
function scripted(replies: readonly Reply[]): {
  readonly ca: CertificateAuthority;
  readonly sent: { readonly url: string; readonly protected: { readonly [member: string]: unknown } }[];
  readonly nonces: { asked: number };
  readonly slept: number[];
} {
  const sent: { url: string; protected: { readonly [member: string]: unknown } }[] = [];
  const nonces = { asked: 0 };
  const slept: number[] = [];
  const left = [...replies];
  const clock: Clock = {
    now: () => new Date(NOW),
    sleep: (ms) => {
      slept.push(ms);
      return Promise.resolve();
    },
  };
  const answer = (request: HttpRequest): Reply => {
    if (request.url === `${CA}/directory`) return { body: DIRECTORY };
    if (request.url === DIRECTORY.newNonce)
      return { status: 204, headers: { 'replay-nonce': `asked${++nonces.asked}` } };
    const body = JSON.parse(request.body ?? '{}') as { readonly protected?: string };
    const header = Buffer.from(body.protected ?? '', 'base64url').toString();
    sent.push({
      url: request.url,
      protected: JSON.parse(header === '' ? '{}' : header) as { [member: string]: unknown },
    });
    return left.shift() ?? { status: 500 };
  };
  const send = (request: HttpRequest): Promise<HttpResponse> => {
    const { status = 200, headers = {}, body } = answer(request);
    return Promise.resolve({
      status,
      headers,
      text: typeof body === 'string' ? body : JSON.stringify(body ?? {}),
    });
  };
  return { ca: createAcmeAuthority(`${CA}/directory`, { http: { send }, clock }), sent, nonces, slept };
}

const signer: AcmeSigner = { accountUrl: `${CA}/account/1`, keyPem: await createX509().createKey('ec256') };
const identifiers = [{ type: 'dns', value: 'example.org' }] as const;
const placed: Reply = {
  status: 201,
  headers: { location: `${CA}/order/1`, 'replay-nonce': 'next' },
  body: ORDER,
};
const problem = (type: string, more: object = {}): object => ({
  type: `urn:ietf:params:acme:error:${type}`,
  detail: 'no',
  ...more,
});

describe('the ACME client', () => {
  it('asks for one nonce and takes the others from replies, each once', async () => {
    const { ca, sent, nonces } = scripted([
      placed,
      { headers: { 'replay-nonce': 'third' }, body: ORDER },
      { body: ORDER },
    ]);
    const order = await ca.newOrder(signer, { identifiers });
    await ca.order(signer, order.url);
    await ca.order(signer, order.url);
    expect(nonces.asked).toBe(1);
    expect(sent.map((one) => one.protected['nonce'])).toEqual(['asked1', 'next', 'third']);
    expect(sent[0]?.protected).toMatchObject({
      alg: 'ES256',
      kid: signer.accountUrl,
      url: DIRECTORY.newOrder,
    });
  });

  it('follows a refused nonce by the one that came with the refusal, and not for ever', async () => {
    const bad: Reply = { status: 400, headers: { 'replay-nonce': 'better' }, body: problem('badNonce') };
    const some = scripted([bad, bad, placed]);
    expect((await some.ca.newOrder(signer, { identifiers })).url).toBe(`${CA}/order/1`);
    expect(some.nonces.asked).toBe(1);
    const always = scripted(Array.from({ length: 50 }, () => bad));
    expect(await refused(always.ca.newOrder(signer, { identifiers }))).toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
    });
    expect(always.sent).toHaveLength(12);
  });

  it.each([
    ['rateLimited', 429, { 'retry-after': '86400' }, 'RATE_LIMITED', 'scheduled', 86_400],
    [
      'rateLimited',
      429,
      { 'retry-after': 'Sat, 21 Nov 2026 01:00:00 GMT' },
      'RATE_LIMITED',
      'scheduled',
      3600,
    ],
    ['rateLimited', 429, { 'retry-after': '9'.repeat(14) }, 'RATE_LIMITED', 'scheduled', 3600],
    ['serverInternal', 500, {}, 'PROVIDER_UNAVAILABLE', 'transient', undefined],
    ['rejectedIdentifier', 400, {}, 'CA_REFUSED', 'user', undefined],
    ['userActionRequired', 403, {}, 'ACME_ACCOUNT_UNUSABLE', 'operator', undefined],
    ['invalidProfile', 400, {}, 'CA_REFUSED', 'request', undefined],
  ] as const)('tells what %s is, without sleeping', async (type, status, headers, code, kind, seconds) => {
    const { ca, slept } = scripted([{ status, headers, body: problem(type) }]);
    const error = await refused(ca.newOrder(signer, { identifiers }));
    expect(error).toMatchObject({ code, details: { class: kind, acme: { type, detail: 'no' } } });
    expect([error.retryAfterSeconds, slept]).toEqual([seconds, []]);
  });

  it('keeps the parts of a compound problem, and takes it for what they are', async () => {
    const parts = [problem('caa', { identifier: { type: 'dns', value: 'a.example.org' } })];
    const { ca } = scripted([{ status: 403, body: problem('compound', { subproblems: parts }) }]);
    const error = await refused(ca.newOrder(signer, { identifiers }));
    expect(error.details).toMatchObject({
      class: 'user',
      acme: { subproblems: [{ type: 'caa', identifier: 'a.example.org' }] },
    });
    expect(error.reason).toContain('a.example.org: no (caa)');
  });

  it('passes on no page of a proxy, and no control characters', async () => {
    const page = scripted([{ status: 503, body: '<html>secret</html>' }]);
    const error = await refused(page.ca.newOrder(signer, { identifiers }));
    expect([error.code, error.reason]).toEqual(['PROVIDER_UNAVAILABLE', 'HTTP status 503 (about:blank)']);
    const evil = scripted([{ status: 400, body: { type: 'x', detail: 'a\u001b[31m\nb' } }]);
    expect((await refused(evil.ca.newOrder(signer, { identifiers }))).reason).not.toMatch(/\p{Cc}/u);
    const wrong = scripted([
      { status: 201, headers: { location: `${CA}/order/1` }, body: { status: 'odd' } },
    ]);
    expect((await refused(wrong.ca.newOrder(signer, { identifiers }))).code).toBe('PROVIDER_UNAVAILABLE');
  });

  it('takes a conflict on a challenge for one that is being looked at, and nothing else', async () => {
    const { ca } = scripted([
      { status: 409, body: problem('conflict') },
      { status: 403, body: problem('unauthorized') },
    ]);
    expect(await ca.answerChallenge(signer, `${CA}/chall/1`)).toMatchObject({ status: 'processing' });
    expect((await refused(ca.answerChallenge(signer, `${CA}/chall/1`))).code).toBe('ACME_ACCOUNT_UNUSABLE');
  });

  it('reads challenges of kinds that it does not know, without token', async () => {
    const challenges = [{ type: 'dns-persist-01', url: `${CA}/c/1`, status: 'pending', accounturi: 'x' }];
    const body = { identifier: { type: 'dns', value: 'EXAMPLE.org' }, status: 'pending', challenges };
    const { ca } = scripted([{ headers: { 'retry-after': '5' }, body }]);
    expect(await ca.authorization(signer, `${CA}/authz/1`)).toMatchObject({
      identifier: { value: 'example.org' },
      challenges: [{ type: 'dns-persist-01', token: null }],
      retryAfterSeconds: 5,
    });
  });

  it('finds alternate chains among links of other kinds', async () => {
    const link = `<${CA}/directory>;rel="index", </cert/1/1>;rel="alternate", <${CA}/cert/1/2>; title="x"; rel=alternate`;
    const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    const { ca } = scripted([{ headers: { link }, body: pem }, { body: 'nothing' }]);
    const { alternates } = await ca.certificate(signer, `${CA}/cert/1`);
    expect(alternates).toEqual([`${CA}/cert/1/1`, `${CA}/cert/1/2`]);
    expect((await refused(ca.certificate(signer, `${CA}/cert/1`))).code).toBe('PROVIDER_UNAVAILABLE');
  });

  it('reads renewal windows, and refuses one that ends before it begins', async () => {
    const window = { start: '2026-12-01T00:00:00Z', end: '2026-12-02T00:00:00Z' };
    const { ca, sent } = scripted([
      { headers: { 'retry-after': '21600' }, body: { suggestedWindow: window } },
      { body: { suggestedWindow: { start: window.end, end: window.start } } },
    ]);
    expect(await ca.renewalInfo('a.b')).toMatchObject({
      start: '2026-12-01T00:00:00.000Z',
      retryAfterSeconds: 21_600,
    });
    expect(sent[0]?.url).toBe(`${CA}/ari/a.b`);
    expect((await refused(ca.renewalInfo('a.b'))).code).toBe('PROVIDER_UNAVAILABLE');
  });

  it('takes what is revoked already for revoked', async () => {
    const { ca } = scripted([{ status: 400, body: problem('alreadyRevoked') }]);
    await expect(ca.revoke(signer, new Uint8Array([1]), 1)).resolves.toBeUndefined();
  });

  it.each([
    [200, { success: true, eab_kid: 'kid', eab_hmac_key: 'key' }, undefined],
    [200, { success: 1, eab_kid: 'kid', eab_hmac_key: 'key' }, undefined],
    [200, { success: false }, 'ACME_ACCOUNT_UNUSABLE'],
    [429, {}, 'RATE_LIMITED'],
    [503, '<html>', 'PROVIDER_UNAVAILABLE'],
  ] as const)('asks for credentials by e-mail: status %d', async (status, body, code) => {
    const asked: HttpRequest[] = [];
    const send = (request: HttpRequest): Promise<HttpResponse> => {
      asked.push(request);
      return Promise.resolve({ status, headers: {}, text: JSON.stringify(body) });
    };
    const work = requestBinding({ send }, `${CA}/eab`, 'a+b@example.org');
    const end = code === undefined ? (await work).keyId : (await refused(work)).code;
    expect(end).toBe(code ?? 'kid');
    expect(asked).toMatchObject([{ method: 'POST', url: `${CA}/eab`, body: 'email=a%2Bb%40example.org' }]);
  });

  it.each(['http://ca.example/directory', 'ftp://x/', 'directory'])('refuses %s for a directory', (url) => {
    const deps = {
      http: { send: () => Promise.reject(new Error('not asked')) },
      clock: { now: () => new Date(NOW), sleep: () => Promise.resolve() },
    };
    expect(() => createAcmeAuthority(url, deps)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});
