import Cloudflare from 'cloudflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeCloudflare, type FakeCloudflare } from '../support/providers/cloudflare.ts';

/** Cloudflare's own client judges the part of the local server that is Cloudflare for SaaS. */
let server: FakeCloudflare;
let client: Cloudflare;
let zone_id: string;

beforeAll(async () => {
  server = await startFakeCloudflare();
  client = new Cloudflare({ apiToken: server.saasToken, baseURL: `${server.url}/client/v4`, maxRetries: 0 });
  zone_id = server.zone('example.com').id;
});
afterAll(() => server.stop());

describe("Cloudflare's own client, at the custom hostnames of the local server", () => {
  it('takes a hostname in, follows both states and deletes it', async () => {
    const hostname = 'sdk.customer.com';
    const made = await client.customHostnames.create({
      zone_id,
      hostname,
      ssl: { method: 'txt', type: 'dv', wildcard: true, certificate_authority: 'lets_encrypt' },
    });
    expect(made).toMatchObject({
      hostname,
      status: 'pending',
      ssl: { status: 'initializing', wildcard: true },
    });
    expect(made.ssl?.validation_records).toBeUndefined();
    const { ssl, ownership_verification } = await client.customHostnames.get(made.id, { zone_id });
    expect(ssl?.status).toBe('pending_validation');
    expect(ownership_verification?.name).toBe(`_cf-custom-hostname.${hostname}`);
    const records = ssl?.validation_records ?? [];
    expect(records.map(({ txt_name }) => txt_name)).toEqual([
      `_acme-challenge.${hostname}`,
      `_acme-challenge.${hostname}`,
    ]);
    server.hostnames.dns.txt.set(
      `_acme-challenge.${hostname}`,
      records.map(({ txt_value }) => txt_value ?? ''),
    );
    server.hostnames.dns.cnames.set(hostname, 'www.example.com');
    for (let step = 0; step < 4; step++) server.advance();
    expect(await client.customHostnames.get(made.id, { zone_id })).toMatchObject({
      status: 'active',
      ssl: { status: 'active', hosts: [hostname, `*.${hostname}`] },
    });
    expect(await client.customHostnames.delete(made.id, { zone_id })).toEqual({ id: made.id });
    await expect(client.customHostnames.get(made.id, { zone_id })).rejects.toMatchObject({
      status: 404,
      errors: [{ code: 1436 }],
    });
  });

  it('finds by name, and restarts a validation', async () => {
    for (const hostname of ['one.customer.com', 'two.customer.com'])
      await client.customHostnames.create({ zone_id, hostname, ssl: { method: 'http', type: 'dv' } });
    const found: string[] = [];
    for await (const one of client.customHostnames.list({ zone_id, hostname: { exact: 'two.customer.com' } }))
      found.push(one.id);
    expect(found).toHaveLength(1);
    const [id = ''] = found;
    const before = await client.customHostnames.get(id, { zone_id });
    const edited = await client.customHostnames.edit(id, { zone_id, ssl: { method: 'txt', type: 'dv' } });
    expect(before.ssl?.method).toBe('http');
    expect(edited.ssl).toMatchObject({ method: 'txt', status: 'initializing' });
    const quota = await client.customHostnames.quota.get({ zone_id });
    expect(quota).toMatchObject({ allocated: 100, used: 2, exceeded: false });
  });

  it('knows a duplicate by 409, and a token without the right by 403', async () => {
    const twice = {
      zone_id,
      hostname: 'one.customer.com',
      ssl: { method: 'http' as const, type: 'dv' as const },
    };
    await expect(client.customHostnames.create(twice)).rejects.toBeInstanceOf(Cloudflare.ConflictError);
    const other = { ...twice, zone_id: server.zone('example.net').id };
    await expect(client.customHostnames.create(other)).rejects.toBeInstanceOf(
      Cloudflare.PermissionDeniedError,
    );
  });

  it('sets the fallback origin and reads the uuid of delegated validation', async () => {
    const { fallbackOrigin } = client.customHostnames;
    await expect(fallbackOrigin.get({ zone_id })).rejects.toBeInstanceOf(Cloudflare.NotFoundError);
    const set = await fallbackOrigin.update({ zone_id, origin: 'www.example.com' });
    expect(set).toMatchObject({ origin: 'www.example.com', status: 'initializing' });
    server.advance();
    server.advance();
    expect((await fallbackOrigin.get({ zone_id })).status).toBe('active');
    expect((await client.dcvDelegation.get({ zone_id })).uuid).toMatch(/^[0-9a-f]{16}$/);
    expect((await fallbackOrigin.delete({ zone_id })).status).toBe('pending_deletion');
  });
});
