import { afterEach, describe, expect, it } from 'vitest';
import { description } from '../../src/adapters/providers/cloudflare/description.ts';
import { provider as cloudflare } from '../../src/adapters/providers/cloudflare/index.ts';
import { TYPES } from '../../src/adapters/providers/cloudflare/rdata.ts';
import { isRegctlError, type RegctlError } from '../../src/core/errors.ts';
import type { Change } from '../../src/core/plan/plan.ts';
import { makeRRset, type RRset } from '../../src/core/rrset.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { DnsProvider, OpenProvider } from '../../src/ports/dns-provider.ts';
import type { RateLimiter } from '../../src/ports/rate-limiter.ts';
import type { Purchase, Quote, Registrar } from '../../src/ports/registrar.ts';
import { dnsProviderContract, type DnsProviderSubject } from '../contracts/dns-provider.ts';
import { registrarContract, type RegistrarSubject } from '../contracts/registrar.ts';
import { openForTest } from '../support/open-provider.ts';
import { startFakeCloudflare, type FakeCloudflare } from '../support/providers/cloudflare.ts';
import type { FakeRequest } from '../support/providers/fake-server.ts';
import { freePort } from '../support/servers/process.ts';

type Opening = Partial<Parameters<typeof openForTest>[1]>;

/** Waits for nothing. */
const hurried: Clock = { now: () => new Date(), sleep: () => Promise.resolve() };
const WRONG_TOKEN = 'wrong-token-0123456789abcdefghijklmnopqrstuvw';

function open(fake: FakeCloudflare, more: Opening = {}): DnsProviderSubject['provider'] {
  return openForTest(cloudflare, {
    endpoint: `${fake.url}/client/v4`,
    credentials: { 'api-token': fake.token },
    clock: hurried,
    ...more,
  });
}

async function dnsSubject(settings: { readonly [name: string]: string }): Promise<DnsProviderSubject> {
  const fake = await startFakeCloudflare();
  fake.paid = true;
  const provider = open(fake, { settings });
  await provider.dns?.createZone?.('contract.com', { nameservers: [] });
  return {
    provider,
    zone: 'contract.com',
    newZone: 'fresh.com',
    unreachable: open(fake, { endpoint: `http://127.0.0.1:${await freePort()}/client/v4` }),
    wrongSecret: open(fake, { credentials: { 'api-token': WRONG_TOKEN } }),
    apex: [],
    refused: {
      'a dot in a label': 'the API takes no escapes in names',
      DNSKEY: 'only with multi-signer DNSSEC',
      CDS: 'the API has none',
      CDNSKEY: 'the API has none',
    },
    dispose: () => fake.stop(),
  };
}

dnsProviderContract('Cloudflare on a paid plan', () => dnsSubject({ plan: 'paid' }));
dnsProviderContract('Cloudflare in the batches of the free plan', () => dnsSubject({}));

registrarContract('Cloudflare', async (): Promise<RegistrarSubject> => {
  const fake = await startFakeCloudflare();
  return {
    provider: open(fake),
    wrongSecret: open(fake, { credentials: { 'api-token': WRONG_TOKEN } }),
    purchases: () => fake.purchases.length,
    loseNextPurchaseReply: () =>
      fake.inject('lost-after', {
        when: ({ method, path }) => method === 'POST' && path.endsWith('/registrations'),
      }),
    advance: () => fake.advance(),
    dispose: () => fake.stop(),
  };
});

// ---- what is Cloudflare's own ------------------------------------------------------------------------------

let fake: FakeCloudflare;
const started: FakeCloudflare[] = [];
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
});

async function start(
  more: Opening = {},
  options: Parameters<typeof startFakeCloudflare>[0] = {},
): Promise<OpenProvider> {
  fake = await startFakeCloudflare(options);
  started.push(fake);
  return open(fake, more);
}

