import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenServer, ServerSubject } from './server.ts';

/** What holds of every answer over HTTP, whatever runs the server. */
export function serverHttpContract(name: string, open: OpenServer): void {
  describe(`over HTTP: ${name}`, () => {
    let server: ServerSubject;
    beforeEach(async () => {
      server = await open();
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
    const account = (name: string): string => JSON.stringify({ ...server.account, name });

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

    it('a setup token that was never given out is good for nothing', async () => {
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
}
