import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/hosted.ts';

describe('over HTTP', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await openTestServer();
  });
  afterEach(() => server.dispose());

  const request = (
    method: string,
    path: string,
    body?: string,
    headers: { readonly [name: string]: string } = {},
  ): Promise<Response> =>
    server.fetch(`${server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${server.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
  const problem = async (response: Response): Promise<object> => {
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    return { httpStatus: response.status, ...((await response.json()) as object) };
  };
  const account = (name: string): string =>
    JSON.stringify({ name, provider: 'zonefile', endpoint: `${server.folder}/zones` });

  it('an answer names its request, and carries security headers, failures too', async () => {
    for (const path of ['/healthz', '/api/v1/accounts', '/api/v1/zones', '/nowhere']) {
      const { headers } = await request('GET', path);
      expect(headers.get('x-request-id')).toMatch(/^req_/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('ratelimit')).toMatch(/^"default";r=\d+;t=\d+$/);
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('a POST with a key is carried out once, and answered alike', async () => {
    const key = { 'idempotency-key': 'one' };
    const first = await request('POST', '/api/v1/accounts', account('main'), key);
    const again = await request('POST', '/api/v1/accounts', account('main'), key);
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(await again.json()).toEqual(await first.json());
    expect(await problem(await request('POST', '/api/v1/accounts', account('other'), key))).toMatchObject({
      httpStatus: 422,
      code: 'INVALID_INPUT',
    });
    expect(await problem(await request('POST', '/api/v1/accounts', account('main')))).toMatchObject({
      httpStatus: 409,
      code: 'ALREADY_EXISTS',
    });
  });

  it('of many requests with one key at the same time one is carried out', async () => {
    const key = { 'idempotency-key': 'many' };
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => request('POST', '/api/v1/accounts', account('main'), key)),
    );
    const statuses = responses.map(({ status }) => status);
    expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([]);
    expect((await server.client().audit?.list({ after: 0, limit: 100 }))?.length).toBe(2);
  });

  it('a failed request may be sent again under its key', async () => {
    const key = { 'idempotency-key': 'again' };
    const missing = JSON.stringify({
      zone: 'example.org',
      account: 'main',
      nameservers: ['ns1.example.net'],
    });
    expect((await request('POST', '/api/v1/zones', missing, key)).status).toBe(403);
    await request('POST', '/api/v1/accounts', account('main'));
    expect((await request('POST', '/api/v1/zones', missing, key)).status).toBe(200);
  });

  it('a secret is not kept for a second answer', async () => {
    const key = { 'idempotency-key': 'secret' };
    const body = JSON.stringify({ name: 'ci', scopes: ['zones:read'] });
    expect((await request('POST', '/api/v1/api-keys', body, key)).status).toBe(200);
    expect(await problem(await request('POST', '/api/v1/api-keys', body, key))).toMatchObject({
      code: 'CONFLICT',
    });
  });

  it.each([
    ['no JSON', '{', {}, 422, 'INVALID_INPUT'],
    ['a list', '[]', {}, 422, 'INVALID_INPUT'],
    ['no JSON by its type', '{}', { 'content-type': 'text/plain' }, 422, 'INVALID_INPUT'],
    ['nested too deeply', `{"name":${'['.repeat(100)}${']'.repeat(100)}}`, {}, 413, 'TOO_LARGE'],
    ['a field too many', '{"name":"x","provider":"zonefile","admin":true}', {}, 422, 'INVALID_INPUT'],
    ['a prototype', '{"__proto__":{"name":"x"},"provider":"zonefile"}', {}, 422, 'INVALID_INPUT'],
  ])('a body that is %s is refused', async (_, body, headers, httpStatus, code) => {
    expect(await problem(await request('POST', '/api/v1/accounts', body, headers))).toMatchObject({
      httpStatus,
      code,
    });
  });

  it('a body that never ends is not read to its end', async () => {
    const chunk = new Uint8Array(1024 * 1024).fill(0x20);
    let sent = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        sent += chunk.length;
        controller.enqueue(chunk);
      },
    });
    const init = {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    } as RequestInit;
    expect((await server.fetch(`${server.url}/api/v1/accounts`, init)).status).toBe(413);
    expect(sent).toBeLessThan(80 * 1024 * 1024);
  });

  it('names and data are made canonical, and refused in the words of the core', async () => {
    await request('POST', '/api/v1/accounts', account('main'));
    await request(
      'POST',
      '/api/v1/zones',
      JSON.stringify({ zone: 'Example.ORG.', account: 'main', nameservers: ['NS1.example.net'] }),
    );
    expect((await request('GET', '/api/v1/zones/EXAMPLE.org')).status).toBe(200);
    const plan = (rdata: string): Promise<Response> =>
      request(
        'POST',
        '/api/v1/plans',
        JSON.stringify({
          zone: 'example.org',
          target: { kind: 'edit', edits: [{ op: 'set', name: 'WWW', type: 'AAAA', rdata: [rdata] }] },
        }),
      );
    const made = (await (await plan('2001:0DB8::0001')).json()) as object;
    expect(made).toMatchObject({ changes: [{ name: 'www', after: { rdata: ['2001:db8::1'] } }] });
    expect(await problem(await plan('2001::g'))).toMatchObject({ code: 'INVALID_RDATA' });
    expect(await problem(await request('GET', `/api/v1/zones/${'a'.repeat(64)}.org`))).toMatchObject({
      code: 'INVALID_NAME',
    });
  });

  it('a list comes in pages', async () => {
    await request('POST', '/api/v1/accounts', account('main'));
    const client = server.client();
    const names = ['a', 'b', 'c', 'd', 'e'].map((letter) => `${letter}.example`);
    for (const zone of names)
      await client.zones.create({ zone, account: 'main', nameservers: ['ns1.example.net'] });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/api/v1/zones?limit=2${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const page = (await (await request('GET', path)).json()) as {
        readonly items: readonly { readonly name: string }[];
        readonly next: string | null;
      };
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.next;
    }
    expect(seen).toEqual(names);
    expect((await request('GET', '/api/v1/zones?limit=0')).status).toBe(422);
    expect((await request('GET', '/api/v1/zones?cursor=%FF')).status).toBe(422);
    expect((await request('GET', '/api/v1/zones?nonsense=1')).status).toBe(422);
  });

  it('guessing tokens is slowed down', async () => {
    const guess = (): Promise<Response> =>
      server.fetch(`${server.url}/api/v1/accounts`, {
        headers: { authorization: `Bearer rgc_${'0'.repeat(69)}` },
      });
    const statuses: number[] = [];
    for (let i = 0; i < 40; i++) statuses.push((await guess()).status);
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(401));
    expect(statuses.slice(31)).toEqual(Array(9).fill(429));
    expect((await guess()).headers.get('retry-after')).toMatch(/^\d+$/);
  });

  it('a setup token is good once', async () => {
    expect(await server.app.setupToken()).toBeUndefined();
    const spend = await server.fetch(`${server.url}/api/v1/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        token: `rgs_${'0'.repeat(69)}`,
        organization: 'X',
        name: 'X',
        email: 'x@example.org',
      }),
    });
    expect(spend.status).toBe(401);
  });
});

