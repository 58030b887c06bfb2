import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provider as godaddy } from '../../src/adapters/providers/godaddy/index.ts';
import { RegctlError } from '../../src/core/errors.ts';
import type { Change } from '../../src/core/plan/plan.ts';
import { checkCapabilities } from '../../src/core/plan/capabilities.ts';
import { makeRRset, type RRset } from '../../src/core/rrset.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { DnsProvider, OpenProvider } from '../../src/ports/dns-provider.ts';
import type { RateLimiter } from '../../src/ports/rate-limiter.ts';
import type { Purchase, Quote, Registrar } from '../../src/ports/registrar.ts';
import { dnsProviderContract } from '../contracts/dns-provider.ts';
import { registrarContract } from '../contracts/registrar.ts';
import { openForTest } from '../support/open-provider.ts';
import type { FakeRequest } from '../support/providers/fake-server.ts';
import { startFakeGodaddy, type FakeGodaddy } from '../support/providers/godaddy.ts';

const ZONE = 'example.com';

/** Time that passes only by sleeping. */
function testClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  let now = Date.now();
  return {
    slept,
    now: () => new Date(now),
    sleep: (ms) => {
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

interface Options {
  readonly credentials?: { readonly [field: string]: string };
  readonly settings?: { readonly [name: string]: string };
  readonly limiter?: RateLimiter;
  readonly clock?: Clock;
}

function open(fake: FakeGodaddy, options: Options = {}): OpenProvider {
  return openForTest(godaddy, {
    endpoint: fake.url,
    credentials: { 'api-key': fake.key, 'api-secret': fake.secret },
    clock: testClock(),
    ...options,
  });
}

dnsProviderContract('GoDaddy', async () => {
  const fake = await startFakeGodaddy();
  return {
    provider: open(fake),
    zone: ZONE,
    unreachable: openForTest(godaddy, {
      endpoint: 'http://127.0.0.1:1',
      credentials: { 'api-token': 'x' },
      clock: testClock(),
    }),
    wrongSecret: open(fake, { credentials: { 'api-key': fake.key, 'api-secret': 'wrong' } }),
    ttls: [600, 3600],
    apex: ['@ NS'],
    refused: {
      'a dot in a label': 'the API takes no escapes in names',
      'a text of 4,000 octets': 'the API cuts texts itself, and takes no more than 1024 characters',
    },
    dispose: () => fake.stop(),
  };
});

registrarContract('GoDaddy', async () => {
  const fake = await startFakeGodaddy();
  fake.registrationReads = 2;
  return {
    provider: open(fake, { settings: { 'shopper-id': fake.shopperId } }),
    wrongSecret: open(fake, { credentials: { 'api-token': 'wrong' } }),
    purchases: () => fake.purchases.length,
    loseNextPurchaseReply: () => {
      fake.inject('lost-after', { when: isOrder });
    },
    advance: () => {
      fake.advance();
    },
    transfer: { name: 'taken.com', authCode: 'EPP-taken' },
    dispose: () => fake.stop(),
  };
});

const isOrder = ({ method, path }: FakeRequest): boolean =>
  method === 'POST' && /\/(?:purchase|renew|transfer)$/.test(path);
const isWrite = ({ method, path }: FakeRequest): boolean => method !== 'GET' && path.includes('/records');

let fake: FakeGodaddy;
let account: OpenProvider;
let dns: DnsProvider;
let registrar: Registrar;

beforeEach(async () => {
  fake = await startFakeGodaddy();
  use();
});
afterEach(() => fake.stop());

function use(options: Options = {}): void {
  account = open(fake, options);
  if (account.dns === undefined || account.registrar === undefined) throw new Error('a part is missing');
  ({ dns, registrar } = account as OpenProvider & { dns: DnsProvider; registrar: Registrar });
}

const rows = (): readonly { readonly type: string; readonly name: string; readonly data: string }[] =>
  fake.domains.get(ZONE)?.records ?? [];
const put = (record: { readonly [field: string]: unknown }): void => {
  fake.domains.get(ZONE)?.records.push({ ttl: 600, ...record } as never);
};
const writes = (): string[] =>
  fake.requests.filter(isWrite).map(({ method, path }) => `${method} ${path.split('/records')[1] ?? ''}`);
const at = async (name: string, type: string): Promise<RRset | undefined> =>
  (await dns.readZone(ZONE)).rrsets.find((rrset) => rrset.name === name && rrset.type === type);
const write = async (...changes: readonly Change[]): Promise<void> =>
  dns.write(ZONE, changes, { revision: (await dns.readZone(ZONE)).revision });
const create = (after: RRset): Change => ({
  action: 'create',
  name: after.name,
  type: after.type,
  before: null,
  after,
});
const remove = (before: RRset | undefined): Change => {
  if (before === undefined) throw new Error('it is not there');
  return { action: 'delete', name: before.name, type: before.type, before, after: null };
};
const update = (before: RRset | undefined, after: RRset): Change => {
  if (before === undefined) throw new Error('it is not there');
  return { action: 'update', name: after.name, type: after.type, before, after };
};
const www = makeRRset('new', 'A', 600, ['192.0.2.9']);
const other = makeRRset('other', 'A', 600, ['192.0.2.9']);

async function failureOf(work: Promise<unknown>): Promise<RegctlError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof RegctlError) return error;
  throw new Error(`expected a RegctlError, got ${String(error)}`);
}