async function dnsOf(more: Opening = {}): Promise<DnsProvider> {
  return (await start(more)).dns as DnsProvider;
}

async function registrarOf(more: Opening = {}): Promise<Registrar> {
  return (await start(more)).registrar as Registrar;
}

async function failure(work: Promise<unknown>): Promise<RegctlError> {
  try {
    throw new Error(`no error but ${JSON.stringify(await work)}`);
  } catch (error) {
    if (isRegctlError(error)) return error;
    throw error;
  }
}

const find = async (
  dns: DnsProvider,
  name: string,
  type: string,
  zone = 'example.com',
): Promise<RRset | null> =>
  (await dns.readZone(zone)).rrsets.find((rrset) => rrset.name === name && rrset.type === type) ?? null;

/** Brings one RRset to what is wanted. */
async function put(dns: DnsProvider, after: RRset, zone = 'example.com'): Promise<void> {
  const before = await find(dns, after.name, after.type, zone);
  await write(
    dns,
    [{ action: before === null ? 'create' : 'update', name: after.name, type: after.type, before, after }],
    zone,
  );
}

async function write(dns: DnsProvider, changes: readonly Change[], zone = 'example.com'): Promise<void> {
  await dns.write(zone, changes, { revision: (await dns.readZone(zone)).revision });
}

const isBatch = ({ path }: FakeRequest): boolean => path.endsWith('/dns_records/batch');
const isRecordList = ({ path }: FakeRequest): boolean => path.endsWith('/dns_records');
const batches = (): number => fake.requests.filter(isBatch).length;
const WWW2 = makeRRset('www2', 'A', 600, ['192.0.2.1']);

