import { afterEach, describe, expect, it } from 'vitest';
import { provider } from '../../src/adapters/providers/value-domain/index.ts';
import { RegctlError, type ErrorCode } from '../../src/core/errors.ts';
import { diffRRsets } from '../../src/core/plan/diff.ts';
import type { Change } from '../../src/core/plan/plan.ts';
import { nativeRdata } from '../../src/core/records/native.ts';
import { makeRRset, type RRset } from '../../src/core/rrset.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { DnsProvider, OpenProvider } from '../../src/ports/dns-provider.ts';
import type { RateLimiter } from '../../src/ports/rate-limiter.ts';
import type { Purchase, Quote, Registrar } from '../../src/ports/registrar.ts';
import { dnsProviderContract } from '../contracts/dns-provider.ts';
import { registrarContract } from '../contracts/registrar.ts';
import { openForTest, unlimited } from '../support/open-provider.ts';
import type { FakeRequest } from '../support/providers/fake-server.ts';
import { startFakeValueDomain, type FakeValueDomain } from '../support/providers/value-domain.ts';

const ZONE = 'example.com';

function open(fake: FakeValueDomain, more: Partial<Parameters<typeof openForTest>[1]> = {}): OpenProvider {
  return openForTest(provider, { endpoint: fake.base, credentials: { token: fake.token }, ...more });
}

dnsProviderContract('VALUE-DOMAIN', async () => {
  const fake = await startFakeValueDomain();
  // Lines come back in another order, and somebody keeps a line that regctl knows nothing of.
  fake.reorderLines = true;
  const zone = fake.domains.get(ZONE);
  if (zone !== undefined) zone.dns.records = 'a @ 192.0.2.1\nurl @ https://www.example.net/\na @ 192.0.2.1';
  return {
    provider: open(fake),
    zone: ZONE,
    unreachable: openForTest(provider, {
      endpoint: 'http://127.0.0.1:9',
      credentials: { token: 'x' },
      clock: testTime().clock,
    }),
    wrongSecret: open(fake, { credentials: { token: 'wrong' } }),
    ttls: [3600, 600],
    apex: [],
    refused: {
      'a dot in a label': 'the zone text has no escapes in names',
      'quotes, backslashes and semicolons': 'the zone text has no known form for quotes in a text',
      'octets beyond ASCII': 'the zone text has no known form for them',
    },
    dispose: async () => {
      await fake.stop();
      if (zone?.dns.records.includes('url @ https://www.example.net/') !== true)
        throw new Error('the line of somebody else is gone');
    },
  };
});

for (const [form, knobs] of [
  ['DS as strings', { dsForm: 'string', createForm: 'results' }],
  ['DS as objects', { dsForm: 'object', createForm: 'top', fundsStatus: 403, whoisNeedsContact: true }],
] as const) {
  registrarContract(`VALUE-DOMAIN, ${form}`, async () => {
    const fake = Object.assign(await startFakeValueDomain(), knobs);
    fake.taken.add('moving.com');
    return {
      provider: open(fake),
      wrongSecret: open(fake, { credentials: { token: 'wrong' } }),
      purchases: () => fake.purchases.length,
      loseNextPurchaseReply: () => {
        fake.inject('lost-after', { when: isPurchase });
      },
      advance: () => {
        fake.advance();
      },
      transfer: { name: 'moving.com', authCode: 'a-secret-code' },
      dispose: () => fake.stop(),
    };
  });
}

function isPurchase({ method, path }: FakeRequest): boolean {
  return method === 'POST' || path.endsWith('/expiration');
}

const started: FakeValueDomain[] = [];
afterEach(async () => {
  for (const fake of started.splice(0)) await fake.stop();
});

async function start(
  options: Parameters<typeof startFakeValueDomain>[0] = {},
  more: Partial<Parameters<typeof openForTest>[1]> = {},
): Promise<{ fake: FakeValueDomain; account: OpenProvider; dns: DnsProvider; registrar: Registrar }> {
  const fake = await startFakeValueDomain(options);
  started.push(fake);
  const account = open(fake, more);
  if (account.dns === undefined || account.registrar === undefined) throw new Error('a part is missing');
  return { fake, account, dns: account.dns, registrar: account.registrar };
}