describe('records of GoDaddy', () => {
  it('adds new RRsets by one request, and rewrites or deletes by path', async () => {
    await write(create(www), create(makeRRset('two', 'TXT', 600, ['"x"'])));
    await write(update(await at('new', 'A'), makeRRset('new', 'A', 3600, ['192.0.2.9', '192.0.2.10'])));
    await write(remove(await at('two', 'TXT')));
    expect(writes()).toEqual(['PATCH ', 'PUT /A/new', 'DELETE /TXT/two']);
  });

  it('keeps CAA of the console through every write, and refuses to write it before the first request', async () => {
    const caa = await at('@', 'CAA');
    expect(caa).toMatchObject({
      rdata: ['0 issue "letsencrypt.org"'],
      extras: { managedBy: 'godaddy-console' },
    });
    await write(create(www), remove(await at('www', 'CNAME')));
    expect(await at('@', 'CAA')).toEqual(caa);
    const wanted = create(makeRRset('x', 'CAA', 600, ['0 issue ";"']));
    expect(() => checkCapabilities([wanted], dns.capabilities, 'godaddy')).toThrow(/takes no CAA/);
    fake.requests.length = 0;
    expect((await failureOf(write(wanted))).code).toBe('RRTYPE_UNSUPPORTED');
    expect((await failureOf(write(create(other), remove(caa)))).code).toBe('RRTYPE_UNSUPPORTED');
    expect((await failureOf(write(create(other), remove(await at('@', 'NS'))))).code).toBe(
      'CAPABILITY_MISSING',
    );
    expect(writes()).toEqual([]);
  });

  it('reads CAA also as fields', async () => {
    put({ type: 'CAA', name: 'f', data: 'ca.example.net', flag: 128, tag: 'issue' });
    expect((await at('f', 'CAA'))?.rdata).toEqual(['128 issue "ca.example.net"']);
  });

  it('rewrites the services at one name together, and touches none but the one named', async () => {
    await write(create(makeRRset('_xmpp._tcp', 'SRV', 600, ['1 2 5222 xmpp.example.net.'])));
    const sip = await at('_sip._tcp', 'SRV');
    await write(
      update(
        await at('_xmpp._tcp', 'SRV'),
        makeRRset('_xmpp._tcp', 'SRV', 3600, ['1 2 5223 xmpp.example.net.']),
      ),
    );
    expect(await at('_sip._tcp', 'SRV')).toEqual(sip);
    expect((await at('_xmpp._tcp', 'SRV'))?.rdata).toEqual(['1 2 5223 xmpp.example.net.']);
    await write(remove(await at('_xmpp._tcp', 'SRV')));
    expect(await at('_sip._tcp', 'SRV')).toEqual(sip);
    await write(remove(sip));
    expect(rows().filter(({ type }) => type === 'SRV')).toEqual([]);
    expect(writes()).toEqual(['PATCH ', 'PUT /SRV/%40', 'PUT /SRV/%40', 'DELETE /SRV/%40']);
  });

  it('makes one request of two changes at one path', async () => {
    await write(create(makeRRset('_xmpp._tcp', 'SRV', 600, ['1 2 5222 xmpp.example.net.'])));
    await write(remove(await at('_xmpp._tcp', 'SRV')), remove(await at('_sip._tcp', 'SRV')));
    expect(writes()).toEqual(['PATCH ', 'DELETE /SRV/%40']);
  });

  it('deletes delegations by writing the other NS records anew', async () => {
    const ns = ['ns1.example.net.', 'ns2.example.net.'];
    await write(create(makeRRset('a', 'NS', 600, ns)), create(makeRRset('b', 'NS', 600, ns)));
    const apex = await at('@', 'NS');
    await write(remove(await at('a', 'NS')));
    expect(await at('a', 'NS')).toBeUndefined();
    expect((await at('b', 'NS'))?.rdata).toEqual(ns);
    expect(await at('@', 'NS')).toEqual(apex);
    expect(writes()).toEqual(['PATCH ', 'PUT /NS']);
  });

  it('shows what no type says as NATIVE, writes nothing beside it, and deletes it when asked', async () => {
    put({ type: 'A', name: 'shop', data: 'Parked', ttl: 3600, note: { by: 'GoDaddy' } });
    put({ type: 'ODD', name: 'odd', data: 'x' });
    const parked = await at('shop', 'NATIVE');
    expect(parked).toMatchObject({
      ttl: 0,
      rdata: ['{"data":"Parked","name":"shop","note":{"by":"GoDaddy"},"ttl":3600,"type":"A"}'],
      extras: { managedBy: null },
    });
    const odd = await at('odd', 'NATIVE');
    expect(odd?.extras).toEqual({ managedBy: 'godaddy-console' });
    const address = makeRRset('shop', 'A', 600, ['192.0.2.9']);
    expect((await failureOf(write(create(address)))).code).toBe('PROTECTED');
    await write(create(www));
    expect(await at('shop', 'NATIVE')).toEqual(parked);
    await write(remove(parked), create(address));
    expect((await at('shop', 'A'))?.rdata).toEqual(address.rdata);
    expect((await failureOf(write(remove(odd)))).code).toBe('RRTYPE_UNSUPPORTED');
    expect(await at('odd', 'NATIVE')).toEqual(odd);
    for (const wrong of ['{"name":"x"}', '{"data":"192.0.2.1","name":"x","ttl":600,"type":"A"}'])
      expect((await failureOf(write(create(makeRRset('x', 'NATIVE', 0, [wrong]))))).code).toBe(
        'INVALID_RDATA',
      );
  });

  it('passes over fields that it does not know, and the TTL of a single row', async () => {
    put({ type: 'A', name: 'odd', data: '192.0.2.1', ttl: 3600, priority: 0, weight: null, extra: [1] });
    put({ type: 'A', name: 'odd', data: '192.0.2.2', ttl: 600 });
    expect(await at('odd', 'A')).toEqual(makeRRset('odd', 'A', 600, ['192.0.2.1', '192.0.2.2']));
  });

  it('reads on behind what may be a full page, and never takes a part for the whole', async () => {
    for (let i = 0; i < 700; i++) put({ type: 'A', name: `h${i}`, data: '192.0.2.1' });
    const count = async (): Promise<number> =>
      (await dns.readZone(ZONE)).rrsets.filter(({ name }) => name.startsWith('h')).length;
    expect(await count()).toBe(700);
    expect(fake.requests).toHaveLength(1);
    const page = { reply: { status: 200, body: rows().slice(0, 500) } };
    fake.inject(page);
    expect(await count()).toBe(700);
    expect(fake.requests.at(-1)?.query.get('offset')).toBe('500');
    fake.inject(page, { times: 2 });
    expect((await failureOf(dns.readZone(ZONE))).message).toMatch(/cannot be read whole/);
    fake.inject(page);
    fake.inject(
      { reply: { status: 422, body: { code: 'INVALID_QUERY' } } },
      { when: ({ query }) => query.has('offset') },
    );
    expect((await failureOf(dns.readZone(ZONE))).message).toMatch(/cannot be read whole/);
  });

  it('lists only what GoDaddy serves', async () => {
    const domain = fake.domains.get('example.net');
    if (domain === undefined) throw new Error('no domain');
    domain.nameServers = ['ns1.example.org', 'ns2.example.org'];
    expect((await dns.listZones()).map(({ name }) => name)).toEqual([ZONE]);
    const error = await failureOf(dns.readZone('example.net'));
    expect(error).toMatchObject({
      code: 'ZONE_NOT_FOUND',
      reason: expect.stringContaining('INACTIVE_DOMAIN') as unknown,
    });
  });

  it('says what the server refuses, with its words', async () => {
    const error = await failureOf(write(create(makeRRset('t', 'TXT', 600, [long(1100)]))));
    expect(error).toMatchObject({ code: 'INVALID_RDATA', provider: 'godaddy' });
    expect(error.reason).toContain('records[0].data');
    fake.patchDeduplicates = 'refuse';
    fake.inject(
      { reply: { status: 422, body: { code: 'DUPLICATE_RECORD', message: 'Another record' } } },
      { when: isWrite },
    );
    expect((await failureOf(write(create(www)))).code).toBe('CONFLICT');
    fake.inject(
      { reply: { status: 422, body: { code: 'DUPLICATE_RECORD', message: 'Another record' } } },
      { when: ({ method }) => method === 'PUT' },
    );
    const moved = makeRRset('www', 'CNAME', 600, ['x.example.net.']);
    // Behind a request that was carried out it is no longer true that nothing was written.
    const changes = [create(www), update(await at('www', 'CNAME'), moved)];
    expect((await failureOf(write(...changes))).code).toBe('PARTLY_APPLIED');
    expect(await at('new', 'A')).toBeDefined();
  });
});