describe('Cloudflare, writing', () => {
  it('sends one batch, which touches nothing that the change does not name', async () => {
    const dns = await dnsOf();
    const untouched = structuredClone([...fake.zone('example.com').records.values()]);
    await put(dns, makeRRset('www2', 'A', 600, ['192.0.2.1', '192.0.2.2']));
    const { records } = fake.zone('example.com');
    const kept = [...records.values()].find(({ content }) => content === '192.0.2.1')?.id;
    await put(dns, makeRRset('www2', 'A', 600, ['192.0.2.1', '192.0.2.3']));
    expect(batches()).toBe(2);
    expect(records.get(kept ?? '')).toMatchObject({ content: '192.0.2.1' });
    expect([...records.values()].filter(({ name }) => name !== 'www2.example.com')).toEqual(untouched);
  });

  it('takes five requests for one set, with reading before and after', async () => {
    const dns = await dnsOf();
    const { revision } = await dns.readZone('example.com');
    await dns.write(
      'example.com',
      [{ action: 'create', name: 'www2', type: 'A', before: null, after: WWW2 }],
      { revision },
    );
    await dns.readZone('example.com');
    expect(
      fake.requests.map(({ method, path }) => `${method} ${path.split('/').slice(3).join('/')}`),
    ).toHaveLength(description.requestsPerSet ?? 0);
  });

  it('keeps what a record of an unknown type says, whatever is written beside it', async () => {
    const dns = await dnsOf();
    const strange = fake.addRecord('example.com', { type: 'A', name: 'odd', content: '192.0.2.7' });
    Object.assign(strange, { type: 'WALLET', content: '{"x": 1}', future_field: { a: [1, null] } });
    const before = structuredClone(strange);
    expect(await find(dns, 'odd', 'NATIVE')).toMatchObject({ ttl: 0 });
    await put(dns, WWW2);
    await put(dns, makeRRset('odd', 'TXT', 600, ['"beside"']));
    expect(fake.zone('example.com').records.get(strange.id)).toEqual(before);
  });

  it('leaves read-only records of other products alone', async () => {
    const dns = await dnsOf();
    const present = (await find(dns, '@', 'MX', 'example.net')) as RRset;
    expect(present.extras).toMatchObject({ managedBy: 'email routing' });
    const gone: Change = { action: 'delete', name: '@', type: 'MX', before: present, after: null };
    expect((await failure(write(dns, [gone], 'example.net'))).code).toBe('PROTECTED');
    expect(batches()).toBe(0);
  });

  it('changes only the proxying, and puts the TTL back to automatic', async () => {
    const dns = await dnsOf();
    const present = (await find(dns, '@', 'A')) as RRset;
    expect(present).toMatchObject({ ttl: 300, extras: { proxied: true } });
    const open = { ...present, ttl: 600, extras: { ...present.extras, proxied: false } };
    await put(dns, open);
    expect(await find(dns, '@', 'A')).toMatchObject({ ttl: 600, extras: { proxied: false } });
    await put(dns, present);
    expect(await find(dns, '@', 'A')).toEqual(present);
  });

  it('refuses more records than one transaction takes, with nothing written', async () => {
    const dns = await dnsOf();
    fake.paid = true;
    const many = makeRRset(
      'many',
      'A',
      600,
      Array.from({ length: 201 }, (_, i) => `192.0.2.${String(i)}`),
    );
    expect(await failure(put(dns, many))).toMatchObject({ code: 'INVALID_INPUT', reason: /200 in one/ });
    expect(batches()).toBe(0);
    const paid = open(fake, { settings: { plan: 'paid' } }).dns as DnsProvider;
    await put(paid, many);
    expect((await find(paid, 'many', 'A'))?.rdata).toHaveLength(201);
  });

  it.each<[what: string, reply: object, code: string]>([
    [
      'a record that went meanwhile',
      { status: 404, errors: [{ code: 81044, message: 'Record does not exist.' }] },
      'CONFLICT',
    ],
    [
      '200 with an error inside',
      { status: 200, errors: [{ code: 9007, message: 'Content is invalid.' }] },
      'INVALID_RDATA',
    ],
    [
      'a cause in a chain',
      {
        status: 400,
        errors: [
          {
            code: 1004,
            message: 'DNS Validation Error',
            error_chain: [{ code: 9021, message: 'Invalid TTL.' }],
          },
        ],
      },
      'INVALID_TTL',
    ],
    [
      'a CNAME beside others',
      { status: 400, errors: [{ code: 81053, message: 'An A record exists.' }] },
      'INVALID_ZONE',
    ],
    [
      'a full zone',
      { status: 400, errors: [{ code: 81045, message: 'Record quota exceeded.' }] },
      'ACCOUNT_GATE',
    ],
    [
      'an error without a known number',
      { status: 400, errors: [{ code: 1, message: 'Odd.' }] },
      'INVALID_RDATA',
    ],
  ])('tells %s', async (_, reply, code) => {
    const dns = await dnsOf();
    const { status, errors } = reply as { readonly status: number; readonly errors: object };
    fake.inject(
      { reply: { status, body: { success: false, errors, messages: [], result: null } } },
      { when: isBatch },
    );
    expect(await failure(put(dns, WWW2))).toMatchObject({ code, provider: 'cloudflare' });
    expect(await find(dns, 'www2', 'A')).toBeNull();
  });

  it('says that a paid feature is one', async () => {
    const dns = await dnsOf();
    const tagged = { ...WWW2, extras: { tags: ['team:web'] } };
    expect((await failure(put(dns, tagged))).code).toBe('ACCOUNT_GATE');
    fake.paid = true;
    await put(dns, tagged);
    expect(await find(dns, 'www2', 'A')).toMatchObject({ extras: { tags: ['team:web'] } });
  });
});

