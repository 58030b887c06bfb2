import { afterEach, expect, test } from 'vitest';
import { type FakePorkbun, startFakePorkbun } from './porkbun.ts';

interface Body {
  readonly [name: string]: unknown;
}

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

const started: FakePorkbun[] = [];

afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});

async function start(options: Parameters<typeof startFakePorkbun>[0] = {}): Promise<FakePorkbun> {
  const fake = await startFakePorkbun(options);
  started.push(fake);
  return fake;
}

async function send(
  fake: FakePorkbun,
  call: string,
  body: unknown = {},
  headers: { readonly [name: string]: string } = {
    'x-api-key': fake.apiKey,
    'x-secret-api-key': fake.secretApiKey,
  },
  method = 'POST',
): Promise<Reply> {
  const response = await fetch(`${fake.base}/${call}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: method === 'GET' ? null : JSON.stringify(body),
  });
  const text = await response.text();
  const parsed = text.startsWith('{') ? (JSON.parse(text) as Body) : {};
  return { status: response.status, headers: response.headers, text, body: parsed };
}

const create = { cost: 1108, agreeToTerms: 'yes' };

test('keys in headers and in the body; body keys win; wrong keys are HTTP 400', async () => {
  const fake = await start();
  const keys = { apikey: fake.apiKey, secretapikey: fake.secretApiKey };
  expect((await send(fake, 'ping')).body).toMatchObject({ status: 'SUCCESS', credentialsValid: true });
  expect((await send(fake, 'ping', {}, {})).body).not.toHaveProperty('credentialsValid');
  expect((await send(fake, 'domain/listAll', keys, {})).body['count']).toBe(2);
  expect(await send(fake, 'domain/listAll', { apikey: 'pk1_x', secretapikey: 'sk1_x' })).toMatchObject({
    status: 400,
    body: { status: 'ERROR', code: 'INVALID_API_KEYS_001' },
  });
  expect((await send(fake, 'domain/listAll', {}, {})).body['code']).toBe('API_KEY_REQUIRED');
  const bearer = { authorization: `Bearer ${fake.bearerToken}` };
  expect((await send(fake, 'dns/retrieve/example.com', {}, bearer)).status).toBe(200);
  expect((await send(fake, 'ssl/retrieve/example.com', {}, bearer)).body['code']).toBe('INVALID_TOKEN');
});

test('a browser-approved key is handed out once', async () => {
  const fake = await start();
  const asked = await send(fake, 'apikey/request', { name: 'cli' }, {});
  const requestToken = String(asked.body['requestToken']);
  expect(requestToken).toMatch(/^[0-9a-f]{64}$/);
  expect((await send(fake, 'apikey/retrieve', { requestToken }, {})).body['status']).toBe('PENDING');
  fake.approveKeyRequest(requestToken);
  const { apikey, secretapikey } = (await send(fake, 'apikey/retrieve', { requestToken }, {})).body;
  expect((await send(fake, 'ping', { apikey, secretapikey }, {})).body['credentialsValid']).toBe(true);
  expect((await send(fake, 'apikey/retrieve', { requestToken }, {})).body['code']).toBe(
    'SECRET_ALREADY_CLAIMED',
  );
});

test('a list row mixes integers and strings; pages come from `start`', async () => {
  const fake = await start();
  const { body } = await send(fake, 'domain/listAll', { includeLabels: 'yes', sortName: 'domain' });
  expect(body['domains']).toMatchObject([
    { domain: 'example.com', securityLock: '1', autoRenew: 1, apiAccess: 1, labels: [{ title: 'work' }] },
    { domain: 'example.net', securityLock: '0', autoRenew: 0, notLocal: 0 },
  ]);
  fake.pageSize = 1;
  expect((await send(fake, 'domain/listAll', { start: 1 })).body['domains']).toMatchObject([
    { domain: 'example.net' },
  ]);
  expect((await send(fake, 'domain/get/else.com', {}, undefined, 'GET')).status).toBe(404);
});

test('a domain that is not opted in refuses', async () => {
  const fake = await start();
  const domain = fake.domains.get('example.com');
  if (domain !== undefined) domain.optedIn = false;
  expect(await send(fake, 'dns/retrieve/example.com')).toMatchObject({
    status: 400,
    body: { code: 'API_ACCESS_DISABLED', next_action: {} },
  });
  const both = await send(fake, 'domain/updateAutoRenew', {
    status: 'on',
    domains: ['example.com', 'example.net'],
  });
  expect(both.body['results']).toMatchObject({
    'example.com': { status: 'ERROR' },
    'example.net': { status: 'SUCCESS' },
  });
});

test('records: strings, the floor of the TTL, duplicates, edits and unknown ids', async () => {
  const fake = await start();
  const row = { name: 'a', type: 'A', content: '192.0.2.9', ttl: 60 };
  const made = await send(fake, 'dns/create/example.com', row);
  const id = String(made.body['id']);
  expect(made.body['id']).toBe(id);
  const read = await send(fake, `dns/retrieve/example.com/${id}`, {}, undefined, 'GET');
  expect(read.body['records']).toEqual([
    { id, name: 'a.example.com', type: 'A', content: '192.0.2.9', ttl: '600', prio: null, notes: '' },
  ]);
  expect(await send(fake, 'dns/create/example.com', row)).toMatchObject({
    status: 400,
    body: { message: 'Create error: We were unable to create the DNS record.' },
  });
  const edited = { name: 'a', type: 'A', content: '192.0.2.10' };
  expect((await send(fake, `dns/edit/example.com/${id}`, edited)).status).toBe(200);
  expect(fake.domains.get('example.com')?.records.find((each) => each.id === id)).toMatchObject({
    content: '192.0.2.10',
    prio: '0',
  });
  expect((await send(fake, 'dns/delete/example.com/1')).body['code']).toBe('INVALID_RECORD_ID');
  fake.idIsInteger = true;
  const other = await send(fake, 'dns/create/example.com', { type: 'TXT', content: 'x', name: 't' });
  expect(typeof other.body['id']).toBe('number');
});

test('apex name servers are fixed; types and contents are checked', async () => {
  const fake = await start();
  const records = fake.domains.get('example.com')?.records ?? [];
  const fixed = records.filter((each) => each.type === 'NS');
  expect(fixed.map((each) => each.ttl)).toEqual(['86400', '86400', '86400', '86400']);
  expect((await send(fake, `dns/delete/example.com/${fixed[0]?.id ?? ''}`)).status).toBe(400);
  const bad = [
    { type: 'PTR', content: 'x.example' },
    { type: 'TXT', content: 'trailing ' },
    { type: 'CNAME', name: 'www', content: 'x.example' },
    { type: 'CAA', content: '0 issue "letsencrypt.org; a=b"' },
    { type: 'MX', content: 'mx.example.', prio: '5' },
  ];
  for (const each of bad) expect((await send(fake, 'dns/create/example.net', each)).status).toBe(400);
  expect((await send(fake, 'dns/create/example.net', bad[0])).body['code']).toBe('INVALID_TYPE');
});

test('by name and type: one value for all, then none', async () => {
  const fake = await start();
  for (const content of ['192.0.2.5', '192.0.2.6'])
    await send(fake, 'dns/create/example.net', { name: 'm', type: 'A', content });
  await send(fake, 'dns/editByNameType/example.net/A/m', { content: '192.0.2.7' });
  const read = await send(fake, 'dns/retrieveByNameType/example.net/A/m');
  expect(read.body['records']).toMatchObject([{ content: '192.0.2.7' }, { content: '192.0.2.7' }]);
  await send(fake, 'dns/deleteByNameType/example.net/A/m');
  expect((await send(fake, 'dns/retrieveByNameType/example.net/A/m')).body['records']).toEqual([]);
});

test('DNSSEC is a map by key tag, glue comes in tuples', async () => {
  const fake = await start();
  const read = (): Promise<Reply> => send(fake, 'dns/getDnssecRecords/example.com');
  expect((await read()).body['records']).toEqual([]);
  const ds = { keyTag: 64087, alg: '13', digestType: 2, digest: '15E445BD' };
  await send(fake, 'dns/createDnssecRecord/example.com', ds);
  expect((await read()).body['records']).toEqual({
    '64087': { keyTag: '64087', alg: '13', digestType: '2', digest: '15E445BD' },
  });
  await send(fake, 'dns/deleteDnssecRecord/example.com/64087');
  expect((await read()).body['records']).toEqual([]);
  await send(fake, 'domain/updateGlue/example.com/ns1', { ips: ['192.0.2.53'] });
  const mixed = await send(fake, 'domain/createGlue/example.com/ns2', {
    ips: ['192.0.2.53', '2001:db8::53'],
  });
  expect(mixed.body['code']).toBe('UPDATE_FAILED');
  expect((await send(fake, 'domain/getGlue/example.com')).body['hosts']).toEqual([
    ['ns1.example.com', { v4: ['192.0.2.53'], v6: [] }],
  ]);
});

test('a purchase: exact cost, balance, dry run, idempotency', async () => {
  const fake = await start();
  const headers = {
    'x-api-key': fake.apiKey,
    'x-secret-api-key': fake.secretApiKey,
    'idempotency-key': 'k1',
  };
  expect((await send(fake, 'domain/create/new.com', { ...create, cost: 1000 })).status).toBe(400);
  const dry = await send(fake, 'domain/create/new.com', { ...create, dryRun: true });
  expect(dry.body).toMatchObject({ dryRun: true, wouldSucceed: true, cost: 1108, costDisplay: '$11.08' });
  expect(fake.purchases).toHaveLength(0);
  const first = await send(fake, 'domain/create/new.com', create, headers);
  expect(first.body).toMatchObject({ domain: 'new.com', cost: 1108, balance: 8892 });
  const again = await send(fake, 'domain/create/new.com', create, headers);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(again.body).toEqual(first.body);
  expect(fake.purchases).toHaveLength(1);
  expect(await send(fake, 'domain/create/two.com', create, headers)).toMatchObject({
    status: 409,
    body: { code: 'IDEMPOTENCY_KEY_MISMATCH' },
  });
  fake.balanceCents = 108;
  expect((await send(fake, 'domain/create/three.com', create)).body).toMatchObject({
    code: 'INSUFFICIENT_FUNDS',
    cost: 1108,
    balance: 108,
    shortfall: 1000,
  });
  expect((await send(fake, 'domain/create/taken.com', create)).body['code']).toBe('DOMAIN_NOT_AVAILABLE');
});

test('the old generation ignores dry runs and keys, and knows no codes', async () => {
  const fake = await start();
  fake.generation = 'old';
  expect((await send(fake, 'domain/create/new.com', { ...create, dryRun: true })).body).toMatchObject({
    status: 'SUCCESS',
    domain: 'new.com',
  });
  expect(fake.purchases).toHaveLength(1);
  const { body } = await send(fake, 'domain/create/taken.com', create);
  expect(Object.keys(body)).toEqual(['status', 'message']);
});

test('renewal needs 30 days since the last one', async () => {
  const fake = await start({ now: () => Date.UTC(2026, 5, 1) });
  const renewed = await send(fake, 'domain/renew/example.com', { cost: 1137 });
  expect(renewed.body['expirationDate']).toBe('2028-03-28');
  expect((await send(fake, 'domain/renew/example.com', { cost: 1137 })).body['code']).toBe(
    'RENEWAL_TOO_SOON',
  );
});

test('a transfer takes its steps', async () => {
  const fake = await start();
  await send(fake, 'domain/transfer/taken.com', { authCode: 'EPP-taken', cost: 1091 });
  const seen: unknown[] = [];
  for (let step = 0; step < 6; step++) {
    const { body } = await send(fake, 'domain/getTransfer/taken.com', {}, undefined, 'GET');
    seen.push((body['transfer'] as Body)['status']);
    fake.advance();
  }
  expect(seen).toEqual(['INIT', 'NEW', 'PENDINGAUTH', 'PENDINGSUBMIT', 'PENDINGTRANSFER', 'DONE']);
  expect(fake.domains.has('taken.com')).toBe(true);
});

test('limits: one check in 10 s, and HTML 503 for the rest', async () => {
  let now = Date.now();
  const fake = await start({ limits: true, now: () => now });
  expect((await send(fake, 'domain/checkDomain/premium.com')).body['response']).toMatchObject({
    avail: 'yes',
    premium: 'yes',
    price: '2500.00',
  });
  const second = await send(fake, 'domain/checkDomain/free.org');
  expect(second).toMatchObject({ status: 429, body: { code: 'RATE_LIMIT_EXCEEDED', ttlRemaining: 10 } });
  now += 10_000;
  expect((await send(fake, 'domain/checkDomain/free.org')).body['response']).toMatchObject({
    price: '7.49',
    regularPrice: '10.74',
    firstYearPromo: 'yes',
  });
  for (let index = 0; index < 5; index++) await send(fake, 'ping');
  const busy = await send(fake, 'ping');
  expect(busy.status).toBe(503);
  expect(busy.text).toContain('openresty');
});

test('URL forwards make system rows; pricing has both forms of coupons; name servers are a set', async () => {
  const fake = await start();
  const forward = { location: 'https://x.example/', type: 'temporary', includePath: 'no', wildcard: 'no' };
  await send(fake, 'domain/addUrlForward/example.com', { subdomain: 'blog', ...forward });
  const { body } = await send(fake, 'domain/getUrlForwarding/example.com');
  const [made] = body['forwards'] as Body[];
  expect(made).toMatchObject({ subdomain: 'blog', ...forward });
  const names = (): string[] => (fake.domains.get('example.com')?.records ?? []).map((each) => each.name);
  expect(names()).toContain('blog.example.com');
  await send(fake, `domain/deleteUrlForward/example.com/${String(made?.['id'])}`);
  expect(names()).not.toContain('blog.example.com');
  const prices = (await send(fake, 'pricing/get', {}, {})).body['pricing'] as { [tld: string]: Body };
  expect(prices['com']).toMatchObject({ registration: '11.08', coupons: [] });
  expect(prices['net']?.['coupons']).toHaveProperty('registration');
  const ns = fake.domains.get('example.com')?.ns.toReversed();
  expect((await send(fake, 'domain/updateNs/example.com', { ns })).body['message']).toBe('No change.');
});