function long(length: number): string {
  const strings: string[] = [];
  for (let left = length; left > 0; left -= 255) strings.push(`"${'x'.repeat(Math.min(left, 255))}"`);
  return strings.join(' ');
}

describe('time at GoDaddy', () => {
  it('looks again until a write shows', async () => {
    const clock = testClock();
    use({ clock });
    fake.staleReads = 2;
    await write(create(www));
    expect(await at('new', 'A')).toEqual(www);
    expect(clock.slept).toEqual([1000, 2000]);
    fake.staleReads = 100;
    await write(remove(www));
    expect(await at('new', 'A')).toEqual(www);
  });

  it('asks again while an earlier change is being applied', async () => {
    fake.conflictsAfterWrite = 2;
    await write(create(www));
    await write(remove(www));
    expect(writes()).toEqual(['PATCH ', 'DELETE /A/new', 'DELETE /A/new', 'DELETE /A/new']);
    fake.conflictsAfterWrite = 100;
    await write(create(www));
    expect((await failureOf(write(remove(www)))).code).toBe('OPERATION_PENDING');
  });

  it('does not overwrite what that earlier change brought', async () => {
    const before = await at('www', 'CNAME');
    const reply = { status: 409, body: { code: 'CONFLICT', message: 'still being applied' } };
    fake.inject({ reply }, { when: (request) => isWrite(request) && edit() });
    const edit = (): boolean => {
      const domain = fake.domains.get(ZONE);
      const moved = domain?.records.map((row) =>
        row.name === 'www' ? { ...row, data: 'else.example.net' } : row,
      );
      if (domain !== undefined && moved !== undefined) domain.records = moved;
      return true;
    };
    const error = await failureOf(write(update(before, makeRRset('www', 'CNAME', 600, ['x.example.net.']))));
    expect(error.code).toBe('CONFLICT');
    expect(rows().find(({ name }) => name === 'www')?.data).toBe('else.example.net');
  });

  it('takes a DELETE of what is gone as done', async () => {
    fake.inject({ reply: { status: 404, body: { code: 'NOT_FOUND' } } }, { when: isWrite });
    await expect(write(remove(await at('www', 'CNAME')))).resolves.toBeUndefined();
  });

  it.each([
    ['in the body', { retryAfterSec: 26 }, {}, 26_000],
    ['in a header', {}, { 'retry-after': '40' }, 40_000],
    ['in the new header', {}, { 'ratelimit-reset': '17' }, 17_000],
    ['nowhere', {}, {}, 60_000],
  ])('waits as long as a 429 says %s, and sends nothing before', async (_where, body, headers, ms) => {
    const clock = testClock();
    let pausedUntil = 0;
    const limiter: RateLimiter = {
      take: async () => {
        const left = pausedUntil - clock.now().getTime();
        if (left > 0) await clock.sleep(left);
      },
      pause: (_budget, pause) => {
        pausedUntil = clock.now().getTime() + pause;
        return Promise.resolve();
      },
    };
    use({ clock, limiter });
    fake.inject({ reply: { status: 429, headers, body: { code: 'TOO_MANY_REQUESTS', ...body } } });
    await dns.readZone(ZONE);
    expect(clock.slept).toEqual([ms]);
    expect(fake.requests).toHaveLength(2);
  });

  it('stays within the budgets that GoDaddy names', async () => {
    const clock = testClock();
    await fake.stop();
    fake = await startFakeGodaddy({ now: () => clock.now().getTime(), limits: true });
    let tokens = 35;
    let at = clock.now().getTime();
    const limiter: RateLimiter = {
      take: async ({ burst, perSecond }) => {
        const refill = (): number => {
          const now = clock.now().getTime();
          tokens = Math.min(burst, tokens + ((now - at) / 1000) * perSecond);
          at = now;
          return tokens;
        };
        if (refill() < 1) await clock.sleep(Math.ceil(((1 - tokens) / perSecond) * 1000));
        refill();
        tokens -= 1;
      },
      pause: () => Promise.reject(new Error('a 429 came')),
    };
    use({ clock, limiter });
    for (let i = 0; i < 900; i++) await dns.readZone(ZONE);
    expect(fake.requests).toHaveLength(900);
  });
});