describe('accounts of a server', () => {
  it('reach neither its files, commands, variables nor its own network', async () => {
    const server = await openTestServer({
      config: { allowFileProviders: false, allowPrivateAddresses: false },
    });
    try {
      const { accounts } = server.client();
      const pdns = { provider: 'powerdns', credentials: { 'api-key': 'x' }, verify: false };
      const inputs = [
        { name: 'a', provider: 'zonefile', endpoint: '/etc' },
        { name: 'b', ...pdns, endpoint: 'http://127.0.0.1:8081' },
        { name: 'c', ...pdns, endpoint: 'http://[::1]:8081' },
        { name: 'd', ...pdns, endpoint: 'http://[::ffff:10.0.0.1]:8081' },
        { name: 'e', ...pdns, endpoint: 'http://169.254.169.254/' },
        { name: 'f', ...pdns, endpoint: 'http://localhost:8081' },
        { name: 'g', ...pdns, endpoint: 'http://2130706433:8081' },
        {
          name: 'h',
          provider: 'powerdns',
          endpoint: 'http://192.0.2.1',
          credentialCommand: 'id',
          verify: false,
        },
        { name: 'i', provider: 'powerdns', endpoint: 'http://192.0.2.1', storage: 'environment' as const },
        { name: 'j', provider: 'route53', verify: false },
        ...['::1', 'fd00::1', '[fe80::1]:53', '10.0.0.1:53', 'localhost'].map((endpoint, i) => ({
          name: `k${String(i)}`,
          provider: 'rfc2136',
          zones: ['example.org'],
          credentials: { 'key-name': 'x', secret: 'eA==' },
          endpoint,
          verify: false,
        })),
      ];
      for (const input of inputs)
        await expect(accounts.add(input), input.name).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
      expect(await accounts.list()).toEqual([]);
      const { lookups } = server.client();
      for (const asked of [
        { servers: [{ name: 'ns.example', address: '127.0.0.1:53' }] },
        { servers: [{ name: 'ns.example', address: '[fd00::1]:53' }] },
        { servers: [], resolvers: ['10.0.0.53', 'https://169.254.169.254/dns-query'] },
      ]) {
        const report = await lookups.query({ name: 'www.example', type: 'A', ...asked });
        expect(report.observations.length).toBeGreaterThan(0);
        for (const { error } of report.observations) expect(error?.code).toBe('PERMISSION_MISSING');
      }
    } finally {
      await server.dispose();
    }
  });
});
