import { afterEach, expect, test } from 'vitest';
import { startFakeCloudflare, type FakeCloudflare } from './cloudflare.ts';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly codes: readonly number[];
  readonly result: unknown;
  readonly info: unknown;
}

let fake: FakeCloudflare | undefined;
afterEach(() => fake?.stop());

async function start(options: Parameters<typeof startFakeCloudflare>[0] = {}): Promise<FakeCloudflare> {
  fake = await startFakeCloudflare(options);
  return fake;
}

async function call(
  server: FakeCloudflare,
  line: string,
  body?: unknown,
  headers: { readonly [name: string]: string } = {},
): Promise<Answer> {
  const [method = 'GET', path = ''] = line.split(' ');
  const response = await fetch(`${server.url}/client/v4${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const envelope = (text === '' ? {} : JSON.parse(text)) as {
    readonly errors?: readonly { readonly code: number }[];
    readonly result?: unknown;
    readonly result_info?: unknown;
  };
  return {
    status: response.status,
    headers: response.headers,
    codes: (envelope.errors ?? []).map(({ code }) => code),
    result: envelope.result,
    info: envelope.result_info,
  };
}

const recordsOf = (server: FakeCloudflare, zone = 'example.com'): string =>
  `/zones/${server.zone(zone).id}/dns_records`;
const registrarOf = (server: FakeCloudflare, side = 'registrar'): string =>
  `/accounts/${server.accountId}/${side}`;
const bearer = (token: string): { readonly authorization: string } => ({ authorization: `Bearer ${token}` });
const A = { type: 'A', name: 'a.example.com', content: '192.0.2.1', ttl: 60 };

test('credentials: none, malformed, unknown, expired, the account’s own, without the right', async () => {
  const server = await start();
  expect(await fetch(`${server.url}/client/v4/zones`).then((r) => r.status)).toBe(400);
  expect(await call(server, 'GET /zones', undefined, bearer('x'))).toMatchObject({
    status: 400,
    codes: [6003],
  });
  const unknown = bearer('0123456789012345678901234567890123456789');
  expect(await call(server, 'GET /zones', undefined, unknown)).toMatchObject({ status: 403, codes: [10000] });
  expect(await call(server, 'GET /user/tokens/verify')).toMatchObject({ result: { status: 'active' } });
  const own = bearer(server.accountToken);
  expect(await call(server, 'GET /user/tokens/verify', undefined, own)).toMatchObject({ status: 403 });
  const verify = `GET /accounts/${server.accountId}/tokens/verify`;
  expect(await call(server, verify, undefined, own)).toMatchObject({ result: { status: 'active' } });
  const limited = bearer(server.limitedToken);
  expect(await call(server, 'GET /zones', undefined, limited)).toMatchObject({ status: 200 });
  expect(await call(server, `POST ${recordsOf(server)}`, A, limited)).toMatchObject({
    status: 403,
    codes: [10000],
  });
  const key = { 'x-auth-email': server.email, 'x-auth-key': server.key };
  const response = await fetch(`${server.url}/client/v4/accounts`, { headers: key });
  expect(await response.json()).toMatchObject({ success: true, result: [{ id: server.accountId }] });
});

test('a zone: created pending, twice refused, active after delegation and check, 403 while it is new', async () => {
  const server = await start();
  server.newZone403 = 2;
  const body = { account: { id: server.accountId }, name: 'new-zone.org', type: 'full' };
  const made = await call(server, 'POST /zones', body);
  expect(made).toMatchObject({ status: 200, result: { status: 'pending', activated_on: null } });
  expect(server.zone('new-zone.org').name_servers).toHaveLength(2);
  expect(await call(server, 'POST /zones', body)).toMatchObject({ status: 400, codes: [1061] });
  expect((await call(server, 'POST /zones', { ...body, name: 'unregistered.com' })).codes).toEqual([1049]);
  const path = `/zones/${server.zone('new-zone.org').id}`;
  expect((await call(server, `GET ${path}/dns_records`)).codes).toEqual([10000]);
  expect((await call(server, `GET ${path}/dns_records`)).codes).toEqual([10000]);
  expect(await call(server, `GET ${path}/dns_records`)).toMatchObject({
    result: [],
    info: { count: 0, total_count: 0, total_pages: 1 },
  });
  server.delegated.add('new-zone.org');
  expect((await call(server, `PUT ${path}/activation_check`)).status).toBe(200);
  expect(await call(server, `GET ${path}`)).toMatchObject({ result: { status: 'active' } });
  expect((await call(server, `PUT ${path}/activation_check`)).status).toBe(400);
  expect((await call(server, 'GET /zones/xyz')).codes).toEqual([7003, 7000]);
});

test('a record: 200, name completed, ttl and proxied, TXT as sent, microseconds', async () => {
  const server = await start();
  const path = recordsOf(server);
  const made = await call(server, `POST ${path}`, { ...A, name: 'rel' });
  expect(made).toMatchObject({ status: 200, result: { name: 'rel.example.com', proxiable: true, ttl: 60 } });
  expect(JSON.stringify(made.result)).toMatch(/"created_on":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z"/);
  expect(await call(server, `POST ${path}`, { ...A, proxied: true, ttl: 3600 })).toMatchObject({
    result: { ttl: 1, proxied: true },
  });
  expect((await call(server, `POST ${path}`, { ...A, name: 'b', ttl: 59 })).codes).toEqual([9021]);
  const local = { ...A, name: 'local', content: '127.0.0.1', proxied: true };
  expect((await call(server, `POST ${path}`, local)).codes).toEqual([9004]);
  expect((await call(server, `POST ${path}`, { ...A, content: 'x' })).codes).toEqual([9005]);
  for (const content of ['plain text', '"quoted" "text"'])
    expect(await call(server, `POST ${path}`, { type: 'TXT', name: 't', content })).toMatchObject({
      result: { content },
    });
  expect(
    (await call(server, `POST ${path}`, { type: 'TXT', name: 't', content: '"plain text"' })).codes,
  ).toEqual([81058]);
  server.chainedErrors = true;
  expect((await call(server, `POST ${path}`, { ...A, name: 'b', ttl: 59 })).codes).toEqual([1004]);
});

test('types with data: content is rendered, SRV shows priority, what is missing is refused', async () => {
  const server = await start();
  const post = (body: unknown): Promise<Answer> => call(server, `POST ${recordsOf(server)}`, body);
  expect(await post({ type: 'CAA', name: '@', data: { flags: 0, tag: 'issue', value: 'ca' } })).toMatchObject(
    {
      result: { content: '0 issue "ca"' },
    },
  );
  const srv = { priority: 1, weight: 2, port: 5060, target: 'sip.example.com.' };
  expect(await post({ type: 'SRV', name: '_sip._tcp', data: srv })).toMatchObject({
    result: { priority: 1, content: '2 5060 sip.example.com', name: '_sip._tcp.example.com' },
  });
  expect(
    await post({ type: 'HTTPS', name: '@', data: { priority: 1, target: '.', value: 'alpn="h3,h2"' } }),
  ).toMatchObject({
    result: { content: '1 . alpn="h3,h2"' },
  });
  expect((await post({ type: 'CAA', name: '@', content: '0 issue "ca"' })).status).toBe(400);
  expect((await post({ type: 'MX', name: 'm', content: 'mx.example.com' })).status).toBe(400);
  expect((await post({ type: 'SPF', name: 's', content: 'v=spf1' })).status).toBe(400);
});

test('conflicts: identical, CNAME against addresses, DS needs NS, apex NS, read-only rows', async () => {
  const server = await start();
  const path = recordsOf(server);
  const post = async (body: object): Promise<readonly number[]> =>
    (await call(server, `POST ${path}`, body)).codes;
  expect(await post(A)).toEqual([]);
  expect(await post(A)).toEqual([81058]);
  expect(await post({ type: 'CNAME', name: 'a', content: 'b.example.com' })).toEqual([81053]);
  expect(await post({ ...A, name: 'www' })).toEqual([81054]);
  expect(await post({ type: 'CNAME', name: 'self', content: 'self.example.com' })).toEqual([9039]);
  const ds = { type: 'DS', name: 'sub', data: { key_tag: 1, algorithm: 13, digest_type: 2, digest: 'ab' } };
  expect(await post(ds)).toEqual([1004]);
  expect(await post({ type: 'NS', name: 'sub', content: 'ns.example.org' })).toEqual([]);
  expect(await post(ds)).toEqual([]);
  expect(await post({ type: 'NS', name: '@', content: 'ns.example.org' })).toEqual([1004]);
  const managed = [...server.zone('example.net').records.values()].find((each) => each.type === 'MX');
  expect((await call(server, `DELETE ${recordsOf(server, 'example.net')}/${managed?.id}`)).status).toBe(400);
});

test('PATCH merges, PUT overwrites, DELETE answers the id, what is gone is 404/81044', async () => {
  const server = await start();
  const { id } = server.addRecord('example.com', { ...A, comment: 'kept' });
  const path = `${recordsOf(server)}/${id}`;
  expect(await call(server, `PATCH ${path}`, { content: '192.0.2.2' })).toMatchObject({
    result: { id, content: '192.0.2.2', ttl: 60, comment: 'kept' },
  });
  const put = { type: 'A', name: 'a', content: '192.0.2.3' };
  expect(await call(server, `PUT ${path}`, put)).toMatchObject({ result: { ttl: 1, comment: 'kept' } });
  expect(await call(server, `DELETE ${path}`)).toMatchObject({ status: 200, result: { id } });
  expect(await call(server, `GET ${path}`)).toMatchObject({ status: 404, codes: [81044] });
});

test('filters and pages', async () => {
  const server = await start();
  for (let at = 0; at < 7; at++) server.addRecord('example.com', { ...A, name: `n${at}` });
  const path = recordsOf(server);
  expect(await call(server, `GET ${path}?name.startswith=N&type=A&per_page=5&page=2`)).toMatchObject({
    info: { page: 2, per_page: 5, count: 2, total_count: 7, total_pages: 2 },
  });
  server.maxPerPage = 3;
  expect(await call(server, `GET ${path}?name.contains=n&type=A`)).toMatchObject({ info: { per_page: 3 } });
  expect(await call(server, `GET /zones?name=starts_with:example.n`)).toMatchObject({
    result: [{ name: 'example.net' }],
  });
});

test('a batch: deletes first, all or nothing, 200 changes unless paid', async () => {
  const server = await start();
  const path = `POST ${recordsOf(server)}/batch`;
  const { id } = server.addRecord('example.com', A);
  const swap = { deletes: [{ id }], posts: [{ type: 'CNAME', name: 'a', content: 'b.example.com' }] };
  expect(await call(server, path, { ...swap, patches: [{ id }] })).toMatchObject({
    status: 404,
    codes: [81044],
  });
  expect(server.zone('example.com').records.has(id)).toBe(true);
  expect(await call(server, path, swap)).toMatchObject({
    result: { deletes: [{ id }], patches: [], puts: [], posts: [{ type: 'CNAME' }] },
  });
  const many = { posts: Array.from({ length: 201 }, (_, at) => ({ ...A, name: `m${at}` })) };
  expect((await call(server, path, many)).status).toBe(400);
  server.paid = true;
  expect((await call(server, path, many)).status).toBe(200);
  expect(await call(server, `GET ${recordsOf(server)}/usage`)).toMatchObject({
    result: { record_quota: 3500, record_usage: server.zone('example.com').records.size },
  });
});

test('DNSSEC: pending until the DS is seen, the numbers partly texts', async () => {
  const server = await start();
  const path = `/zones/${server.zone('example.com').id}/dnssec`;
  expect(await call(server, `GET ${path}`)).toMatchObject({ result: { status: 'disabled' } });
  expect(await call(server, `PATCH ${path}`, { status: 'active' })).toMatchObject({
    result: { status: 'pending', algorithm: '13', digest_type: '2', flags: 257 },
  });
  server.advance();
  expect(await call(server, `GET ${path}`)).toMatchObject({ result: { status: 'active' } });
});

test('the check tells price and reason and leaves malformed names out', async () => {
  const server = await start();
  const domains = ['free.com', 'taken.com', 'premium.com', 'a.lol', 'a.jp', 'bad', 'example.com'];
  const answer = await call(server, `POST ${registrarOf(server)}/domain-check`, { domains });
  expect(answer.result).toEqual({
    domains: [
      {
        name: 'free.com',
        registrable: true,
        tier: 'standard',
        pricing: { currency: 'USD', registration_cost: '10.46', renewal_cost: '10.46' },
      },
      { name: 'taken.com', registrable: false, reason: 'domain_unavailable' },
      { name: 'premium.com', registrable: false, reason: 'domain_premium', tier: 'premium' },
      { name: 'a.lol', registrable: false, reason: 'extension_not_supported_via_api' },
      { name: 'a.jp', registrable: false, reason: 'extension_not_supported' },
      { name: 'example.com', registrable: false, reason: 'domain_unavailable' },
    ],
  });
});

test('a registration: 201 and one purchase, however often it is sent', async () => {
  const server = await start();
  const path = `POST ${registrarOf(server)}/registrations`;
  const order = { domain_name: 'mine.org', years: 3 };
  expect(await call(server, path, order)).toMatchObject({
    status: 201,
    result: { state: 'succeeded', completed: true, context: { registration: { auto_renew: false } } },
  });
  expect((await call(server, path, order)).status).toBe(201);
  expect(server.purchases).toMatchObject([{ domain: 'mine.org', years: 3, cost: '27.76' }]);
  expect(server.zone('mine.org').status).toBe('active');
  expect((await call(server, path, { domain_name: 'taken.com' })).status).toBe(400);
});

test('a registration goes on after 202; what waits for a user never ends alone', async () => {
  const server = await start();
  const base = `${registrarOf(server)}/registrations`;
  const state = async (name: string): Promise<unknown> =>
    ((await call(server, `GET ${base}/${name}/registration-status`)).result as { state: unknown }).state;
  server.registrarAsync = 'async';
  expect((await call(server, `POST ${base}`, { domain_name: 'slow.com' })).status).toBe(202);
  expect(server.purchases).toHaveLength(0);
  expect([await state('slow.com'), await state('slow.com')]).toEqual(['in_progress', 'succeeded']);
  server.registrarAsync = 'action-required';
  await call(server, `POST ${base}`, { domain_name: 'mail.com' });
  for (let at = 0; at < 4; at++) expect(await state('mail.com')).toBe('action_required');
  server.advance();
  expect(await state('mail.com')).toBe('action_required');
  server.registrar.act('mail.com');
  expect(await state('mail.com')).toBe('succeeded');
  server.registrarAsync = 'sync';
  server.registrarFailure = { code: 'registry_error', message: 'refused' };
  await call(server, `POST ${base}`, { domain_name: 'fails.com' });
  expect([await state('fails.com'), await state('fails.com')]).toEqual(['in_progress', 'failed']);
  expect(server.domains.has('fails.com')).toBe(false);
  server.registrarFailure = undefined;
  const prefer = { prefer: 'respond-async' };
  const later = await call(server, `POST ${base}`, { domain_name: 'later.com' }, prefer);
  expect([later.status, later.headers.get('preference-applied')]).toEqual([202, 'respond-async']);
});

test('registrations: cursor pages, only auto_renew changes, the old endpoints end', async () => {
  let now = Date.UTC(2026, 8, 1);
  const server = await start({ now: () => now });
  const base = registrarOf(server);
  const first = await call(server, `GET ${base}/registrations?per_page=1&sort_by=name`);
  const { cursor } = first.info as { cursor: string };
  expect(first.result).toMatchObject([{ domain_name: 'example.com', locked: true }]);
  const second = await call(server, `GET ${base}/registrations?per_page=1&sort_by=name&cursor=${cursor}`);
  expect(second).toMatchObject({ result: [{ domain_name: 'example.net' }], info: { cursor: '' } });
  const path = `PATCH ${base}/registrations/example.net`;
  expect((await call(server, path, { locked: true })).status).toBe(400);
  expect((await call(server, path, { auto_renew: true })).status).toBe(200);
  expect(server.domains.get('example.net')?.auto_renew).toBe(true);
  expect((await call(server, `GET ${base}/domains`)).status).toBe(200);
  now = Date.UTC(2026, 8, 27);
  expect((await call(server, `GET ${base}/domains`)).status).toBe(410);
});

test('the sandbox: com and net, full contacts, no bill; extensions answer 304', async () => {
  const server = await start();
  const base = registrarOf(server, 'registrar-sandbox');
  expect((await call(server, `POST ${base}/registrations`, { domain_name: 'box.com' })).status).toBe(400);
  const address = {
    street: '1-1',
    city: 'Tokyo',
    state: 'Tokyo',
    postal_code: '100-0001',
    country_code: 'JP',
  };
  const registrant = {
    email: 'a@example.com',
    phone: '+81.312345678',
    postal_info: { name: 'A B', address },
  };
  const body = { domain_name: 'box.com', contacts: { registrant } };
  expect((await call(server, `POST ${base}/registrations`, body)).status).toBe(201);
  expect((await call(server, `POST ${base}/registrations`, { ...body, domain_name: 'box.org' })).status).toBe(
    400,
  );
  expect([server.purchases.length, server.sandbox.registrations.size]).toEqual([0, 1]);
  const extension = `GET ${registrarOf(server)}/extensions/com`;
  const etag = (await call(server, extension)).headers.get('etag') ?? '';
  expect((await call(server, extension, undefined, { 'if-none-match': etag })).status).toBe(304);
});

test('limits: 1200 calls, then 5 minutes of 429 with retry-after', async () => {
  let now = Date.UTC(2026, 0, 1);
  const server = await start({ limits: true, now: () => (now += 10) });
  const statuses: number[] = [];
  for (let at = 0; at < 1201; at++) statuses.push((await call(server, 'GET /accounts')).status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  const blocked = await call(server, 'GET /accounts');
  expect(blocked).toMatchObject({ status: 429, codes: [10429] });
  expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(290);
  now += 300_000;
  const free = await call(server, 'GET /accounts');
  expect(free.status).toBe(200);
  expect(free.headers.get('ratelimit')).toMatch(/^"default";r=\d+;t=\d+$/);
});