describe('faults of GoDaddy', () => {
  it('reads again after HTML, half an answer and a lost one', async () => {
    for (const fault of ['html-503', 'half-body', 'lost-before', 'lost-after'] as const) {
      fake.inject(fault);
      expect((await dns.readZone(ZONE)).rrsets.length).toBeGreaterThan(5);
    }
  });

  it('says of a page in the place of an answer that it is none', async () => {
    fake.inject('html-200');
    expect((await failureOf(dns.readZone(ZONE))).code).toBe('PROVIDER_UNAVAILABLE');
    fake.inject({ reply: { status: 200, body: { code: 'ERROR', message: 'Internal' } } });
    expect((await failureOf(dns.readZone(ZONE))).reason).toBe('ERROR: Internal');
  });

  it.each([
    ['lost-after', 'NETWORK'],
    ['html-200', 'PROVIDER_UNAVAILABLE'],
    ['html-503', 'PROVIDER_UNAVAILABLE'],
    [{ reply: { status: 200, body: { code: 'ERROR', message: 'Internal' } } }, 'PROVIDER_UNAVAILABLE'],
  ] as const)('leaves the outcome of a write open after %j, and does not repeat it', async (fault, code) => {
    fake.inject(fault, { when: isWrite });
    const error = await failureOf(write(create(www)));
    expect(error).toMatchObject({ code, details: { outcome: 'unknown' } });
    expect(writes()).toEqual(['PATCH ']);
  });

  it('writes nothing where somebody else came between', async () => {
    const { revision } = await dns.readZone(ZONE);
    put({ type: 'A', name: 'other', data: '192.0.2.77' });
    expect((await failureOf(dns.write(ZONE, [create(www)], { revision }))).code).toBe('CONFLICT');
    expect(writes()).toEqual([]);
  });
});

