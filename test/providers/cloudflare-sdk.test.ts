import Cloudflare from 'cloudflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeCloudflare, type FakeCloudflare } from '../support/providers/cloudflare.ts';

/** Cloudflare's own client judges the local server that our client is tested against: it is made from the published OpenAPI description. */
let server: FakeCloudflare;
let client: Cloudflare;

beforeAll(async () => {
  server = await startFakeCloudflare();
  client = new Cloudflare({ apiToken: server.token, baseURL: `${server.url}/client/v4`, maxRetries: 0 });
});
afterAll(() => server.stop());

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of pages) found.push(one);
  return found;
}

async function zoneId(name: string): Promise<string> {
  const [zone] = await all(client.zones.list({ name }));
  if (zone === undefined) throw new Error(`there is no zone ${name}`);
  return zone.id;
}

describe("Cloudflare's client, at the local server", () => {
  it('verifies its token and finds its account', async () => {
    expect(await client.user.tokens.verify()).toMatchObject({ status: 'active' });
    expect((await all(client.accounts.list())).map((account) => account.id)).toEqual([server.accountId]);
  });

  it('lists zones by pages, and reads one', async () => {
    for (let i = 0; i < 5; i++)
      await client.zones.create({ account: { id: server.accountId }, name: `page${i}.com`, type: 'full' });
    const before = server.requests.length;
    const names = (await all(client.zones.list({ per_page: 5 }))).map((zone) => zone.name);
    // This client asks for page after page until one is empty.
    expect(server.requests.length - before).toBe(3);
    expect(names).toEqual(expect.arrayContaining(['example.com', 'example.net', 'page0.com', 'page4.com']));
    expect(new Set(names).size).toBe(7);
    const zone = await client.zones.get({ zone_id: await zoneId('example.com') });
    expect(zone).toMatchObject({ name: 'example.com', status: 'active', type: 'full', paused: false });
    expect(zone.name_servers).toHaveLength(2);
  });

  it('creates a zone and deletes it', async () => {
    const { id } = await client.zones.create({
      account: { id: server.accountId },
      name: 'sdk-made.com',
      type: 'full',
    });
    expect(await client.zones.get({ zone_id: id })).toMatchObject({
      name: 'sdk-made.com',
      status: 'pending',
    });
    expect(await client.zones.delete({ zone_id: id })).toEqual({ id });
    expect(await all(client.zones.list({ name: 'sdk-made.com' }))).toEqual([]);
  });

  it('pages through records', async () => {
    const zone_id = await zoneId('page0.com');
    for (let i = 0; i < 7; i++)
      await client.dns.records.create({
        zone_id,
        type: 'A',
        name: `h${i}.page0.com`,
        ttl: 300,
        content: '192.0.2.1',
      });
    const before = server.requests.length;
    const records = await all(client.dns.records.list({ zone_id, per_page: 3 }));
    expect(server.requests.length - before).toBe(4);
    expect(records.map((record) => record.name)).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => `h${i}.page0.com`));
  });

  it('writes a record of each form, reads it back, overwrites, merges and deletes it', async () => {
    const zone_id = await zoneId('page1.com');
    const made = [
      await client.dns.records.create({
        zone_id,
        type: 'AAAA',
        name: 'page1.com',
        ttl: 1,
        content: '2001:db8::1',
        proxied: true,
        comment: 'by the SDK',
      }),
      await client.dns.records.create({
        zone_id,
        type: 'MX',
        name: 'page1.com',
        ttl: 300,
        content: 'mx.example.net',
        priority: 10,
      }),
      await client.dns.records.create({
        zone_id,
        type: 'TXT',
        name: 'page1.com',
        ttl: 300,
        content: '"v=spf1 -all"',
      }),
      await client.dns.records.create({
        zone_id,
        type: 'CAA',
        name: 'page1.com',
        ttl: 300,
        data: { flags: 0, tag: 'issue', value: 'ca.example.net' },
      }),
      await client.dns.records.create({
        zone_id,
        type: 'SRV',
        name: '_sip._tcp.page1.com',
        ttl: 300,
        data: { priority: 1, weight: 2, port: 5060, target: 'sip.example.net' },
      }),
      await client.dns.records.create({
        zone_id,
        type: 'HTTPS',
        name: 'page1.com',
        ttl: 300,
        data: { priority: 1, target: '.', value: 'alpn="h3,h2"' },
      }),
    ];
    for (const record of made) expect(await client.dns.records.get(record.id, { zone_id })).toEqual(record);
    const [proxied, mx] = made;
    expect(proxied).toMatchObject({ proxied: true, proxiable: true, ttl: 1, comment: 'by the SDK' });
    const id = mx?.id ?? '';
    await client.dns.records.update(id, {
      zone_id,
      type: 'MX',
      name: 'page1.com',
      ttl: 600,
      content: 'mx2.example.net',
      priority: 20,
    });
    await client.dns.records.edit(id, { zone_id, type: 'MX', name: 'page1.com', ttl: 900 });
    expect(await client.dns.records.get(id, { zone_id })).toMatchObject({
      ttl: 900,
      content: 'mx2.example.net',
      priority: 20,
    });
    expect(await client.dns.records.delete(id, { zone_id })).toEqual({ id });
    expect(await all(client.dns.records.list({ zone_id, type: 'MX' }))).toEqual([]);
  });

  it('writes a batch whole, or nothing of it', async () => {
    const zone_id = await zoneId('page2.com');
    const create = (name: string): Promise<Cloudflare.DNS.RecordResponse> =>
      client.dns.records.create({
        zone_id,
        type: 'A',
        name: `${name}.page2.com`,
        ttl: 300,
        content: '192.0.2.1',
      });
    const [gone, patched, put] = [await create('gone'), await create('patched'), await create('put')];
    const batch = {
      zone_id,
      deletes: [{ id: gone.id }],
      patches: [{ id: patched.id, type: 'A' as const, name: 'patched.page2.com', ttl: 600 }],
      puts: [{ id: put.id, type: 'A' as const, name: 'put.page2.com', ttl: 300, content: '192.0.2.2' }],
      posts: [{ type: 'A' as const, name: 'gone.page2.com', ttl: 300, content: '192.0.2.3' }],
    };
    const done = await client.dns.records.batch(batch);
    expect([done.deletes, done.patches, done.puts, done.posts].map((each) => each?.length)).toEqual([
      1, 1, 1, 1,
    ]);
    const after = await all(client.dns.records.list({ zone_id }));
    expect(
      after.map(({ name, content, ttl }) => `${name} ${String(ttl)} ${String(content)}`).toSorted(),
    ).toEqual([
      'gone.page2.com 300 192.0.2.3',
      'patched.page2.com 600 192.0.2.1',
      'put.page2.com 300 192.0.2.2',
    ]);
    const twin = { type: 'A' as const, name: 'put.page2.com', ttl: 300 as const, content: '192.0.2.2' };
    await expect(
      client.dns.records.batch({ zone_id, deletes: [{ id: patched.id }], posts: [twin] }),
    ).rejects.toBeInstanceOf(Cloudflare.BadRequestError);
    expect(await all(client.dns.records.list({ zone_id }))).toEqual(after);
  });

  it('signs a zone and reads its DS', async () => {
    const zone_id = await zoneId('example.net');
    expect(await client.dns.dnssec.edit({ zone_id, status: 'active' })).toMatchObject({ algorithm: '13' });
    const { ds, key_tag } = await client.dns.dnssec.get({ zone_id });
    expect(ds).toContain(` DS ${String(key_tag)} 13 2 `);
  });

  it('knows refusals by their numbers', async () => {
    const zone_id = await zoneId('example.com');
    const stranger = new Cloudflare({
      apiToken: 'x'.repeat(40),
      baseURL: `${server.url}/client/v4`,
      maxRetries: 0,
    });
    await expect(all(stranger.zones.list())).rejects.toMatchObject({
      status: 403,
      errors: [{ code: 10000 }],
    });
    const record = {
      zone_id,
      type: 'A' as const,
      name: 'twice.example.com',
      ttl: 300 as const,
      content: '192.0.2.1',
    };
    await client.dns.records.create(record);
    await expect(client.dns.records.create(record)).rejects.toMatchObject({
      status: 400,
      errors: [{ code: 81058 }],
    });
    await expect(client.dns.records.get('0'.repeat(32), { zone_id })).rejects.toBeInstanceOf(
      Cloudflare.NotFoundError,
    );
  });
});