function zoneOf(fake: FakeValueDomain, name = ZONE): { ns_type: string; records: string; ttl: number } {
  const found = fake.domains.get(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found.dns;
}

async function failure(work: Promise<unknown>): Promise<RegctlError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof RegctlError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

const ofMethod =
  (method: string) =>
  (request: FakeRequest): boolean =>
    request.method === method;
const putsOf = (fake: FakeValueDomain): FakeRequest[] => fake.requests.filter(ofMethod('PUT'));

/** Writes what the wish makes of the zone, planned from its present state. */
async function edit(dns: DnsProvider, wish: (present: readonly RRset[]) => readonly RRset[]): Promise<void> {
  const state = await dns.readZone(ZONE);
  await dns.write(ZONE, diffRRsets(state.rrsets, wish(state.rrsets)), { revision: state.revision });
}

const NEW: RRset = makeRRset('new', 'A', 3600, ['192.0.2.77']);
const createNew: Change = { action: 'create', name: 'new', type: 'A', before: null, after: NEW };

/** A clock that goes on only while somebody sleeps, and a limiter that keeps the budget as the store's does (GCRA). */
function testTime(): { clock: Clock; limiter: RateLimiter; waited: number[] } {
  let now = Date.now();
  let due = 0;
  const waited: number[] = [];
  const clock: Clock = {
    now: () => new Date(now),
    sleep: (ms) => {
      waited.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
  const limiter: RateLimiter = {
    take: async (budget) => {
      const interval = 1000 / budget.perSecond;
      due = Math.max(due, now) + interval;
      const wait = due - budget.burst * interval - now;
      if (wait > 0) await clock.sleep(wait);
    },
    pause: (budget, ms) => {
      due = Math.max(due, now + ms + ((budget.burst - 1) * 1000) / budget.perSecond);
      return Promise.resolve();
    },
  };
  return { clock, limiter, waited };
}

describe('a zone as one text', () => {
  it('changes the lines it must and keeps all others, their order and ns_type', async () => {
    const { fake, dns } = await start();
    Object.assign(zoneOf(fake), {
      ns_type: 'valuedomain1',
      records: [
        'a www 192.0.2.1',
        'a  spaced   192.0.2.5',
        'url @ https://www.example.net/',
        'caa @ 0 issue "ca.example.net"',
        'mx @ 10',
        'a www 192.0.2.2',
        'cname sub @',
        'a www 192.0.2.1',
        'txt @ "v=spf1 -all"',
      ].join('\n'),
    });
    fake.strictLines = false;
    await edit(dns, (present) =>
      present.map((rrset) =>
        rrset.name === 'www' ? makeRRset('www', 'A', 3600, ['192.0.2.1', '192.0.2.9']) : rrset,
      ),
    );
    expect(zoneOf(fake)).toEqual({
      ns_type: 'valuedomain1',
      ttl: 3600,
      records: [
        'a www 192.0.2.1',
        'a  spaced   192.0.2.5',
        'url @ https://www.example.net/',
        'caa @ 0 issue "ca.example.net"',
        'mx @ 10',
        'a www 192.0.2.9',
        'cname sub @',
        'a www 192.0.2.1',
        'txt @ "v=spf1 -all"',
      ].join('\n'),
    });
    expect(putsOf(fake)).toHaveLength(1);
  });

  it('shows lines it does not understand, and can delete and restore them', async () => {
    const { fake, dns } = await start();
    fake.strictLines = false;
    zoneOf(fake).records = 'a @ 192.0.2.1\nurl @ https://www.example.net/\nmx sub mx.example.net. 10';
    const before = await dns.readZone(ZONE);
    const native = before.rrsets.find((rrset) => rrset.type === 'NATIVE');
    expect(native).toMatchObject({ name: '@', ttl: 0 });
    expect(native?.rdata).toContain(nativeRdata({ line: 'url @ https://www.example.net/' }));
    await edit(dns, (present) => present.filter((rrset) => rrset.type !== 'NATIVE'));
    expect(zoneOf(fake).records).toBe('a @ 192.0.2.1');
    await edit(dns, () => before.rrsets);
    expect((await dns.readZone(ZONE)).revision).toBe(before.revision);
  });

  it('changes the TTL of the whole zone, and of a part never', async () => {
    const { fake, dns } = await start();
    await edit(dns, (present) => present.map((rrset) => ({ ...rrset, ttl: 600 })));
    expect(zoneOf(fake).ttl).toBe(600);
    const other: Change = { ...createNew, after: { ...NEW, ttl: 7200 } };
    const { revision } = await dns.readZone(ZONE);
    expect((await failure(dns.write(ZONE, [other], { revision }))).code).toBe('INVALID_TTL');
    expect(putsOf(fake)).toHaveLength(1);
  });

  it('says when the server chose another TTL', async () => {
    const { fake, dns } = await start();
    fake.ttlAlways3600 = true;
    const error = await failure(edit(dns, (present) => present.map((rrset) => ({ ...rrset, ttl: 600 }))));
    expect(error).toMatchObject({
      code: 'PARTLY_APPLIED',
      reason: expect.stringContaining('3600 s') as string,
    });
  });

  it('says when the server stored other lines than it was sent', async () => {
    const { fake, dns } = await start();
    const stored = { ns_type: 'valuedomain11', records: 'a new 192.0.2.77', ttl: '3600' };
    fake.inject({ reply: { status: 200, body: { results: stored } } }, { when: ofMethod('PUT') });
    const error = await failure(edit(dns, (present) => [...present, NEW]));
    expect(error.code).toBe('PARTLY_APPLIED');
    expect(error.details?.['missing']).toContain('@ MX 10 mx1.example.net.');
  });

  it('looks itself when the reply does not show the zone', async () => {
    const { fake, dns } = await start();
    const state = await dns.readZone(ZONE);
    fake.inject({ reply: { status: 200, body: { results: {} } } }, { when: ofMethod('PUT') });
    const error = await failure(dns.write(ZONE, [createNew], { revision: state.revision }));
    expect(error).toMatchObject({ code: 'PARTLY_APPLIED', details: { missing: ['new A 192.0.2.77'] } });
  });

  it('does not send an empty text', async () => {
    const { fake, dns } = await start();
    zoneOf(fake).records = 'a www 192.0.2.1';
    expect((await failure(edit(dns, () => []))).code).toBe('CAPABILITY_MISSING');
    expect(putsOf(fake)).toHaveLength(0);
  });

  it('writes nothing when somebody else wrote between read and write', async () => {
    const { fake, dns } = await start();
    const { revision } = await dns.readZone(ZONE);
    zoneOf(fake).records += '\nurl @ https://www.example.net/';
    expect((await failure(dns.write(ZONE, [createNew], { revision }))).code).toBe('CONFLICT');
    expect(putsOf(fake)).toHaveLength(0);
  });

  it('names the servers of the set, or those of the delegation', async () => {
    const { fake, dns } = await start();
    expect((await dns.nameservers(ZONE)).map(({ name }) => name)).toEqual(
      [11, 12, 13].map((number) => `ns${number}.value-domain.com`),
    );
    zoneOf(fake).ns_type = 'other';
    Object.assign(fake.domains.get(ZONE) ?? {}, { ns: ['NS1.example.net'] });
    expect(await dns.nameservers(ZONE)).toEqual([{ name: 'ns1.example.net' }]);
    expect(await dns.metadata?.(ZONE)).toEqual({ nsType: 'other', ttl: 3600 });
  });

  it('lists more zones than fit on a page', async () => {
    const { fake, dns } = await start();
    const one = fake.domains.get(ZONE);
    if (one === undefined) throw new Error('no zone');
    for (let i = 0; i < 150; i++) fake.domains.set(`d${i}.com`, { ...one, domainname: `d${i}.com` });
    expect(await dns.listZones()).toHaveLength(152);
    expect(fake.requests).toHaveLength(2);
  });

  it('sends a descriptive name, a length, and the token in the header only', async () => {
    const { fake, dns } = await start();
    await edit(dns, (present) => [...present, NEW]);
    for (const { headers, path, query } of fake.requests) {
      expect(headers['user-agent']).toMatch(/^regctl/);
      expect(headers['transfer-encoding']).toBeUndefined();
      expect(`${path}?${query.toString()}`).not.toContain(fake.token);
    }
    expect(Number(putsOf(fake)[0]?.headers['content-length'])).toBeGreaterThan(0);
  });
});

describe('faults', () => {
  it.each<[what: string, inject: (fake: FakeValueDomain) => void, code: ErrorCode]>([
    ['a page with status 200', (fake) => fake.inject('html-200'), 'PROVIDER_UNAVAILABLE'],
    ['a page of the gateway', (fake) => void (fake.gateway = 403), 'PROVIDER_UNAVAILABLE'],
    ['an address that may not', (fake) => void (fake.ipAllowed = false), 'ACCOUNT_GATE'],
    [
      'an error inside a 200',
      (fake) =>
        fake.inject({
          reply: { status: 200, body: { errors: { code: 401, message: 'Unauthorized' }, request_id: 'x' } },
        }),
      'CREDENTIAL_REJECTED',
    ],
    [
      'an error of another form',
      (fake) => fake.inject({ reply: { status: 404, body: { message: 'gone' } } }),
      'PROVIDER_UNAVAILABLE',
    ],
    [
      'a reply without the zone',
      (fake) => fake.inject({ reply: { status: 200, body: { results: { records: null } } } }),
      'PROVIDER_UNAVAILABLE',
    ],
    [
      'a 400 that means that it is not there',
      (fake) =>
        fake.inject({
          reply: { status: 400, body: { errors: { code: '400', message: 'The domain does not exist' } } },
        }),
      'ZONE_NOT_FOUND',
    ],
  ])('tells %s', async (_, inject, code) => {
    const { fake, dns } = await start();
    inject(fake);
    expect(await failure(dns.readZone(ZONE))).toMatchObject({ code, provider: 'value-domain' });
  });

  it('reads again after half a body and a failing gateway, and gives up in the end', async () => {
    const { clock } = testTime();
    const { fake, dns } = await start({}, { clock });
    fake.inject('half-body');
    fake.inject('html-503');
    expect((await dns.readZone(ZONE)).rrsets.length).toBeGreaterThan(0);
    fake.gateway = 503;
    expect((await failure(dns.readZone(ZONE))).code).toBe('PROVIDER_UNAVAILABLE');
  });

  it.each(['lost-after', 'lost-before', 'half-body', 'html-503', 'html-200'] as const)(
    'says of a write with %s that its outcome is not known, and sends it once',
    async (fault) => {
      const { fake, dns } = await start();
      fake.inject(fault, { when: ofMethod('PUT') });
      expect(await failure(edit(dns, (present) => [...present, NEW]))).toMatchObject({
        code: 'NETWORK',
        details: { outcome: 'unknown' },
      });
      expect(putsOf(fake)).toHaveLength(1);
    },
  );

  it('passes over members that it does not know', async () => {
    const { fake, dns } = await start();
    const results = { domainid: 1, ns_type: 'x', records: 'a www 192.0.2.1', ttl: 300, locked: { by: 1 } };
    fake.inject({ reply: { status: 200, body: { results, more: [] } } });
    expect((await dns.readZone(ZONE)).rrsets).toEqual([makeRRset('www', 'A', 300, ['192.0.2.1'])]);
  });

  it('gives the reason of a refused write in the words of the server', async () => {
    const { dns } = await start();
    const line = nativeRdata({ line: 'url @ https://www.example.net/' });
    const error = await failure(edit(dns, (present) => [...present, makeRRset('@', 'NATIVE', 0, [line])]));
    expect(error).toMatchObject({
      code: 'INVALID_RDATA',
      reason: expect.stringContaining('is not valid') as string,
      requestId: expect.stringMatching(/^\d/) as string,
    });
  });

  it('waits a minute after a 429, and no request comes sooner', async () => {
    const { clock, limiter, waited } = testTime();
    const { fake, dns } = await start({}, { clock, limiter });
    fake.inject({
      reply: { status: 429, body: { errors: { code: 429, message: 'Too Many Requests' } } },
    });
    await dns.readZone(ZONE);
    expect(fake.requests).toHaveLength(2);
    expect(waited.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(60_000);
  });

  it.each(['sliding', 'fixed'] as const)(
    'keeps within sixty requests a minute, window %s',
    async (limitWindow) => {
      const { clock, limiter } = testTime();
      const { fake, dns } = await start(
        { limits: true, now: () => clock.now().getTime() },
        { clock, limiter },
      );
      fake.limitWindow = limitWindow;
      for (let i = 0; i < 200; i++) await dns.readZone(ZONE);
      expect(fake.requests).toHaveLength(200);
    },
  );

  it('never sends a purchase again, not after a 429 either', async () => {
    const { fake, registrar } = await start({}, { limiter: unlimited });
    const quoted = await ask(registrar, 'renew', ZONE);
    fake.inject({ reply: { status: 429, body: { errors: { code: 429 } } } }, { when: isPurchase });
    expect((await failure(buy(registrar, quoted))).code).toBe('RATE_LIMITED');
    expect(fake.requests.filter(isPurchase)).toHaveLength(1);
  });
});

const PERSON = {
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
} as const;

function ask(registrar: Registrar, action: Quote['action'], name: string): Promise<Quote> {
  if (registrar.quote === undefined) throw new Error('it quotes nothing');
  return registrar.quote({ action, name, years: 1 });
}

function buy(
  registrar: Registrar,
  quoted: Quote,
  more: Partial<Purchase> = {},
): ReturnType<NonNullable<Registrar['buy']>> {
  if (registrar.buy === undefined) throw new Error('it sells nothing');
  return registrar.buy({
    quote: quoted,
    contacts: { registrant: PERSON },
    nameservers: [],
    privacy: true,
    autoRenew: false,
    idempotencyKey: 'key',
    ...more,
  });
}

describe('purchases', () => {
  it('registers with the registrar of the settings, at the first dot, and names no price', async () => {
    const { fake, registrar } = await start({}, { settings: { registrar: 'JPRS' } });
    fake.jpRegistrar = 'JPRS';
    const quoted = await ask(registrar, 'register', 'neu.co.jp');
    expect(quoted).toMatchObject({ total: null, expiresAt: null });
    expect(await buy(registrar, quoted, { autoRenew: true })).toMatchObject({ state: 'done', detail: null });
    const sent = JSON.parse(fake.requests.find(isPurchase)?.body ?? '') as unknown;
    expect(sent).toMatchObject({ registrar: 'JPRS', sld: 'neu', tld: 'co.jp', whois_proxy: 1 });
    expect(fake.domains.get('neu.co.jp')).toMatchObject({ autorenewDomain: 1 });
  });

  it.each([400, 403] as const)('tells by a %s that the balance is too low', async (fundsStatus) => {
    const { fake, registrar } = await start();
    Object.assign(fake, { fundsStatus, balanceYen: 10 });
    const quoted = await ask(registrar, 'register', 'too-dear.com');
    expect((await failure(buy(registrar, quoted))).code).toBe('PAYMENT_REQUIRED');
    expect(fake.purchases).toHaveLength(0);
  });

  it('tells that a name is gone meanwhile', async () => {
    const { fake, registrar } = await start();
    const quoted = await ask(registrar, 'register', 'gone-soon.com');
    fake.taken.add('gone-soon.com');
    expect((await failure(buy(registrar, quoted))).code).toBe('DOMAIN_UNAVAILABLE');
  });

  it('does not renew twice on one quote', async () => {
    const { fake, registrar } = await start();
    const quoted = await ask(registrar, 'renew', ZONE);
    await buy(registrar, quoted);
    expect((await failure(buy(registrar, quoted))).code).toBe('CONFLICT');
    expect(fake.purchases).toHaveLength(1);
  });

  it('says that a name is bought even when its auto-renewal cannot be set', async () => {
    const { fake, registrar } = await start();
    const quoted = await ask(registrar, 'register', 'half-done.com');
    fake.inject(
      { reply: { status: 400, body: { errors: { code: 400, message: 'no' } } } },
      { when: ({ path }) => path.endsWith('/autorenew') },
    );
    const bought = await buy(registrar, quoted, { autoRenew: true });
    expect(bought).toMatchObject({
      state: 'done',
      detail: expect.stringContaining('could not be set') as string,
    });
  });

  it.each(['html-503', 'html-200', 'lost-before'] as const)(
    'does not know what became of a purchase with %s, and looks',
    async (fault) => {
      const { fake, registrar } = await start();
      const quoted = await ask(registrar, 'renew', ZONE);
      fake.inject(fault, { when: isPurchase });
      expect(await failure(buy(registrar, quoted))).toMatchObject({
        code: 'NETWORK',
        details: { outcome: 'unknown' },
      });
      expect(await registrar.findPurchase?.(quoted)).toBeUndefined();
    },
  );

  it('keeps an auth code out of errors, and needs one', async () => {
    const { fake, registrar } = await start();
    const quoted = await ask(registrar, 'transfer', 'taken.com');
    expect((await failure(buy(registrar, quoted))).code).toBe('INVALID_INPUT');
    fake.inject(
      { reply: { status: 400, body: { errors: { code: 400, message: 'auth s3cret! is wrong' } } } },
      { when: isPurchase },
    );
    const error = await failure(buy(registrar, quoted, { authCode: 's3cret!' }));
    expect(error).toMatchObject({ code: 'REGISTRAR_REFUSED', reason: 'auth … is wrong' });
    expect((await failure(registrar.transferStatus?.('taken.com') ?? Promise.resolve())).code).toBe(
      'NOT_FOUND',
    );
  });

  it('follows a transfer, and takes it back', async () => {
    const { fake, registrar } = await start();
    const quoted = await ask(registrar, 'transfer', 'taken.com');
    expect(await registrar.findPurchase?.(quoted)).toBeUndefined();
    const running = await buy(registrar, quoted, { authCode: 'x' });
    expect(running).toMatchObject({ state: 'running', handle: 'taken.com' });
    expect(await registrar.findPurchase?.(quoted)).toMatchObject({ state: 'running' });
    expect(await registrar.cancelTransfer?.('taken.com')).toMatchObject({ state: 'done' });
    expect(await registrar.follow?.('taken.com')).toMatchObject({ state: 'failed' });
    await buy(registrar, quoted, { authCode: 'x' });
    fake.advance();
    fake.advance();
    expect(await registrar.follow?.('taken.com')).toMatchObject({ state: 'done' });
    expect((await failure(ask(registrar, 'transfer', ZONE))).code).toBe('DOMAIN_UNAVAILABLE');
  });

  it('stops before a purchase, not in its midst', async () => {
    const { fake, registrar } = await start();
    const quoted = await ask(registrar, 'renew', ZONE);
    const error = await failure(buy(registrar, quoted, { signal: AbortSignal.abort() }));
    expect(error.code).toBe('INTERRUPTED');
    expect(fake.purchases).toHaveLength(0);
  });
});

describe('settings of a registration', () => {
  it('leaves the auto-renewal of the whole account alone, and says that it decides', async () => {
    const { fake, registrar } = await start();
    fake.autorenewAll = 10;
    expect(await registrar.setAutoRenew?.(ZONE, false)).toMatchObject({ state: 'action-required' });
    expect(fake.autorenewAll).toBe(10);
    expect(JSON.parse(putsOf(fake)[0]?.body ?? '')).toEqual({ autorenew_all: 10, autorenew_domain: 0 });
    expect(fake.domains.get(ZONE)?.autorenewDomain).toBe(0);
  });

  it('does not touch contacts when privacy changes, nor privacy and unknown members when contacts do', async () => {
    const { fake, registrar } = await start();
    const domain = fake.domains.get(ZONE);
    const before = structuredClone(domain?.contact);
    await registrar.setPrivacy?.(ZONE, false);
    expect(domain).toMatchObject({ whoisProxy: 0, contact: before });
    const withMore = {
      whois_proxy: 1,
      contact: { registrant: { ...before?.['registrant'], jpn_name: '\u592a\u90ce' }, admin: [], tech: {} },
    };
    fake.inject({ reply: { status: 200, body: { results: withMore } } });
    await registrar.setContacts?.(ZONE, { registrant: PERSON, admin: PERSON, tech: PERSON });
    const sent = JSON.parse(putsOf(fake).at(-1)?.body ?? '') as unknown;
    expect(sent).toMatchObject({
      whois_proxy: 1,
      contact: { registrant: { firstname: 'Ada', organization: 'personal', jpn_name: '\u592a\u90ce' } },
    });
    const long = { ...PERSON, street: ['1', '2', '3'] };
    for (const contacts of [{ registrant: long }, { billing: PERSON }])
      expect((await failure(registrar.setContacts?.(ZONE, contacts) ?? Promise.resolve())).code).toBe(
        'INVALID_INPUT',
      );
  });

  it.each(['string', 'object'] as const)('keeps a DS record as it came, form %s', async (dsForm) => {
    const { fake, registrar } = await start();
    fake.dsForm = dsForm;
    const held = { keytag: 1, alg: 13, digesttype: 2, digest: 'AB'.repeat(32) };
    fake.domains.get(ZONE)?.ds.push(held);
    const [old = ''] = (await registrar.ds?.(ZONE)) ?? [];
    expect(old).toBe(`1 13 2 ${'ab'.repeat(32)}`);
    const added = `2 13 2 ${'cd'.repeat(32)}`;
    await registrar.setDs?.(ZONE, [added, old], []);
    expect(fake.domains.get(ZONE)?.ds).toEqual([held, expect.objectContaining({ keytag: 2 })]);
    expect(putsOf(fake)).toHaveLength(1);
  });

  it('touches no DS records when it does not understand one', async () => {
    const { fake, registrar } = await start();
    const reply = { reply: { status: 200, body: { results: { ds_records: [{ blob: 'x' }] } } } };
    fake.inject(reply, { when: ({ path }) => path.endsWith('/dnssec'), times: 2 });
    expect((await failure(registrar.setDs?.(ZONE, [], []) ?? Promise.resolve())).code).toBe(
      'PROVIDER_UNAVAILABLE',
    );
    expect((await registrar.get(ZONE)).ds).toBeNull();
    expect(putsOf(fake)).toHaveLength(0);
  });

  it('says null of what is refused for a registration that is there', async () => {
    const { fake, registrar } = await start();
    fake.inject(
      { reply: { status: 400, body: { errors: { code: 400, message: 'not for this extension' } } } },
      { when: ({ path }) => path.endsWith('/transferlock') },
    );
    expect(await registrar.get(ZONE)).toMatchObject({ locked: null, privacy: true, ds: [] });
  });

  it('changes glue, and puts the old host back when the new one is refused', async () => {
    const { fake, registrar } = await start();
    const host = 'ns1.example.com';
    await registrar.setGlue?.(ZONE, { host, addresses: ['192.0.2.53', '2001:db8::53'] });
    await registrar.setGlue?.(ZONE, { host, addresses: ['2001:db8:0::53', '192.0.2.53'] });
    expect(fake.requests.filter(ofMethod('DELETE'))).toHaveLength(0);
    fake.inject(
      { reply: { status: 400, body: { errors: { code: 400, message: 'ipv4 is not valid' } } } },
      { when: ofMethod('POST') },
    );
    const error = await failure(
      registrar.setGlue?.(ZONE, { host, addresses: ['192.0.2.99'] }) ?? Promise.resolve(),
    );
    expect(error.code).toBe('REGISTRAR_REFUSED');
    expect(await registrar.glue?.(ZONE)).toEqual([{ host, addresses: ['192.0.2.53', '2001:db8::53'] }]);
    fake.inject(
      { reply: { status: 400, body: { errors: { code: 400, message: 'no' } } } },
      { when: ofMethod('POST'), times: 2 },
    );
    const gone = await failure(
      registrar.setGlue?.(ZONE, { host, addresses: ['192.0.2.99'] }) ?? Promise.resolve(),
    );
    expect(gone).toMatchObject({
      code: 'PARTLY_APPLIED',
      hint: expect.stringContaining('192.0.2.53') as string,
    });
  });

  it('gives the name servers of the set that the zone is in', async () => {
    const { registrar } = await start();
    expect(await registrar.defaultNameservers?.('example.net')).toHaveLength(5);
  });

  it('knows rows of the search in whatever member they have their name', async () => {
    const { fake, registrar } = await start();
    const results = [
      { domain: 'one.com', status: '210 Domain name available' },
      { name: 'TWO.com', status: 211 },
      { domainname: 'three.com', status: '541 Invalid domain name' },
    ];
    fake.inject({ reply: { status: 200, body: { results } } });
    const found = await registrar.check?.(['one.com', 'two.com', 'three.com', 'four.com']);
    expect(found?.map((each) => each.status)).toEqual(['available', 'taken', 'unknown', 'unknown']);
  });
});

describe('an account', () => {
  it('is checked before it is opened', () => {
    const check = (endpoint: string | undefined, settings = {}): void => {
      provider.checkSettings({ endpoint, settings });
    };
    check(undefined);
    check('https://api.value-domain.com/v1', { registrar: 'JPRS' });
    for (const endpoint of [
      'http://api.value-domain.com/v1',
      'api.value-domain.com',
      'http://127.0.0.1.evil.example',
    ])
      expect(() => {
        check(endpoint);
      }).toThrow(/https/);
    expect(() => {
      check(undefined, { registrar: 'gmo inc' });
    }).toThrow(/no registrar/);
    expect(() => {
      check(undefined, { sandbox: 'yes' });
    }).toThrow(/no setting/);
  });

  it('reports a wrong token as a check that failed', async () => {
    const { account } = await start({}, { credentials: { token: 'wrong' } });
    expect(await account.test()).toMatchObject([{ ok: false, code: 'CREDENTIAL_REJECTED' }]);
  });
});
