import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../src/control-plane/contract.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { fullClient } from '../support/members.ts';

describe('HTTP manners', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await openTestServer({ config: { corsOrigins: ['https://app.example'] } });
    const owner = fullClient(server);
    await owner.accounts.add({ name: 'main', provider: 'zonefile', endpoint: `${server.folder}/zones` });
    await owner.zones.create({ zone: 'example.org', account: 'main', nameservers: ['ns1.example.net'] });
  });
  afterEach(() => server.dispose());

  const call = (
    method: string,
    path: string,
    headers: { readonly [name: string]: string } = {},
    body?: object,
  ): Promise<Response> =>
    server.fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const tagOf = async (path: string): Promise<string> => {
    const response = await call('GET', path);
    expect(response.status).toBe(200);
    return response.headers.get('etag') ?? 'none';
  };

  it('what was changed since it was read is not replaced', async () => {
    const rules = '/api/v1/zones/example.org/rules';
    const tag = await tagOf(rules);
    const rule = { rule: { name: 'www', type: 'A' } };
    expect((await call('POST', rules, { 'if-match': tag }, rule)).status).toBe(200);
    const late = await call('POST', rules, { 'if-match': tag }, rule);
    expect(late.status).toBe(412);
    expect(await late.json()).toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect((await fullClient(server).zones.rules({ zone: 'example.org' })).length).toBe(1);
    const account = await tagOf('/api/v1/accounts/main');
    const patch = { endpoint: `${server.folder}/zones` };
    expect((await call('PATCH', '/api/v1/accounts/main', { 'if-match': '"other"' }, patch)).status).toBe(412);
    expect(
      (await call('PATCH', '/api/v1/accounts/main', { 'if-match': `"other", ${account}` }, patch)).status,
    ).toBe(200);
    expect((await call('PATCH', '/api/v1/accounts/main', { 'if-match': '*' }, patch)).status).toBe(200);
    expect((await call('PATCH', '/api/v1/accounts/none', { 'if-match': '*' }, patch)).status).toBe(404);
  });

  it('of many who replace the same state at the same moment one wins', async () => {
    const owner = fullClient(server);
    await owner.roles.create({ name: 'dns', scopes: ['zones:read'] });
    const tag = await tagOf('/api/v1/roles/dns');
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async (_, i) => {
        const change = { description: `by ${String(i)}` };
        return (await call('PATCH', '/api/v1/roles/dns', { 'if-match': tag }, change)).status;
      }),
    );
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, ...Array<number>(9).fill(412)]);
  });

  it('a plan is made of the state that was read, or not at all', async () => {
    const tag = await tagOf('/api/v1/zones/example.org/rrsets');
    const plan = {
      zone: 'example.org',
      target: { kind: 'edit', edits: [{ op: 'set', name: 'www', type: 'A', rdata: ['192.0.2.1'] }] },
    };
    const made = await call('POST', '/api/v1/plans', { 'if-match': tag }, plan);
    expect(made.status).toBe(200);
    await fullClient(server).plans.apply({ plan: (await made.json()) as never });
    expect((await call('POST', '/api/v1/plans', { 'if-match': tag }, plan)).status).toBe(412);
  });

  it('an If-Match that would guard nothing is refused', async () => {
    const response = await call(
      'POST',
      '/api/v1/api-keys',
      { 'if-match': '"x"' },
      { name: 'k', scopes: ['zones:read'] },
    );
    expect(response.status).toBe(422);
  });

  it('what a caller has already is not sent again, and nobody else may keep it', async () => {
    for (const path of ['/api/v1/zones', '/api/v1/accounts/main', '/api/v1/roles']) {
      const tag = await tagOf(path);
      const again = await call('GET', path, { 'if-none-match': tag });
      expect([again.status, await again.text()]).toEqual([304, '']);
      expect(again.headers.get('cache-control')).toBe('private, no-store');
    }
    const look = OPERATIONS.find(({ id }) => id === 'lookups.answer');
    const report = { agreed: true, observations: [{ ttl: 300 }, { ttl: 60 }, { ttl: null }] };
    expect(look?.cacheSeconds?.(report as never)).toBe(60);
    expect(look?.cacheSeconds?.({ ...report, agreed: false } as never)).toBe(0);
  });

  it('pages of other origins may ask when they are on the list, and no others', async () => {
    const asks = (origin: string, method = 'GET', path = '/api/v1/zones'): Promise<Response> =>
      call(method, path, { origin, 'access-control-request-method': 'GET' });
    expect((await asks('https://app.example')).headers.get('access-control-allow-origin')).toBe(
      'https://app.example',
    );
    const preflight = await asks('https://app.example', 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('if-match');
    for (const response of [
      await asks('https://evil.example'),
      await asks('https://evil.example', 'OPTIONS'),
      await asks('null'),
      // Pages that people sign in at take no other origin, on the list or not.
      await asks('https://app.example', 'GET', '/sign-in'),
    ]) {
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    }
    expect((await asks('https://app.example')).headers.get('vary')).toBe('origin');
  });

  it('an organization has requests a minute of its own, and says how many are left', async () => {
    const { organization } = await fullClient(server).session.get();
    const database = new DatabaseSync(join(server.folder, 'server', 'control.db'));
    database.prepare('insert into organization_limits values (?, 5, null, null, null)').run(organization.id);
    database.close();
    const responses: Response[] = [];
    for (let i = 0; i < 8; i++) responses.push(await call('GET', '/api/v1/zones'));
    const last = responses.at(-1);
    expect(last?.status).toBe(429);
    expect(last?.headers.get('ratelimit-policy')).toBe('"default";q=5;w=60');
    expect(last?.headers.get('ratelimit')).toMatch(/^"default";r=0;t=\d+$/);
    expect(last?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await last?.json()).toMatchObject({ code: 'RATE_LIMITED', reason: '5 a minute are taken' });
  });

  it('the reference names every operation, runs no script and loads nothing', async () => {
    const response = await server.fetch(`${server.url}/docs`, {});
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|script-src|https?:/);
    expect(text).not.toMatch(/<script|src=|onclick|https?:\/\//i);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none';
    expect(text).toContain(`nonce="${nonce}"`);
    for (const { id } of OPERATIONS) expect(text).toContain(`id="${id}"`);
    const second = await server.fetch(`${server.url}/docs`, {});
    expect(second.headers.get('content-security-policy')).not.toBe(policy);
  });

  it('what is listed the newest first goes on behind the last of a page', async () => {
    const { zones, plans, operations } = fullClient(server);
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
      const edits = [{ op: 'set' as const, name: 'www', type: 'A', rdata: [address] }];
      await plans.apply({
        plan: await plans.create({ zone: 'example.org', target: { kind: 'edit', edits } }),
      });
    }
    const all = await operations.list({ limit: 10 });
    const seen = [];
    for (let before: string | undefined; seen.length < 10; before = seen.at(-1)?.id) {
      const page = await operations.list({ limit: 2, ...(before === undefined ? {} : { before }) });
      if (page.length === 0) break;
      seen.push(...page);
    }
    expect(all).toHaveLength(3);
    expect(seen).toEqual(all);
    const history = await zones.history({ zone: 'example.org' }, { limit: 10 });
    const [first, ...others] = history;
    expect(await zones.history({ zone: 'example.org' }, { before: first?.id ?? '', limit: 10 })).toEqual(
      others,
    );
  });

  it('bodies that are no zones are small', async () => {
    const big = { name: 'k', scopes: ['zones:read'], filler: 'x'.repeat(2 * 1024 * 1024) };
    expect((await call('POST', '/api/v1/api-keys', {}, big)).status).toBe(413);
    expect((await call('POST', '/api/v1/plans', {}, { zone: 'x', ...big })).status).toBe(422);
  });
});
