import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expiryEvents } from '../../src/services/domains/expiry.ts';
import type { ListedDomain } from '../../src/services/domains/list.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { startFakePorkbun, type FakePorkbun } from '../support/providers/porkbun.ts';
import { startSaas, type Saas } from '../support/saas.ts';
import { openServerJobs, type ServerJobs } from '../support/server-jobs.ts';

describe('background work of a server', () => {
  let server: TestServer;
  let jobs: ServerJobs;
  let stop: () => Promise<void>;
  beforeEach(async () => {
    server = await openTestServer();
    jobs = await openServerJobs(server);
    await server.app.background.start();
    stop = () => Promise.resolve();
  });
  afterEach(async () => {
    await jobs.close();
    await server.dispose();
    await stop();
  });
  const connectPorkbun = async (): Promise<FakePorkbun> => {
    const porkbun = await startFakePorkbun();
    stop = () => porkbun.stop();
    await server.client().accounts.add({
      name: 'main',
      provider: 'porkbun',
      endpoint: porkbun.base,
      credentials: { 'api-key': porkbun.apiKey, 'secret-api-key': porkbun.secretApiKey },
    });
    return porkbun;
  };

  it('tells of a registration that lapses, once however often it looks', async () => {
    await connectPorkbun();
    expect(await jobs.run('domains.expiry')).toMatchObject({ state: 'done', result: 1 });
    expect(await jobs.run('domains.expiry')).toMatchObject({ state: 'done', result: 1 });
    expect(jobs.events()).toEqual([{ type: 'domain.expiring', subject: 'example.net' }]);
  });

  it('does nothing where there are no accounts', async () => {
    for (const type of ['domains.expiry', 'domains.follow-open', 'hostnames.sync', 'events.prune'])
      expect(await jobs.run(type), type).toMatchObject({ state: 'done' });
  });

  it('gives up at once where a key is refused, and tells of it', async () => {
    const porkbun = await connectPorkbun();
    porkbun.keys.clear();
    expect(await jobs.run('domains.expiry')).toMatchObject({ state: 'dead', failures: 1 });
    expect(jobs.events()).toEqual([{ type: 'job.failed', subject: 'domains.expiry' }]);
  });

  it('follows a transfer until it is done and tells of it', async () => {
    const porkbun = await connectPorkbun();
    const client = server.client();
    const quote = await client.domains.quote({ action: 'transfer', name: 'taken.com', account: 'main' });
    const begun = await client.domains.buy({
      quote,
      maxPrice: null,
      contacts: null,
      nameservers: [],
      privacy: true,
      autoRenew: true,
      authCode: 'EPP-taken',
      idempotencyKey: 'transfer-taken',
    });
    expect(begun.status).toBe('running');
    await jobs.run('domains.follow-open');
    expect(jobs.events()).toEqual([]);
    for (let step = 0; step < 6; step++) porkbun.advance();
    await jobs.run('domains.follow-open');
    expect(await client.jobs.list({ limit: 1 })).toMatchObject([{ id: begun.id, status: 'done' }]);
    expect(jobs.events()).toEqual([{ type: 'domain.transferred', subject: 'taken.com' }]);
    await jobs.run('domains.follow-open');
    expect(jobs.events()).toHaveLength(1);
  });

  it('tells which custom hostnames are in another state than at the look before', async () => {
    const saas: Saas = await startSaas(server.folder);
    stop = () => saas.stop();
    const { cloudflare } = saas;
    await server.client().accounts.add({
      name: 'saas',
      provider: 'cloudflare',
      endpoint: `${cloudflare.url}/client/v4`,
      zones: ['example.com'],
      settings: { 'saas-zone-id': cloudflare.zone('example.com').id },
      credentials: { 'api-token': cloudflare.saasToken },
    });
    expect(await jobs.run('hostnames.sync')).toMatchObject({ state: 'done', result: 1 });
    await jobs.run('hostnames.sync');
    expect(jobs.events()).toEqual([]);
    await server.client().hostnames?.delete({ hostname: 'new.customer.com' });
    await jobs.run('hostnames.sync');
    await jobs.run('hostnames.sync');
    expect(jobs.events()).toEqual([{ type: 'hostname.changed', subject: 'new.customer.com' }]);
  });
});

describe('notices of expiry', () => {
  const domain = (daysLeft: number, autoRenew: boolean | null): ListedDomain =>
    ({ name: 'example.org', account: 'main', daysLeft, autoRenew, expiresAt: '2027-01-01' }) as ListedDomain;

  it('come at thresholds, each once, and late where the registrar renews by itself', () => {
    const keys = (autoRenew: boolean | null): number =>
      new Set(
        Array.from({ length: 120 }, (_, i) => expiryEvents([domain(100 - i, autoRenew)])[0]?.key).filter(
          (key) => key !== undefined,
        ),
      ).size;
    expect(keys(false)).toBe(7);
    expect(keys(null)).toBe(7);
    expect(keys(true)).toBe(3);
    expect(expiryEvents([domain(61, false)])).toEqual([]);
    expect(expiryEvents([domain(4, true)])).toEqual([]);
    expect(expiryEvents([domain(-3, true)])[0]?.key).toContain('/0');
  });
});