describe('Cloudflare, when things break', () => {
  it.each(['lost-after', 'half-body', 'html-200', 'html-503'] as const)(
    'says of a write with %s that nobody knows',
    async (fault) => {
      const dns = await dnsOf();
      fake.inject(fault, { when: isBatch });
      const error = await failure(put(dns, WWW2));
      expect(error).toMatchObject({ category: 'transient', details: { outcome: 'unknown' } });
      expect(error.code).toBe(fault.startsWith('html') ? 'PROVIDER_UNAVAILABLE' : 'NETWORK');
      expect(batches()).toBe(1);
      expect((await find(dns, 'www2', 'A')) === null).toBe(fault.startsWith('html'));
    },
  );

  it.each(['html-503', 'half-body', 'lost-before'] as const)('reads again after %s', async (fault) => {
    const dns = await dnsOf();
    fake.inject(fault, { when: isRecordList });
    expect((await dns.readZone('example.com')).rrsets).not.toEqual([]);
  });

  it('says that a page of HTML is none of its replies', async () => {
    const dns = await dnsOf();
    fake.inject('html-200', { when: isRecordList });
    expect(await failure(dns.readZone('example.com'))).toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      reason: 'a page of HTML came, with status 200',
    });
    fake.inject({
      reply: { status: 403, headers: { 'content-type': 'text/html' }, body: '<html>blocked</html>' },
    });
    expect((await failure(dns.listZones())).code).toBe('PROVIDER_UNAVAILABLE');
  });

  it('passes over fields that it does not know', async () => {
    const dns = await dnsOf();
    for (const record of fake.zone('example.com').records.values())
      Object.assign(record, { new_field: { deep: 1 } });
    Object.assign(fake.zone('example.com'), { new_field: 1 });
    await put(dns, WWW2);
    expect(await find(dns, 'www2', 'A')).toMatchObject(WWW2);
  });

  it('follows pages that are smaller than asked for', async () => {
    const dns = await dnsOf();
    fake.maxPerPage = 3;
    const names = Array.from({ length: 20 }, (_, i) => `n${String(i)}`);
    for (const name of names)
      fake.addRecord('example.com', { type: 'A', name, content: '192.0.2.1', ttl: 60 });
    const { rrsets } = await dns.readZone('example.com');
    expect(rrsets.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    for (const name of ['a.com', 'b.com', 'c.com']) await dns.createZone?.(name, { nameservers: [] });
    expect(await dns.listZones()).toHaveLength(5);
  });

  it('asks no more before the time that the server gives', async () => {
    let now = Date.parse('2026-11-21T00:00:00Z');
    const waits: number[] = [];
    const clock: Clock = {
      now: () => new Date(now),
      sleep: (ms) => {
        waits.push(ms);
        now += ms;
        return Promise.resolve();
      },
    };
    let paused = 0;
    const limiter: RateLimiter = {
      take: () => (now < paused ? clock.sleep(paused - now) : Promise.resolve()),
      pause: (_, ms) => {
        paused = Math.max(paused, now + ms);
        return Promise.resolve();
      },
    };
    const provider = await start({}, { now: () => now });
    const dns = open(fake, { clock, limiter }).dns as DnsProvider;
    await dns.readZone('example.com');
    fake.block();
    const asked = fake.requests.length;
    await dns.readZone('example.com');
    expect(waits).toEqual([300_000]);
    expect(fake.requests).toHaveLength(asked + 2);
    // The last request of a window: the next one waits although nothing was refused.
    fake.inject({
      reply: {
        status: 200,
        headers: { ratelimit: '"default";r=0;t=42' },
        body: { success: true, result: [], result_info: { total_pages: 1 } },
      },
    });
    await dns.listZones();
    await dns.listZones();
    expect(waits).toEqual([300_000, 42_000]);
    await provider.close();
  });
});