describe('credentials of GoDaddy', () => {
  it('takes a token, and before a key', async () => {
    use({ credentials: { 'api-token': fake.pat, 'api-key': 'x', 'api-secret': 'y' } });
    await dns.readZone(ZONE);
    expect(fake.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${fake.pat}`);
  });

  it.each([{}, { 'api-key': 'k' }, { 'api-token': 'a\nb' }, { 'api-key': 'k', 'api-secret': 'a b' }])(
    'says that %j is no credential',
    async (credentials) => {
      use({ credentials });
      const error = await failureOf(dns.readZone(ZONE));
      expect(error.code).toBe('CREDENTIAL_MISSING');
      expect(JSON.stringify(error)).not.toContain('a b');
      expect(fake.requests).toEqual([]);
    },
  );

  it('explains the gate, of the account and of availability alone', async () => {
    fake.gatedAvailability = true;
    expect((await account.test()).map(({ name, ok }) => [name, ok])).toEqual([
      ['api', true],
      ['availability', true],
    ]);
    const small = await failureOf(Promise.resolve(registrar.check?.(['a.com'])));
    expect(small).toMatchObject({
      code: 'ACCOUNT_GATE',
      reason: expect.stringContaining('50 domains') as unknown,
    });
    use();
    fake.gated = true;
    const error = await failureOf(dns.readZone(ZONE));
    expect(error).toMatchObject({
      code: 'ACCOUNT_GATE',
      reason: expect.stringContaining('10 domains') as unknown,
    });
    expect((await account.test()).map(({ ok, code }) => [ok, code])).toEqual([[false, 'ACCOUNT_GATE']]);
  });

  it('names the permission that a token lacks', async () => {
    use({ credentials: { 'api-token': fake.pat } });
    fake.inject(
      { reply: { status: 403, body: { code: 'ACCESS_DENIED', message: 'no' } } },
      { when: isWrite },
    );
    const error = await failureOf(write(create(www)));
    expect(error).toMatchObject({
      code: 'PERMISSION_MISSING',
      hint: expect.stringContaining('domains.dns:update') as unknown,
    });
    use({ credentials: { 'api-token': fake.pat } });
    fake.inject({ reply: { status: 403, body: { code: 'FORBIDDEN', message: 'insufficient scope' } } });
    expect((await failureOf(dns.listZones())).hint).toContain('domains.domain:read');
  });

  it('asks for https and known settings', () => {
    const check = (endpoint: string | undefined, settings = {}): void => {
      godaddy.checkSettings({ endpoint, settings });
    };
    check(undefined, { 'consent-ip': '2001:db8::1' });
    check('https://api.ote-godaddy.com');
    expect(() => {
      check('http://api.godaddy.com');
    }).toThrow(/https/);
    expect(() => {
      check(undefined, { 'consent-ip': 'home' });
    }).toThrow(/consent-ip/);
    expect(() => {
      check(undefined, { region: 'x' });
    }).toThrow(/no setting region/);
  });
});

describe('registrations at GoDaddy', () => {
  const order = (quote: Quote, more: Partial<Purchase> = {}): Purchase => ({
    quote,
    contacts: null,
    nameservers: [],
    privacy: true,
    autoRenew: true,
    idempotencyKey: 'k',
    ...more,
  });
  const quoteOf = async (action: Quote['action'], name: string, years = 1): Promise<Quote> => {
    if (registrar.quote === undefined) throw new Error('no quotes');
    return registrar.quote({ action, name, years });
  };
  const buy = async (purchase: Purchase): Promise<unknown> => registrar.buy?.(purchase);
  const lastOrder = (): { readonly [key: string]: unknown } =>
    JSON.parse(fake.requests.findLast(isOrder)?.body ?? '{}') as { [key: string]: unknown };

  it('reads every page of the list, without secrets', async () => {
    fake.inject({ reply: { status: 200, body: [] } }, { when: ({ query }) => query.get('marker') === 'z' });
    const found = await registrar.list();
    expect(found.map(({ name, nameservers }) => [name, nameservers?.length])).toEqual([
      ['example.com', 2],
      ['example.net', 2],
    ]);
    expect(JSON.stringify([found, await registrar.get(ZONE)])).not.toContain('AUTH-');
    fake.partialDetails.add(ZONE);
    expect((await registrar.get(ZONE)).name).toBe(ZONE);
  });

  it('buys at the quoted price, with consent from the set address, and never the paid privacy', async () => {
    use({ settings: { 'consent-ip': '192.0.2.99' } });
    fake.wrongFast.add('quite-new.com');
    const quote = await quoteOf('register', 'quite-new.com');
    expect(quote).toMatchObject({ total: { minor: 1199, currency: 'USD' }, agreements: [{ key: 'DNRA' }] });
    expect(await buy(order(quote))).toMatchObject({
      state: 'done',
      detail: expect.stringContaining('11.99 USD') as unknown,
    });
    expect(lastOrder()).toMatchObject({
      privacy: false,
      consent: { agreementKeys: ['DNRA'], agreedBy: '192.0.2.99' },
    });
    expect(
      fake.requests
        .filter(({ path }) => path.endsWith('/available'))
        .every(({ query }) => query.get('checkType') === 'FULL'),
    ).toBe(true);
  });

  it('names no price for more years than the answer speaks of, and agrees from this machine by default', async () => {
    const quote = await quoteOf('register', 'two-years.com', 2);
    expect(quote.total).toBeNull();
    await buy(order(quote));
    expect(lastOrder()).toMatchObject({ period: 2, consent: { agreedBy: '127.0.0.1' } });
  });

  it.each([
    [{ code: 'INSUFFICIENT_FUNDS', message: 'no' }, 422, 'PAYMENT_REQUIRED'],
    [{ code: 'INVALID_PAYMENT_INFO', message: 'no Good as Gold' }, 422, 'PAYMENT_REQUIRED'],
    [{ code: 'UNAVAILABLE_DOMAIN', message: 'gone' }, 422, 'DOMAIN_UNAVAILABLE'],
    [{ code: 'INVALID_BODY', message: 'bad contact' }, 422, 'REGISTRAR_REFUSED'],
    [{ code: 'TOO_MANY_REQUESTS', retryAfterSec: 5 }, 429, 'RATE_LIMITED'],
    [{ code: 'CONFLICT', message: 'no' }, 409, 'REGISTRAR_REFUSED'],
  ])('tells why an order was refused: %j', async (body, status, code) => {
    const quote = await quoteOf('register', 'refused.com');
    fake.inject({ reply: { status, body } }, { when: isOrder });
    expect((await failureOf(buy(order(quote)))).code).toBe(code);
    expect(fake.requests.filter(isOrder)).toHaveLength(1);
    expect(fake.purchases).toEqual([]);
  });

  it.each(['html-503', 'html-200', 'half-body'] as const)(
    'sends an order once, also after %s',
    async (fault) => {
      const quote = await quoteOf('register', 'once.com');
      fake.inject(fault, { when: isOrder });
      expect((await failureOf(buy(order(quote)))).details).toMatchObject({ outcome: 'unknown' });
      expect(fake.requests.filter(isOrder)).toHaveLength(1);
    },
  );

  it('does not renew twice by one quote, and finds a renewal whose answer was lost', async () => {
    const quote = await quoteOf('renew', 'example.net');
    expect(quote.total).toBeNull();
    expect(await registrar.findPurchase?.(quote)).toBeUndefined();
    fake.inject('lost-after', { when: isOrder });
    expect((await failureOf(buy(order(quote)))).code).toBe('NETWORK');
    expect(await registrar.findPurchase?.(quote)).toMatchObject({ state: 'done' });
    expect((await failureOf(buy(order(quote)))).code).toBe('CONFLICT');
    expect(fake.purchases).toHaveLength(1);
  });

  it('says of a name that is gone and not in the account that a person must look', async () => {
    const quote = await quoteOf('register', 'gone.com');
    fake.elsewhere.set('gone.com', 'x');
    expect(await registrar.findPurchase?.(quote)).toMatchObject({ state: 'action-required' });
  });

  it('refuses a price that is no longer named, and endings that are not sold', async () => {
    const quote = await quoteOf('register', 'priceless.com');
    const body = { domain: 'priceless.com', available: true, definitive: true };
    fake.inject({ reply: { status: 200, body } }, { when: ({ path }) => path.endsWith('/available') });
    expect((await failureOf(buy(order(quote)))).code).toBe('PRICE_CHANGED');
    fake.inject(
      { reply: { status: 200, body: { ...body, definitive: false } } },
      { when: ({ path }) => path.endsWith('/available') },
    );
    expect((await failureOf(buy(order(quote)))).code).toBe('REGISTRAR_REFUSED');
    expect(fake.requests.filter(isOrder)).toEqual([]);
    expect((await failureOf(quoteOf('register', 'name.zz'))).code).toBe('DOMAIN_UNAVAILABLE');
  });

  it('keeps the auth code of a transfer out of what it says', async () => {
    const quote = await quoteOf('transfer', 'taken.com');
    const echo = { status: 422, body: { code: 'INVALID_BODY', message: 'EPP-wrong is not the code' } };
    fake.inject({ reply: echo }, { when: isOrder });
    expect((await failureOf(buy(order(quote, { authCode: 'EPP-wrong' })))).reason).not.toContain('EPP-wrong');
    const error = await failureOf(buy(order(quote, { authCode: 'EPP-wrong' })));
    expect(error.code).toBe('REGISTRAR_REFUSED');
    expect(`${error.message} ${error.reason ?? ''} ${JSON.stringify(error)}`).not.toContain('EPP-wrong');
    expect(await buy(order(quote, { authCode: 'EPP-taken' }))).toMatchObject({ state: 'running' });
    expect(await registrar.transferStatus?.('taken.com')).toMatchObject({ state: 'running' });
    fake.advance();
    expect(await registrar.transferStatus?.('taken.com')).toMatchObject({ state: 'done' });
  });

  it('tells unknown endings from free names in one question', async () => {
    const found = await registrar.check?.(['free.com', 'free.zz', 'taken.com']);
    expect(found).toMatchObject([
      { status: 'available', price: { minor: 1199 }, definitive: true },
      { status: 'unsupported', price: null },
      { status: 'taken' },
    ]);
    const searched = await registrar.search?.({ keyword: 'shop', tlds: ['com', 'net'], limit: 3 });
    expect(searched?.map(({ definitive }) => definitive)).toEqual([false, false, false]);
  });

  it('refuses changes to protected names at once, and waits for earlier changes of others', async () => {
    const domain = fake.domains.get(ZONE);
    if (domain === undefined) throw new Error('no domain');
    domain.transferProtected = true;
    const servers = ['ns1.example.org', 'ns2.example.org'];
    const error = await failureOf(Promise.resolve(registrar.setNameservers?.(ZONE, servers)));
    expect(error).toMatchObject({
      code: 'REGISTRAR_REFUSED',
      hint: expect.stringContaining('protection') as unknown,
    });
    domain.transferProtected = false;
    fake.conflictsAfterWrite = 2;
    await registrar.setLock?.(ZONE, false);
    await registrar.setAutoRenew?.(ZONE, false);
    expect(domain).toMatchObject({ locked: false, renewAuto: false });
  });

  it('leaves contacts alone that are so already', async () => {
    const contacts = (await registrar.contacts?.(ZONE)) ?? {};
    const { admin } = contacts;
    if (admin === undefined) throw new Error('no contact');
    expect(await registrar.setContacts?.(ZONE, contacts)).toEqual({
      state: 'done',
      handle: null,
      detail: null,
    });
    expect(fake.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
    const extras = { jobTitle: 'Engineer', other: 'x' };
    await registrar.setContacts?.(ZONE, { admin: { ...admin, street: ['a', 'b', 'c'], extras } });
    const changed = await registrar.contacts?.(ZONE);
    expect(changed).toMatchObject({
      registrant: contacts.registrant,
      admin: { street: ['a', 'b, c'], extras: { jobTitle: 'Engineer' } },
    });
  });

  it('cancels the paid privacy and shows the contacts with consent', async () => {
    const domain = fake.domains.get(ZONE);
    if (domain === undefined) throw new Error('no domain');
    domain.privacy = true;
    await registrar.setPrivacy?.(ZONE, false);
    expect(domain).toMatchObject({ privacy: false, exposeWhois: true });
    expect((await registrar.get(ZONE)).privacy).toBe(false);
    expect(fake.purchases).toEqual([]);
  });

  it('asks for the customer before DS records, and for a new auth code where none is shown', async () => {
    expect((await failureOf(Promise.resolve(registrar.ds?.(ZONE)))).code).toBe('CAPABILITY_MISSING');
    const domain = fake.domains.get(ZONE);
    if (domain === undefined) throw new Error('no domain');
    domain.authCode = '';
    expect((await failureOf(Promise.resolve(registrar.authCode?.(ZONE)))).code).toBe('ACTION_REQUIRED');
    use({ settings: { 'customer-id': fake.customerId } });
    fake.inject({ reply: { status: 203, body: {} } }, { when: ({ path }) => path.startsWith('/v2/') });
    expect((await failureOf(Promise.resolve(registrar.ds?.(ZONE)))).code).toBe('PROVIDER_UNAVAILABLE');
    expect(await registrar.authCode?.(ZONE)).toMatch(/^AUTH-/);
  });

  it('tells that the registry refused a DS, and knows its own handles only', async () => {
    use({ settings: { 'shopper-id': fake.shopperId } });
    fake.failNextAction = 'bad digest';
    const progress = await registrar.setDs?.(ZONE, [`1 13 2 ${'ab'.repeat(32)}`], []);
    fake.advance();
    expect(await registrar.follow?.(progress?.handle ?? '')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('bad digest') as unknown,
    });
    expect((await failureOf(Promise.resolve(registrar.setDs?.(ZONE, ['1 200 2 ab'], [])))).code).toBe(
      'INVALID_RDATA',
    );
    expect((await failureOf(Promise.resolve(registrar.follow?.('op_1')))).code).toBe('NOT_FOUND');
  });
});