describe("the registrar part of Cloudflare's client, at the local server", () => {
  it('lists registrations by cursors, reads one and switches its renewal', async () => {
    const { registrations } = client.registrar;
    const account_id = server.accountId;
    const before = server.requests.length;
    const listed = await all(registrations.list({ account_id, per_page: 1 }));
    expect(server.requests.length - before).toBe(2);
    expect(listed.map((each) => each.domain_name).toSorted()).toEqual(['example.com', 'example.net']);
    expect(await registrations.get('example.net', { account_id })).toMatchObject({ auto_renew: false });
    await registrations.edit('example.net', { account_id, auto_renew: true });
    expect(await registrations.get('example.net', { account_id })).toMatchObject({
      auto_renew: true,
      status: 'active',
    });
  });

  it('searches, checks, registers and follows the workflow', async () => {
    const account_id = server.accountId;
    const { domains: found } = await client.registrar.search({ account_id, q: 'acme', limit: 3 });
    expect(found.length).toBeGreaterThan(0);
    const { domains } = await client.registrar.check({
      account_id,
      domains: ['sdk-bought.com', 'example.com'],
    });
    expect(domains.map(({ name, registrable }) => [name, registrable])).toEqual([
      ['sdk-bought.com', true],
      ['example.com', false],
    ]);
    server.registrarAsync = 'async';
    const begun = await client.registrar.registrations.create({
      account_id,
      domain_name: 'sdk-bought.com',
      years: 1,
    });
    expect(begun.completed).toBe(false);
    server.advance();
    server.advance();
    const status = await client.registrar.registrationStatus.get('sdk-bought.com', { account_id });
    expect(status).toMatchObject({ state: 'succeeded', completed: true });
    expect(await client.registrar.registrations.get('sdk-bought.com', { account_id })).toMatchObject({
      status: 'active',
    });
    expect(server.purchases).toHaveLength(1);
  });

  it('reads what an extension asks for', async () => {
    const extension = await client.registrar.extensions.get('com', { account_id: server.accountId });
    expect(extension.metadata).toMatchObject({ tld: 'com' });
  });
});