describe('Cloudflare, credentials', () => {
  const as = (credentials: { readonly [field: string]: string }): DnsProvider =>
    open(fake, { credentials }).dns as DnsProvider;

  it('names the permission that is missing', async () => {
    const dns = await dnsOf();
    expect(await dns.readZone('example.com')).toBeDefined();
    const limited = as({ 'api-token': fake.limitedToken });
    expect(await failure(put(limited, WWW2))).toMatchObject({
      code: 'PERMISSION_MISSING',
      reason: /DNS:Edit/,
    });
    expect(
      await failure(limited.createZone?.('new.com', { nameservers: [] }) as Promise<void>),
    ).toMatchObject({
      code: 'PERMISSION_MISSING',
      reason: /Zone:Edit/,
    });
    fake.tokens.get(fake.accountToken)?.permissions.delete('zone:read');
    expect(await failure(as({ 'api-token': fake.accountToken }).listZones())).toMatchObject({
      code: 'PERMISSION_MISSING',
      reason: /Zone:Read/,
    });
    expect(
      await failure(
        (open(fake, { credentials: { 'api-token': fake.limitedToken } }).registrar as Registrar).list(),
      ),
    ).toMatchObject({
      code: 'PERMISSION_MISSING',
      reason: /Registrar:Read/,
    });
  });

  it('tells revoked and expired tokens, and what is no token', async () => {
    const dns = await dnsOf();
    const token = fake.tokens.get(fake.token);
    if (token === undefined) throw new Error('the local server has no token');
    token.status = 'disabled';
    expect(await failure(dns.listZones())).toMatchObject({
      code: 'CREDENTIAL_REJECTED',
      reason: 'the token is disabled',
    });
    for (const wrong of ['short', 'with\nbreak', 'ünïcode']) {
      const error = await failure(as({ 'api-token': wrong }).listZones());
      expect(error.code).toBe('CREDENTIAL_REJECTED');
      expect(
        `${error.message} ${error.reason ?? ''} ${error.hint ?? ''} ${JSON.stringify(error.details)}`,
      ).not.toContain(wrong);
    }
    expect((await failure(as({}).listZones())).code).toBe('CREDENTIAL_MISSING');
    expect((await failure(as({ email: fake.email }).listZones())).code).toBe('CREDENTIAL_MISSING');
  });

  it('takes a token of the account, and the global key', async () => {
    await start();
    expect(await as({ 'api-token': fake.accountToken }).listZones()).toHaveLength(2);
    const key = open(fake, { credentials: { email: fake.email, 'api-key': fake.key } });
    expect(await key.dns?.listZones()).toHaveLength(2);
    expect((await key.test()).every(({ ok }) => ok)).toBe(true);
    expect((await failure(as({ email: fake.email, 'api-key': 'wrong' }).listZones())).code).toBe(
      'CREDENTIAL_REJECTED',
    );
  });

  it('tests the parts that it can use, and says which it cannot', async () => {
    await start();
    const checks = await open(fake, { credentials: { 'api-token': fake.limitedToken } }).test();
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['credential', true],
      ['zones', true],
      ['records', true],
      ['registrar', true],
      ['custom hostnames', true],
    ]);
    expect(checks[3]?.detail).toContain('Registrar:Read');
  });
});

