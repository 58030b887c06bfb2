import { afterEach, expect, test } from 'vitest';
import { type FakeValueDomain, startFakeValueDomain } from './value-domain.ts';

interface Body {
  readonly [name: string]: unknown;
}

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

const started: FakeValueDomain[] = [];

afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});

async function start(options: Parameters<typeof startFakeValueDomain>[0] = {}): Promise<FakeValueDomain> {
  const fake = await startFakeValueDomain(options);
  started.push(fake);
  return fake;
}

async function send(
  fake: FakeValueDomain,
  call: string,
  body?: unknown,
  headers: { readonly [name: string]: string } = {},
): Promise<Reply> {
  const [method = 'GET', path = ''] = call.split(' ');
  const response = await fetch(`${fake.base}${path}`, {
    method,
    headers: { authorization: `Bearer ${fake.token}`, 'content-type': 'application/json', ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  const parsed = text.startsWith('{') ? (JSON.parse(text) as Body) : {};
  return { status: response.status, headers: response.headers, text, body: parsed };
}

const contact = {
  firstname: 'Hanako',
  lastname: 'Suzuki',
  organization: 'personal',
  country: 'JP',
  postalcode: '100-0001',
  state: 'Tokyo',
  city: 'Chiyoda-ku',
  address1: '1-1',
  email: 'h@example.com',
  phone: '+81.312345678',
};
const contacts = { registrant: contact, admin: contact, tech: contact };
const order = {
  registrar: 'GMO',
  sld: 'new',
  tld: 'com',
  years: 2,
  ns: ['ns11.value-domain.com', 'ns12.value-domain.com'],
  whois_proxy: 1,
  contact: contacts,
};

test('the envelope: echo with [] or an object, 401 and 404 in it', async () => {
  const fake = await start();
  const list = await send(fake, 'GET /domains');
  expect(list.body).toMatchObject({
    paging: { max: 2, limit: 10, page: 1 },
    results: [
      { domainid: expect.any(Number) as number, domainname: 'example.com', registrar: 'GMO', autorenew: 1 },
      { domainname: 'example.net', registrar: 'ENOM', autorenew: 0 },
    ],
    request_id: expect.stringMatching(/^\d+[A-Z]+$/) as string,
    request: { path: '/v1/domains', method: 'GET', params: [] },
  });
  const second = await send(fake, 'GET /domains?page=2&limit=1&order=DESC');
  expect(second.body).toMatchObject({
    paging: { max: 2, limit: 1, page: 2 },
    results: [{ domainname: 'example.com' }],
    request: { params: { page: '2', limit: '1', order: 'DESC' } },
  });
  const bare = await send(fake, 'GET /domains', undefined, { authorization: '' });
  expect(bare).toMatchObject({
    status: 401,
    body: { errors: { code: 401 }, request: { path: '/v1/domains' } },
  });
  expect(await send(fake, 'GET /domains/else.com/dns')).toMatchObject({
    status: 404,
    body: { errors: { code: 404 } },
  });
});

test('a domain by name and by id', async () => {
  const fake = await start({ now: () => Date.UTC(2026, 0, 1) });
  const byName = await send(fake, 'GET /domains/example.com');
  const row = byName.body['results'] as Body;
  expect(row['expirationdate']).toBe('2026-10-28');
  expect((await send(fake, `GET /domains/${String(row['domainid'])}`)).body['results']).toEqual(row);
});

test('the zone is one text: comments go, duplicates stay, ttl changes its type', async () => {
  const fake = await start();
  const records = '# mine\na @ 192.0.2.1\na @ 192.0.2.1\nmx @ 10\ntxt _x a b  c';
  const put = await send(fake, 'PUT /domains/example.com/dns', {
    ns_type: 'valuedomain11',
    records,
    ttl: 60,
  });
  expect(put.body).toMatchObject({
    results: { ttl: 3600 },
    request: { method: 'PUT', params: { records, ttl: 60 } },
  });
  expect((await send(fake, 'GET /domains/example.com/dns')).body['results']).toMatchObject({
    domainname: 'example.com',
    ns_type: 'valuedomain11',
    records: 'a @ 192.0.2.1\na @ 192.0.2.1\nmx @ 10\ntxt _x a b  c',
    ttl: '3600',
  });
  fake.reorderLines = true;
  await send(fake, 'PUT /domains/example.com/dns', {
    ns_type: 'valuedomain11',
    records: 'txt @ x\na @ 192.0.2.1',
    ttl: 120,
  });
  expect(fake.domains.get('example.com')?.dns).toMatchObject({
    records: 'a @ 192.0.2.1\ntxt @ x',
    ttl: 120,
  });
});

test('lines outside the grammar are refused, unless the zone had them', async () => {
  const fake = await start();
  const put = async (records: string): Promise<number> =>
    (await send(fake, 'PUT /domains/example.net/dns', { ns_type: 'valuedomain1', records, ttl: 600 })).status;
  const bad = [
    'caa @ 0 issue "x"',
    'A www 192.0.2.1',
    'mx sub mx.example. 10',
    'a www.example.net. 192.0.2.1',
  ];
  for (const line of bad) expect(await put(line)).toBe(400);
  expect(await put('srv _sip._tcp 1 2 5060 sip.example.net.\ncname sub @')).toBe(200);
  const zone = fake.domains.get('example.net')?.dns;
  if (zone !== undefined) zone.records += '\nurl @ https://x.example/';
  expect(await put('a www 192.0.2.9\nurl @ https://x.example/')).toBe(200);
});

test('features over all domains and of one', async () => {
  const fake = await start();
  expect((await send(fake, 'GET /domains/dns')).body).toMatchObject({
    paging: { max: 2 },
    results: [{ domainname: 'example.com', ttl: '3600' }, { ttl: '1200' }],
  });
  const lock = await send(fake, 'PUT /domains/example.com/transferlock', { transfer_lock: 0 });
  expect(lock.body['results']).toMatchObject({ transfer_lock: 0 });
  expect((await send(fake, 'PUT /domains/example.com/transferlock', { transfer_lock: 2 })).status).toBe(400);
  await send(fake, 'PUT /domains/example.com/nameserver', { ns: ['ns1.other.example'] });
  expect(fake.domains.get('example.com')?.ns).toEqual(['ns1.other.example']);
  fake.autorenewAll = 10;
  expect((await send(fake, 'GET /domains/example.net/autorenew')).body['results']).toMatchObject({
    autorenew: 1,
    autorenew_all: 10,
    autorenew_domain: 0,
  });
});

test('DS records in both forms', async () => {
  const fake = await start();
  const digest = 'A'.repeat(64);
  const put = (element: unknown): Promise<Reply> =>
    send(fake, 'PUT /domains/example.com/dnssec', { ds_records: [element] });
  expect((await put({ keytag: 1, alg: 13, digesttype: 2, digest })).status).toBe(400);
  expect((await put(`1 13 2 ${digest}`)).status).toBe(200);
  fake.dsForm = 'object';
  expect((await send(fake, 'GET /domains/example.com/dnssec')).body['results']).toMatchObject({
    ds_records: [{ keytag: 1, alg: 13, digesttype: 2, digest }],
  });
});

test('registration and renewal draw on the balance', async () => {
  const fake = await start({ now: () => Date.UTC(2026, 0, 1) });
  const made = await send(fake, 'POST /domains', order);
  expect(made.body['results']).toMatchObject({ expirationdate: '2028-01-01' });
  expect(fake.purchases).toEqual([{ kind: 'register', domain: 'new.com', years: 2, cost: 3580 }]);
  expect(fake.balanceYen).toBe(16_420);
  expect((await send(fake, 'POST /domains', order)).status).toBe(400);
  const badPhone = {
    ...order,
    sld: 'x',
    contact: { ...contacts, admin: { ...contact, phone: '0312345678' } },
  };
  expect((await send(fake, 'POST /domains', badPhone)).status).toBe(400);
  fake.createForm = 'top';
  expect((await send(fake, 'POST /domains', { ...order, sld: 'more', years: 1 })).body).toHaveProperty(
    'domainid',
  );
  const renewed = await send(fake, 'PUT /domains/new.com/expiration', { years: 1 });
  expect(renewed.body['results']).toMatchObject({ expirationdate: '2029-01-01' });
  fake.balanceYen = 0;
  expect((await send(fake, 'PUT /domains/new.com/expiration', { years: 1 })).status).toBe(400);
  expect(fake.purchases).toHaveLength(3);
});

test('the domain search', async () => {
  const fake = await start();
  const { body } = await send(fake, 'GET /domainsearch?domainnames=free.com,taken.com,example.co.jp');
  expect((body['results'] as Body[]).map((each) => each['status'])).toEqual([
    '210 Domain name available',
    '211 Domain name not available',
    '210 Domain name available',
  ]);
});

test('host objects, and a transfer that takes its steps', async () => {
  const fake = await start();
  const host = { hostname: 'ns1.example.com', ipv4: '192.0.2.53' };
  await send(fake, 'POST /domains/example.com/privatenameserver', host);
  const path = '/domains/example.com/privatenameserver/ns1.example.com';
  expect((await send(fake, `GET ${path}`)).body['results']).toMatchObject({ ...host, ipv6: '' });
  expect((await send(fake, `DELETE ${path}`)).status).toBe(200);
  expect((await send(fake, `GET ${path}`)).status).toBe(404);
  const moved = await send(fake, 'POST /domains/taken.com/transfer', { auth: 'x', contact: contacts });
  expect(moved.body['results']).toMatchObject({ status: 'requested' });
  fake.advance();
  fake.advance();
  expect((await send(fake, 'GET /domains/taken.com')).status).toBe(200);
});

test('429 after 60 calls in 60 s, without Retry-After', async () => {
  let now = Date.now();
  const fake = await start({ limits: true, now: () => now });
  for (let index = 0; index < 60; index++) await send(fake, 'GET /domains');
  const refused = await send(fake, 'GET /domains');
  expect(refused).toMatchObject({
    status: 429,
    body: { errors: { code: 429, message: 'Too Many Requests : Too Many Requests.' } },
  });
  expect(refused.headers.has('retry-after')).toBe(false);
  now += 60_000;
  expect((await send(fake, 'GET /domains')).status).toBe(200);
});

test('the gateway: HTML for Python, and on demand', async () => {
  const fake = await start();
  const python = { 'user-agent': 'Python-urllib/3.12' };
  const refused = await send(fake, 'GET /domains', undefined, python);
  expect(refused.status).toBe(403);
  expect(refused.headers.get('content-type')).toContain('text/html');
  fake.userAgentGate = false;
  expect((await send(fake, 'GET /domains', undefined, python)).status).toBe(200);
  fake.gateway = 503;
  expect((await send(fake, 'GET /domains')).text).toContain('<html>');
});

test('free DNS, dynamic DNS and logs', async () => {
  const fake = await start();
  await send(fake, 'POST /freedns', { sld: 'away', tld: 'com', auth: 'x' });
  const put = await send(fake, 'PUT /freedns/away.com', { records: 'a @ 192.0.2.1', ttl: 300 });
  expect(put.body['results']).toMatchObject({ records: 'a @ 192.0.2.1' });
  await send(fake, 'PUT /domains/example.com/dynamicdns', { dynamicdns: 1, password: 'pw' });
  const dyn = await fetch(`${fake.url}/cgi-bin/dyn.fcg?d=example.com&p=pw&h=www&i=192.0.2.77`);
  expect(await dyn.text()).toContain('status=0');
  expect(fake.domains.get('example.com')?.dns.records).toContain('a www 192.0.2.77');
  const log = await send(fake, `GET /logs/${String(put.body['request_id'])}`);
  expect(log.body['results']).toMatchObject({ method: 'PUT', path: '/v1/freedns/away.com', status: 200 });
});
