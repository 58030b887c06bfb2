import { afterEach, beforeEach, expect, test } from 'vitest';

import { startFakeGodaddy, type FakeGodaddy } from './godaddy.ts';

let fake: FakeGodaddy;
let now = Date.parse('2026-06-01T00:00:00Z');

beforeEach(async () => {
  now = Date.parse('2026-06-01T00:00:00Z');
  fake = await startFakeGodaddy({ now: () => now });
});

afterEach(() => fake.stop());

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

async function call(method: string, path: string, body?: unknown, authorization?: string): Promise<Answer> {
  const reply = await fetch(`${fake.url}${path}`, {
    method,
    headers: { authorization: authorization ?? `sso-key ${fake.key}:${fake.secret}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await reply.text();
  return {
    status: reply.status,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
    headers: reply.headers,
  };
}

const RECORDS = '/v1/domains/example.com/records';

function purchase(domain: string, agreementKeys: readonly string[] = ['DNRA']): unknown {
  return { domain, consent: { agreementKeys, agreedBy: '192.0.2.9', agreedAt: '2026-06-01T00:00:00Z' } };
}

test('credentials: sso-key and Bearer pass, others are 401', async () => {
  expect((await call('GET', '/v1/domains')).status).toBe(200);
  expect((await call('GET', '/v1/domains', undefined, `Bearer ${fake.pat}`)).status).toBe(200);
  const wrong = await call('GET', '/v1/domains', undefined, `sso-key ${fake.key}:no`);
  expect(wrong).toMatchObject({ status: 401, body: { code: 'UNABLE_TO_AUTHENTICATE' } });
  expect(wrong.headers.get('x-request-id')).not.toBeNull();
  expect((await call('GET', '/v3/domains/domain-names')).status).toBe(404);
});

test('the gates refuse valid keys with 403', async () => {
  const refusal = {
    status: 403,
    body: { code: 'ACCESS_DENIED', message: 'Authenticated user is not allowed access' },
  };
  fake.gatedAvailability = true;
  expect(await call('GET', '/v1/domains/available?domain=a.com')).toMatchObject(refusal);
  expect((await call('GET', RECORDS)).status).toBe(200);
  fake.gated = true;
  expect(await call('GET', RECORDS)).toMatchObject(refusal);
  expect(await call('GET', `/v1/shoppers/${fake.shopperId}?includes=customerId`)).toMatchObject(refusal);
});

test('domains come as bare arrays by marker; name servers are null unless included', async () => {
  const first = await call('GET', '/v1/domains?limit=1');
  expect(first.body).toMatchObject([
    { domain: 'example.com', nameServers: null, renewAuto: true, locked: true },
  ]);
  const next = await call('GET', '/v1/domains?limit=1&marker=example.com&includes=nameServers,authCode');
  expect(next.body).toMatchObject([
    { domain: 'example.net', nameServers: ['ns01.domaincontrol.com', 'ns02.domaincontrol.com'] },
  ]);
  expect((await call('GET', '/v1/domains?limit=1&marker=example.net')).body).toEqual([]);
  fake.partialDetails.add('example.com');
  expect((await call('GET', '/v1/domains/example.com')).status).toBe(203);
  expect(await call('GET', '/v1/domains/other.com')).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND', message: 'Domain other.com not found for shopper' },
  });
});

test('PATCH changes lock and name servers; fewer than two are 422, foreign ones end DNS', async () => {
  expect((await call('PATCH', '/v1/domains/example.com', { locked: false })).status).toBe(204);
  expect(fake.domains.get('example.com')?.locked).toBe(false);
  const one = await call('PATCH', '/v1/domains/example.com', { nameServers: ['ns1.example.org'] });
  expect(one).toMatchObject({ status: 422, body: { code: 'INVALID_BODY' } });
  expect((await call('PATCH', '/v1/domains/example.com', { exposeWhois: true })).status).toBe(422);
  await call('PATCH', '/v1/domains/example.com', { nameServers: ['ns1.example.org', 'ns2.example.org'] });
  expect(await call('GET', RECORDS)).toMatchObject({ status: 409, body: { code: 'INACTIVE_DOMAIN' } });
});

test('availability: micro-units, FAST is not definitive, 203 beside errors', async () => {
  fake.wrongFast.add('taken.com');
  expect((await call('GET', '/v1/domains/available?domain=taken.com')).body).toMatchObject({
    available: true,
    definitive: false,
  });
  expect((await call('GET', '/v1/domains/available?domain=taken.com&checkType=FULL')).body).toEqual({
    domain: 'taken.com',
    available: false,
    definitive: true,
  });
  expect((await call('GET', '/v1/domains/available?domain=new.com&checkType=FULL')).body).toMatchObject({
    available: true,
    price: 11_990_000,
    currency: 'USD',
  });
  expect(await call('POST', '/v1/domains/available', ['new.com', 'new.zz'])).toMatchObject({
    status: 203,
    body: { domains: [{ domain: 'new.com' }], errors: [{ domain: 'new.zz', status: 422 }] },
  });
});

test('a purchase needs the right agreement keys and money, and comes after a while', async () => {
  expect((await call('GET', '/v1/domains/agreements?tlds=com&privacy=true')).body).toMatchObject([
    { agreementKey: 'DNRA' },
    { agreementKey: 'DNPA' },
  ]);
  expect((await call('POST', '/v1/domains/purchase', purchase('new.com', ['DNPA']))).status).toBe(422);
  expect((await call('POST', '/v1/domains/purchase', { domain: 'new.com' })).status).toBe(422);
  expect((await call('POST', '/v1/domains/purchase/validate', purchase('new.com'))).status).toBe(200);
  expect(fake.purchases).toEqual([]);
  fake.registrationReads = 1;
  expect(await call('POST', '/v1/domains/purchase', purchase('new.com'))).toMatchObject({
    status: 200,
    body: { itemCount: 1, total: 11_990_000, currency: 'USD' },
  });
  expect(fake.purchases).toHaveLength(1);
  expect((await call('GET', '/v1/domains/new.com')).body).toMatchObject({ status: 'PENDING_SETUP' });
  expect((await call('GET', '/v1/domains/new.com')).body).toMatchObject({ status: 'ACTIVE' });
  expect((await call('POST', '/v1/domains/purchase', purchase('new.com'))).status).toBe(422);
  fake.balance = 1;
  expect((await call('POST', '/v1/domains/purchase', purchase('more.com'))).status).toBe(422);
});

test('renewals charge each time; transfers need the code', async () => {
  const before = fake.domains.get('example.net')?.expires.slice(0, 4);
  await call('POST', '/v1/domains/example.net/renew');
  await call('POST', '/v1/domains/example.net/renew', { period: 2 });
  expect(fake.purchases.map(({ kind, total }) => [kind, total])).toEqual([
    ['renew', 23_990_000],
    ['renew', 47_980_000],
  ]);
  expect(Number(fake.domains.get('example.net')?.expires.slice(0, 4))).toBe(Number(before) + 3);
  const consent = { agreementKeys: ['DNTA'], agreedBy: '192.0.2.9', agreedAt: '2026-06-01T00:00:00Z' };
  expect((await call('POST', '/v1/domains/free.com/transfer', { authCode: 'x', consent })).status).toBe(409);
  const body = { authCode: fake.elsewhere.get('taken.com'), consent };
  expect((await call('POST', '/v1/domains/taken.com/transfer', body)).status).toBe(200);
  fake.advance();
  expect(fake.domains.get('taken.com')?.status).toBe('ACTIVE');
});

test('records: the floor of the TTL is refused with the recorded body', async () => {
  expect(await call('PUT', `${RECORDS}/A/low`, [{ data: '192.0.2.7', ttl: 300 }])).toMatchObject({
    status: 422,
    body: {
      code: 'INVALID_BODY',
      message: "Request body doesn't fulfill schema, see details in `fields`",
      fields: [
        { code: 'UNKNOWN_RESTRICTION', message: 'must have a minimum value of 600', path: 'records[0].ttl' },
      ],
    },
  });
});

test('records: an rrset is set, read at encoded and plain names, deleted; an unknown one is empty', async () => {
  expect(await call('PUT', `${RECORDS}/TXT/*`, [{ data: '"quoted"', ttl: 600 }])).toMatchObject({
    status: 200,
    body: undefined,
  });
  expect((await call('GET', `${RECORDS}/TXT/%2A`)).body).toEqual([
    { type: 'TXT', name: '*', data: '"quoted"', ttl: 600 },
  ]);
  expect((await call('DELETE', `${RECORDS}/TXT/*`)).status).toBe(204);
  expect(await call('GET', `${RECORDS}/TXT/*`)).toMatchObject({ status: 200, body: [] });
  expect((await call('DELETE', `${RECORDS}/NS/@`)).status).toBe(422);
  expect((await call('DELETE', `${RECORDS}/SOA/@`)).status).toBe(422);
  expect((await call('PUT', RECORDS, '[{')).status).toBe(400);
});

test('records: CAA is listed, refused in writes, and lost by a PUT of the whole zone; SOA stays', async () => {
  expect((await call('GET', `${RECORDS}/CAA`)).body).toHaveLength(1);
  const caa = { type: 'CAA', name: '@', data: '0 issue "a.example"', ttl: 3600 };
  expect((await call('PATCH', RECORDS, [caa])).status).toBe(422);
  expect((await call('PUT', `${RECORDS}/CAA/@`, [caa])).status).toBe(422);
  await call('PUT', RECORDS, []);
  expect((await call('GET', `${RECORDS}/CAA`)).body).toHaveLength(1);
  await call('PUT', RECORDS, [{ type: 'A', name: '@', data: '192.0.2.7', ttl: 600 }]);
  expect(fake.domains.get('example.com')?.records.map(({ type }) => type)).toEqual(['SOA', 'A']);
});

test('records: several services stand at one SRV path; a PUT there replaces all; empty PUTs do nothing', async () => {
  const sip = { data: 'sip.example.net', ttl: 600, priority: 1, weight: 1, port: 5060, protocol: '_tcp' };
  expect((await call('PUT', `${RECORDS}/SRV/@`, [sip])).status).toBe(422);
  const both = [
    { ...sip, service: '_sip' },
    { ...sip, service: '_xmpp' },
  ];
  expect((await call('PUT', `${RECORDS}/SRV/@`, both)).status).toBe(200);
  expect((await call('PUT', `${RECORDS}/SRV/@`, [])).status).toBe(200);
  expect((await call('GET', `${RECORDS}/SRV/@`)).body).toMatchObject([
    { service: '_sip' },
    { service: '_xmpp' },
  ]);
  fake.emptyPutRefused = true;
  expect((await call('PUT', `${RECORDS}/SRV/@`, [])).status).toBe(422);
});

test('records: PATCH appends; twins are kept, dropped or refused', async () => {
  const record = { type: 'A', name: '@', data: '192.0.2.1', ttl: 3600 };
  const count = async (): Promise<unknown> => (await call('GET', `${RECORDS}/A/@`)).body;
  fake.patchDeduplicates = 'refuse';
  expect(await call('PATCH', RECORDS, [record])).toMatchObject({
    status: 422,
    body: { code: 'DUPLICATE_RECORD' },
  });
  fake.patchDeduplicates = true;
  expect((await call('PATCH', RECORDS, [record])).status).toBe(200);
  expect(await count()).toHaveLength(1);
  fake.patchDeduplicates = false;
  expect((await call('PATCH', RECORDS, [record])).status).toBe(200);
  expect(await count()).toHaveLength(2);
});

test('records: reads lag and edits collide after a write', async () => {
  fake.staleReads = 1;
  fake.conflictsAfterWrite = 1;
  const put = (data: string): Promise<Answer> => call('PUT', `${RECORDS}/A/@`, [{ data, ttl: 600 }]);
  expect((await put('192.0.2.8')).status).toBe(200);
  expect((await call('GET', `${RECORDS}/A/@`)).body).toMatchObject([{ data: '192.0.2.1' }]);
  expect((await call('GET', `${RECORDS}/A/@`)).body).toMatchObject([{ data: '192.0.2.8' }]);
  expect((await put('192.0.2.9')).status).toBe(409);
  expect((await put('192.0.2.9')).status).toBe(200);
});

test('v2: 202, then an action that polls see through its steps', async () => {
  const { body } = await call('GET', `/v1/shoppers/${fake.shopperId}?includes=customerId`);
  expect(body).toMatchObject({ customerId: fake.customerId });
  const base = `/v2/customers/${fake.customerId}/domains/example.com`;
  const ds = { algorithm: 'ECDSAP256SHA256', keyTag: 1, digestType: 'SHA256', digest: 'ab'.repeat(32) };
  expect((await call('PATCH', `${base}/dnssecRecords`, [{ ...ds, algorithm: 13 }])).status).toBe(422);
  expect((await call('PATCH', `${base}/dnssecRecords`, [ds])).status).toBe(202);
  for (const status of ['ACCEPTED', 'PENDING', 'SUCCESS'])
    expect((await call('GET', `${base}/actions/DNSSEC_CREATE`)).body).toMatchObject({ status });
  expect(fake.domains.get('example.com')?.dnssecRecords).toEqual([ds]);
  fake.failNextAction = 'registry refused';
  await call('PUT', `${base}/nameServers`, { nameServers: ['ns1.example.org', 'ns2.example.org'] });
  fake.advance();
  expect((await call('GET', `${base}/actions/DOMAIN_UPDATE_NAME_SERVERS`)).body).toMatchObject({
    status: 'FAILED',
    reason: 'registry refused',
  });
  expect((await call('POST', `${base}/regenerateAuthCode`)).status).toBe(202);
});

test('limits: the 61st request of a minute to one endpoint is 429 with seconds in the body', async () => {
  await fake.stop();
  fake = await startFakeGodaddy({ now: () => now, limits: true });
  for (let i = 0; i < 60; i++) await call('GET', `${RECORDS}/A/n${i}`);
  now += 34_000;
  expect(await call('GET', `${RECORDS}/A/@`)).toMatchObject({
    status: 429,
    body: { code: 'TOO_MANY_REQUESTS', retryAfterSec: 26 },
  });
  expect((await call('GET', '/v1/domains')).status).toBe(200);
  now += 26_000;
  expect((await call('GET', `${RECORDS}/A/@`)).status).toBe(200);
});