describe('Cloudflare, zones', () => {
  it('waits for the permissions of a zone that it made', async () => {
    const dns = await dnsOf();
    fake.newZone403 = 3;
    await dns.createZone?.('new.com', { nameservers: [] });
    expect((await dns.readZone('new.com')).rrsets).toEqual([]);
    fake.zone('new.com').spurious403 = 2;
    await put(dns, WWW2, 'new.com');
    expect(await find(dns, 'www2', 'A', 'new.com')).toMatchObject(WWW2);
    fake.zone('example.com').spurious403 = 1;
    expect((await failure(dns.readZone('example.com'))).code).toBe('PERMISSION_MISSING');
  });

  it.each(['banned.com', 'unregistered.com', 'sub.example.com'])(
    'says why %s cannot be made',
    async (name) => {
      const dns = await dnsOf();
      const error = await failure(dns.createZone?.(name, { nameservers: [] }) as Promise<void>);
      expect(error).toMatchObject({ code: 'ACCOUNT_GATE', reason: /\(10\d\d\)/ });
    },
  );

  it('finds a zone anew that was deleted and made again', async () => {
    const dns = await dnsOf();
    await dns.createZone?.('new.com', { nameservers: [] });
    const other = open(fake).dns as DnsProvider;
    await other.readZone('new.com');
    await dns.deleteZone?.('new.com');
    expect((await failure(other.readZone('new.com'))).code).toBe('ZONE_NOT_FOUND');
    await dns.createZone?.('new.com', { nameservers: [] });
    await put(other, WWW2, 'new.com');
    expect(await find(dns, 'www2', 'A', 'new.com')).toMatchObject(WWW2);
  });

  it('takes the active one of two of a name, and none where that is not plain', async () => {
    const dns = await dnsOf();
    const zone = fake.zone('example.com');
    fake.zones.set('f'.repeat(32), { ...zone, id: 'f'.repeat(32), status: 'pending', records: new Map() });
    expect((await dns.readZone('example.com')).rrsets).not.toEqual([]);
    zone.status = 'pending';
    const other = open(fake).dns as DnsProvider;
    expect((await failure(other.readZone('example.com'))).code).toBe('AMBIGUOUS');
  });

  it('knows names beyond ASCII in both forms', async () => {
    const dns = await dnsOf();
    await dns.createZone?.('xn--bcher-kva.com', { nameservers: [] });
    fake.zone('xn--bcher-kva.com').name = 'bücher.com';
    expect((await dns.listZones()).map(({ name }) => name)).toContain('xn--bcher-kva.com');
    expect((await dns.readZone('xn--bcher-kva.com')).rrsets).toEqual([]);
  });

  it('names the servers, the DNSSEC state and the facts of a zone', async () => {
    const dns = await dnsOf();
    const zone = fake.zone('example.com');
    expect((await dns.nameservers('example.com')).map(({ name }) => name)).toEqual(zone.name_servers);
    expect(await dns.dnssec?.('example.com')).toEqual({ signed: false, ds: [], dnskey: [] });
    zone.dnssec = 'pending';
    expect(await dns.dnssec?.('example.com')).toEqual({
      signed: true,
      ds: [expect.stringMatching(/^\d+ 13 2 [0-9a-f]{64}$/)],
      dnskey: [expect.stringMatching(/^257 3 13 /)],
    });
    expect(await dns.metadata?.('example.com')).toMatchObject({
      status: 'active',
      plan: 'Free Website',
      paused: false,
    });
    zone.name_servers = undefined;
    expect(await dns.nameservers('example.com')).toEqual([]);
  });

  it('asks for the account where there are several', async () => {
    const dns = await dnsOf();
    const accounts = [
      { id: 'a'.repeat(32), name: 'one' },
      { id: 'b'.repeat(32), name: 'two' },
    ];
    fake.inject({
      reply: {
        status: 200,
        body: { success: true, errors: [], result: accounts, result_info: { total_pages: 1 } },
      },
    });
    expect(await failure(dns.createZone?.('new.com', { nameservers: [] }) as Promise<void>)).toMatchObject({
      code: 'INVALID_CONFIG',
      hint: /account-id/,
    });
    const told = open(fake, { settings: { 'account-id': fake.accountId } }).dns as DnsProvider;
    await told.createZone?.('new.com', { nameservers: [] });
    expect(await told.listZones()).toHaveLength(3);
  });
});

