import { describe, expect, it } from 'vitest';
import { createKvCache } from '../../src/adapters/cache/kv.ts';
import { env } from './env.ts';
import { hasNameServer, openNameServer } from './name-server.ts';
import { openWorkerServer } from './server.ts';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };

describe.runIf(hasNameServer)('look-ups on Workers', () => {
  it('ask name servers over TCP, since there is no UDP', async () => {
    const { account, address, editOutside } = await openNameServer();
    const client = (await openWorkerServer()).client();
    await client.accounts.add({ ...account, name: 'main' });
    await client.zones.create({ zone: 'example.org', account: 'main', nameservers: ['ns1.example.net'] });
    await editOutside('example.org', { name: 'www', type: 'A', ttl: 300, rdata: ['192.0.2.7'] });
    const report = await client.lookups.query({
      name: 'www.example.org',
      type: 'A',
      servers: [{ name: 'ns1.example.net', address }],
    });
    expect(report.observations.map(({ rcode, rdata, error }) => ({ rcode, rdata, error }))).toContainEqual({
      rcode: 'NOERROR',
      rdata: ['192.0.2.7'],
      error: null,
    });
    const nobody = await client.lookups.query({
      name: 'www.example.org',
      type: 'A',
      servers: [{ name: 'ns2.example.net', address: '127.0.0.1:1' }],
    });
    expect(nobody.observations.map(({ error }) => error?.code)).toContain('NETWORK');
  });
});

describe('the cache on Workers', () => {
  it('keeps what was put, for a minute at least, and fails for nobody', async () => {
    const cache = createKvCache(env.CACHE, logger);
    await cache.put('addresses/ns1.example.net', '192.0.2.1', 300);
    await cache.put('addresses/short.example.net', '192.0.2.2', 5);
    await cache.put('x'.repeat(600), '192.0.2.3', 300);
    expect(await cache.get('addresses/ns1.example.net')).toBe('192.0.2.1');
    expect(await cache.get('addresses/short.example.net')).toBeUndefined();
    expect(await cache.get('x'.repeat(600))).toBeUndefined();
    const broken = {
      get: () => Promise.reject(new Error('down')),
      put: () => Promise.reject(new Error('down')),
    };
    await createKvCache(broken, logger).put('a', 'b', 300);
    expect(await createKvCache(broken, logger).get('a')).toBeUndefined();
  });
});