describe('Cloudflare, registrar', () => {
  const bare = (quote: Quote, more: Partial<Purchase> = {}): Purchase => ({
    quote,
    contacts: null,
    nameservers: [],
    privacy: true,
    autoRenew: true,
    idempotencyKey: 'key',
    ...more,
  });
  const quoted = (registrar: Registrar, name: string, years = 1): Promise<Quote> =>
    registrar.quote?.({ action: 'register', name, years }) as Promise<Quote>;
  const bought = async (registrar: Registrar, name: string, more: Partial<Purchase> = {}): Promise<unknown> =>
    registrar.buy?.(bare(await quoted(registrar, name), more));
  const orders = (): FakeRequest[] =>
    fake.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/registrations'));

  it('reckons several years as one registration and renewals', async () => {
    const registrar = await registrarOf();
    expect((await quoted(registrar, 'free.io', 3)).total).toEqual({
      minor: 4500 + 2 * 5000,
      currency: 'USD',
    });
    expect((await failure(quoted(registrar, 'free.io', 11))).code).toBe('INVALID_INPUT');
  });

  it('checks more names than one request takes, in the order asked', async () => {
    const registrar = await registrarOf();
    const names = Array.from({ length: 25 }, (_, i) => `name${String(i)}.com`);
    const asked = [...names, 'premium.com', 'x.lol', 'x.zz', '_bad.com'];
    const found = (await registrar.check?.(asked)) ?? [];
    expect(found.map(({ name }) => name)).toEqual(asked);
    expect(found.slice(24).map(({ status }) => status)).toEqual([
      'available',
      'premium',
      'unsupported',
      'unsupported',
      'unknown',
    ]);
    expect((await failure(quoted(registrar, 'premium.com'))).code).toBe('DOMAIN_UNAVAILABLE');
  });

  it('searches in the extensions asked', async () => {
    const registrar = await registrarOf();
    const found = (await registrar.search?.({ keyword: 'shop', tlds: ['com', 'io'], limit: 3 })) ?? [];
    expect(found).toHaveLength(3);
    expect(found.every(({ definitive, name }) => !definitive && /\.(?:com|io)$/.test(name))).toBe(true);
  });

  it('follows what takes its time, and says what a person must do', async () => {
    const registrar = await registrarOf();
    fake.registrarAsync = 'async';
    const running = await bought(registrar, 'slow.com');
    expect(running).toMatchObject({ state: 'running', handle: 'registration/slow.com' });
    expect(await registrar.follow?.('registration/slow.com')).toMatchObject({ state: 'running' });
    expect(await registrar.follow?.('registration/slow.com')).toMatchObject({ state: 'done' });
    fake.registrarAsync = 'action-required';
    await bought(registrar, 'act.com');
    const detail = 'verify registrant email; a message went to owner@example.com';
    expect(await registrar.follow?.('registration/act.com')).toMatchObject({
      state: 'action-required',
      detail,
    });
    expect(await registrar.findPurchase?.(await quotedBefore('act.com'))).toMatchObject({
      state: 'action-required',
    });
    fake.registrarAsync = 'blocked';
    await bought(registrar, 'blocked.com');
    expect(await registrar.follow?.('registration/blocked.com')).toMatchObject({
      state: 'running',
      detail: 'blocked',
    });
    expect((await failure(registrar.follow?.('x') as Promise<unknown>)).code).toBe('NOT_FOUND');
  });

  it('says why a registration failed', async () => {
    const registrar = await registrarOf();
    fake.registrarFailure = { code: 'registry', message: 'the registry refused it' };
    await bought(registrar, 'fails.com');
    fake.advance();
    fake.advance();
    const failed = { state: 'failed', detail: 'the registry refused it' };
    expect(await registrar.follow?.('registration/fails.com')).toMatchObject(failed);
    expect(await registrar.findPurchase?.(await quotedBefore('fails.com'))).toMatchObject(failed);
    expect(fake.purchases).toEqual([]);
  });

  const quotedBefore = (name: string): Promise<Quote> =>
    Promise.resolve({ action: 'register', name, years: 1, total: null, expiresAt: null, agreements: [] });

  it('tells what hinders a purchase', async () => {
    const registrar = await registrarOf();
    fake.paymentMethod = false;
    expect((await failure(bought(registrar, 'a.com'))).code).toBe('PAYMENT_REQUIRED');
    fake.paymentMethod = true;
    fake.defaultContact = false;
    expect(await failure(bought(registrar, 'a.com'))).toMatchObject({
      code: 'REGISTRAR_REFUSED',
      reason: /registrant/,
    });
    const sent = orders().length;
    expect((await failure(bought(registrar, 'a.com', { nameservers: ['ns1.example.net'] }))).code).toBe(
      'CAPABILITY_MISSING',
    );
    const quote = await quoted(registrar, 'gone.com');
    fake.registrar.taken.add('gone.com');
    expect((await failure(registrar.buy?.(bare(quote)) as Promise<unknown>)).code).toBe('DOMAIN_UNAVAILABLE');
    expect(
      (
        await failure(
          registrar.quote?.({ action: 'renew', name: 'example.com', years: 1 }) as Promise<unknown>,
        )
      ).code,
    ).toBe('CAPABILITY_MISSING');
    expect(orders()).toHaveLength(sent);
    expect(fake.purchases).toEqual([]);
  });

  it.each(['html-503', 'half-body', 'html-200', 'lost-before'] as const)(
    'sends a purchase once, also after %s',
    async (fault) => {
      const registrar = await registrarOf();
      fake.inject(fault, {
        when: ({ method, path }) => method === 'POST' && path.endsWith('/registrations'),
      });
      expect(await failure(bought(registrar, 'once.com'))).toMatchObject({
        code: 'NETWORK',
        details: { outcome: 'unknown' },
      });
      expect(orders()).toHaveLength(1);
    },
  );

  it('lists page by page', async () => {
    const registrar = await registrarOf();
    fake.maxPerPage = 1;
    expect((await registrar.list()).map(({ name }) => name).toSorted()).toEqual([
      'example.com',
      'example.net',
    ]);
  });

  it('switches auto-renew in the background too', async () => {
    const registrar = await registrarOf();
    fake.registrarAsync = 'async';
    expect(await registrar.setAutoRenew?.('example.net', true)).toMatchObject({
      state: 'running',
      handle: 'update/example.net',
    });
    fake.advance();
    fake.advance();
    expect(await registrar.follow?.('update/example.net')).toMatchObject({ state: 'done' });
    expect((await registrar.get('example.net')).autoRenew).toBe(true);
  });

  it('plays in the sandbox', async () => {
    const registrar = await registrarOf({ settings: { registrar: 'sandbox' } });
    expect(await registrar.list()).toEqual([]);
    const registrant = {
      firstName: 'Ada',
      lastName: 'Lovelace',
      organization: null,
      email: 'ada@example.net',
      phone: '+81.312345678',
      fax: null,
      street: ['1-2-3 Example'],
      city: 'Shibuya-ku',
      state: 'Tokyo',
      postalCode: '150-0001',
      country: 'JP',
      extras: {},
    };
    expect(await bought(registrar, 'play.com', { contacts: { registrant } })).toMatchObject({
      state: 'done',
    });
    expect((await registrar.list()).map(({ name }) => name)).toEqual(['play.com']);
    expect(fake.purchases).toEqual([]);
    expect(fake.domains.has('play.com')).toBe(false);
  });
});

describe('Cloudflare, settings and description', () => {
  const check = (endpoint: string | undefined, settings: { readonly [name: string]: string }): void => {
    cloudflare.checkSettings({ endpoint, settings });
  };

  it('takes what is right and names what is wrong', async () => {
    await start();
    check(undefined, { 'account-id': 'a'.repeat(32), plan: 'paid', registrar: 'sandbox' });
    for (const wrong of [{ 'account-id': 'x' }, { plan: 'gold' }, { registrar: 'yes' }, { other: '1' }])
      expect(() => check(undefined, wrong as { readonly [name: string]: string })).toThrow(/cloudflare: /);
    expect(() => check('ftp://x', {})).toThrow(/endpoint/);
  });

  it('lists the types that can be written', async () => {
    await start();
    expect(description.dns.types).toEqual([...TYPES, 'NATIVE']);
  });
});
