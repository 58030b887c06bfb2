import { afterEach, describe, expect, it } from 'vitest';
import { provider as porkbun } from '../../src/adapters/providers/porkbun/index.ts';
import { canonicalJson } from '../../src/core/canonical-json.ts';
import { RegctlError } from '../../src/core/errors.ts';
import { diffRRsets } from '../../src/core/plan/diff.ts';
import { orderChanges } from '../../src/core/plan/order.ts';
import { makeRRset, type RRset } from '../../src/core/rrset.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { DnsProvider, OpenProvider } from '../../src/ports/dns-provider.ts';
import type { RateLimiter } from '../../src/ports/rate-limiter.ts';
import type { Purchase, Quote, Registrar } from '../../src/ports/registrar.ts';
import { dnsProviderContract, type DnsProviderSubject } from '../contracts/dns-provider.ts';
import { registrarContract, type RegistrarSubject } from '../contracts/registrar.ts';
import { openForTest } from '../support/open-provider.ts';
import { record } from '../support/providers/porkbun-dns.ts';
import { newDomain, type PorkbunDomain } from '../support/providers/porkbun-state.ts';
import { startFakePorkbun, type FakePorkbun } from '../support/providers/porkbun.ts';
import { freePort } from '../support/servers/process.ts';

/** Time that moves only when somebody sleeps. */
class SleepingClock implements Clock {
  #now = Date.now();
  now(): Date {
    return new Date(this.#now);
  }
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#now += ms;
    return Promise.resolve();
  }
}

type Opening = Partial<Parameters<typeof openForTest>[1]>;

function open(fake: FakePorkbun, more: Opening = {}): DnsProviderSubject['provider'] {
  return openForTest(porkbun, {
    endpoint: fake.base,
    credentials: { 'api-key': fake.apiKey, 'secret-api-key': fake.secretApiKey },
    ...more,
  });
}

dnsProviderContract('Porkbun', async (): Promise<DnsProviderSubject> => {
  const fake = await startFakePorkbun();
  return {
    provider: open(fake),
    zone: 'example.com',
    unreachable: open(fake, {
      endpoint: `http://127.0.0.1:${await freePort()}/api/json/v3`,
      clock: new SleepingClock(),
    }),
    wrongSecret: open(fake, { credentials: { 'api-key': 'pk1_x', 'secret-api-key': 'sk1_x' } }),
    ttls: [600, 1200],
    apex: ['@ NS', '@ ALIAS'],
    refused: {
      'a dot in a label': 'the API takes no escapes in names',
      'a text of 4,000 octets': 'the API joins the strings of a text and splits it at 255 octets',
    },
    dispose: () => fake.stop(),
  };
});

registrarContract('Porkbun', async (): Promise<RegistrarSubject> => {
  const fake = await startFakePorkbun();
  return {
    provider: open(fake),
    wrongSecret: open(fake, { credentials: { 'api-key': 'pk1_x', 'secret-api-key': 'sk1_x' } }),
    purchases: () => fake.purchases.length,
    loseNextPurchaseReply: () =>
      fake.inject('lost-after', { when: ({ path }) => /\/domain\/(?:create|renew|transfer)\//.test(path) }),
    advance: () => fake.advance(),
    transfer: { name: 'taken.com', authCode: 'EPP-taken' },
    dispose: () => fake.stop(),
  };
});

const started: FakePorkbun[] = [];
afterEach(async () => {
  for (const fake of started.splice(0)) await fake.stop();
});

interface Started {
  readonly fake: FakePorkbun;
  readonly provider: OpenProvider;
  readonly dns: DnsProvider;
  readonly registrar: Registrar;
  /** What the server holds of `example.com`, to be changed behind the client's back. */
  readonly held: PorkbunDomain;
}

async function start(
  options: Parameters<typeof startFakePorkbun>[0] = {},
  more: Opening = {},
): Promise<Started> {
  const fake = await startFakePorkbun(options);
  started.push(fake);
  const provider = open(fake, { clock: new SleepingClock(), ...more });
  const { dns, registrar } = provider;
  const held = fake.domains.get('example.com');
  if (dns === undefined || registrar === undefined || held === undefined)
    throw new Error('a part is missing');
  return { fake, provider, dns, registrar, held };
}

const ZONE = 'example.com';
const FORWARD = {
  kind: 'url-forward',
  location: 'https://www.example.net/a',
  type: 'permanent',
  includePath: 'yes',
  wildcard: 'no',
} as const;

function native(name: string, ...fields: readonly object[]): RRset {
  return makeRRset(
    name,
    'NATIVE',
    0,
    fields.map((one) => canonicalJson(one as typeof FORWARD)),
  );
}

/** Makes these of the zone's RRsets and gives the requests it took, the reads left out. */
async function change(
  { fake, dns }: Started,
  edit: (present: readonly RRset[]) => readonly RRset[],
): Promise<string[]> {
  const state = await dns.readZone(ZONE);
  const before = fake.requests.length;
  await dns.write(ZONE, orderChanges(diffRRsets(state.rrsets, edit(state.rrsets))), state);
  return fake.requests
    .slice(before)
    .filter((request) => request.method === 'POST')
    .map((request) => request.path.replace(/^.*v3\//, '').replace('/example.com', ''));
}

const put =
  (...wanted: readonly RRset[]) =>
  (present: readonly RRset[]): RRset[] => [
    ...present.filter((one) => !wanted.some((other) => other.name === one.name && other.type === one.type)),
    ...wanted,
  ];
const without =
  (name: string, type: string) =>
  (present: readonly RRset[]): RRset[] =>
    present.filter((one) => one.name !== name || one.type !== type);

async function at({ dns }: Started, name: string, type: string): Promise<RRset | undefined> {
  return (await dns.readZone(ZONE)).rrsets.find((one) => one.name === name && one.type === type);
}

async function failureOf(work: Promise<unknown>): Promise<RegctlError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof RegctlError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('Porkbun records', () => {
  it('keeps ids of records that stay, and edits rather than replaces', async () => {
    const one = await start();
    one.held.records.push(
      record('m.example.com', 'A', '192.0.2.1'),
      record('m.example.com', 'A', '192.0.2.2'),
    );
    const ids = (): string[] =>
      one.held.records.filter((row) => row.name === 'm.example.com').map((row) => row.id);
    const before = ids();
    const requests = await change(one, put(makeRRset('m', 'A', 600, ['192.0.2.2', '192.0.2.3'])));
    expect(requests).toEqual([`dns/edit/${before[0]}`]);
    expect(ids()).toEqual(before);
    expect((await change(one, put(makeRRset('m', 'A', 900, ['192.0.2.2', '192.0.2.3'])))).length).toBe(2);
    expect(await change(one, put(makeRRset('m', 'A', 900, ['192.0.2.3'])))).toEqual([
      `dns/delete/${before[1]}`,
    ]);
  });

  it('takes ids as numbers and as text', async () => {
    const one = await start();
    one.fake.idIsInteger = true;
    expect(await change(one, put(makeRRset('n', 'A', 600, ['192.0.2.1'])))).toEqual(['dns/create']);
    expect(await at(one, 'n', 'A')).toMatchObject({ rdata: ['192.0.2.1'] });
  });

  it('sends keys in headers only', async () => {
    const one = await start();
    await change(one, put(makeRRset('n', 'A', 600, ['192.0.2.1'])));
    for (const request of one.fake.requests) {
      expect(request.headers['x-secret-api-key']).toBe(one.fake.secretApiKey);
      expect(`${request.path}?${request.query.toString()}${request.body}`).not.toContain(
        one.fake.secretApiKey,
      );
    }
  });

  it('leaves the apex NS records alone', async () => {
    const one = await start();
    const before = await at(one, '@', 'NS');
    expect(before?.rdata).toHaveLength(4);
    expect(await change(one, put(makeRRset('@', 'NS', 600, ['ns1.example.net.'])))).toEqual([]);
    expect(await at(one, '@', 'NS')).toEqual(before);
  });

  it('keeps, sets and clears notes', async () => {
    const one = await start();
    expect(await at(one, '@', 'TXT')).toMatchObject({ extras: { notes: 'mail' } });
    const text = makeRRset('@', 'TXT', 900, ['"v=spf1 -all"']);
    await change(one, put(text));
    expect(await at(one, '@', 'TXT')).toMatchObject({ ttl: 900, extras: { notes: 'mail' } });
    const two = makeRRset('@', 'TXT', 900, ['"a"', '"b"']);
    await change(one, put({ ...two, extras: { notes: { '"a"': 'x', '"b"': 'y' } } }));
    expect(await at(one, '@', 'TXT')).toMatchObject({ extras: { notes: { '"a"': 'x', '"b"': 'y' } } });
    await change(one, put(makeRRset('@', 'TXT', 900, ['"b"', '"c"'])));
    expect(await at(one, '@', 'TXT')).toMatchObject({ extras: { notes: { '"b"': 'y' } } });
    await change(one, put({ ...makeRRset('@', 'TXT', 900, ['"b"', '"c"']), extras: { notes: null } }));
    expect(await at(one, '@', 'TXT')).toMatchObject({ extras: { notes: null } });
    const wrong = { ...makeRRset('@', 'TXT', 900, ['"b"']), extras: { notes: 7 } };
    expect((await failureOf(change(one, put(wrong)))).code).toBe('INVALID_INPUT');
  });

  it('shows records of unknown types, and keeps them through every write', async () => {
    const one = await start();
    const odd = { ...record('odd.example.com', 'WKS', '192.0.2.1 6 25', { notes: 'n' }), colour: 'red' };
    one.held.records.push(odd);
    const fields = { kind: 'record', type: 'WKS', content: '192.0.2.1 6 25', ttl: 600, prio: 0, notes: 'n' };
    expect(await at(one, 'odd', 'NATIVE')).toEqual(native('odd', fields));
    await change(one, put(makeRRset('odd', 'A', 600, ['192.0.2.1'])));
    await change(one, without('odd', 'A'));
    expect(one.held.records).toContain(odd);
    expect(odd).toMatchObject({ content: '192.0.2.1 6 25', colour: 'red', notes: 'n' });
    expect(await change(one, without('odd', 'NATIVE'))).toEqual([`dns/delete/${odd.id}`]);
    // Restored from its fields: this server, as the real one, judges the type.
    expect((await failureOf(change(one, put(native('odd', fields))))).code).toBe('RRTYPE_UNSUPPORTED');
    expect(JSON.parse(one.fake.requests.at(-1)?.body ?? '')).toEqual({
      name: 'odd',
      type: 'WKS',
      content: '192.0.2.1 6 25',
      ttl: '600',
      prio: '0',
      notes: 'n',
    });
  });

  it.each([
    ['no kind', { location: 'https://www.example.net/' }],
    ['a field missing', { ...FORWARD, wildcard: undefined }],
    ['a field too many', { ...FORWARD, id: '1' }],
    ['no URL', { ...FORWARD, location: 'www.example.net' }],
    [
      'a record that is none',
      { kind: 'record', type: 'A', content: '192.0.2.1', ttl: 600, prio: 0, notes: null },
    ],
  ])('refuses NATIVE data with %s, and writes nothing', async (_, fields) => {
    const one = await start();
    const rrsets = [
      native('x', JSON.parse(JSON.stringify(fields)) as object),
      makeRRset('y', 'A', 600, ['192.0.2.1']),
    ];
    expect((await failureOf(change(one, put(...rrsets)))).code).toBe('INVALID_RDATA');
    expect(one.fake.requests.filter((request) => request.method === 'POST')).toEqual([]);
  });
});

describe('Porkbun URL forwards', () => {
  it('come and go as NATIVE records, with the records that Porkbun makes', async () => {
    const one = await start();
    expect(await change(one, put(native('go', FORWARD)))).toEqual(['domain/addUrlForward']);
    expect(await at(one, 'go', 'NATIVE')).toEqual(native('go', FORWARD));
    expect(await at(one, 'go', 'CNAME')).toMatchObject({
      extras: { managedBy: 'url-forwarding', notes: null },
    });
    const other = native('go', { ...FORWARD, location: 'https://www.example.net/b', wildcard: 'yes' });
    const id = one.held.forwards[0]?.id;
    expect(await change(one, put(other))).toEqual([`domain/deleteUrlForward/${id}`, 'domain/addUrlForward']);
    expect(await at(one, 'go', 'NATIVE')).toEqual(other);
    expect(await at(one, '*.go', 'CNAME')).toMatchObject({ extras: { managedBy: 'url-forwarding' } });
    const last = one.held.forwards[0]?.id;
    // The managed records go with it, asked for or not.
    expect(await change(one, (present) => present.filter((rrset) => !rrset.name.endsWith('go')))).toEqual([
      `domain/deleteUrlForward/${last}`,
    ]);
    expect((await one.dns.readZone(ZONE)).rrsets.filter((rrset) => rrset.name.endsWith('go'))).toEqual([]);
  });

  it('take the place of addresses and of a parking record, and give it back', async () => {
    const one = await start();
    // This server takes no forward beside MX records; whether the real one does is not known.
    one.held.records = one.held.records.filter((row) => row.type !== 'MX');
    const requests = await change(one, (present) =>
      put(native('www', FORWARD), native('@', FORWARD))(present.filter((rrset) => rrset.name !== 'www')),
    );
    expect(requests.map((path) => path.split('/').slice(0, 2).join('/'))).toEqual([
      'dns/delete',
      'dns/delete',
      'domain/addUrlForward',
      'domain/addUrlForward',
    ]);
    expect(await at(one, '@', 'ALIAS')).toMatchObject({ extras: { managedBy: 'url-forwarding' } });
    const back = await change(one, (present) =>
      put(makeRRset('www', 'A', 600, ['192.0.2.1']))(present.filter((rrset) => rrset.name !== 'www')),
    );
    expect(back[0]).toMatch(/^domain\/deleteUrlForward/);
    expect(await at(one, 'www', 'A')).toMatchObject({ rdata: ['192.0.2.1'] });
  });

  it('can be deleted in a form that cannot be written', async () => {
    const one = await start();
    await change(one, put(native('go', FORWARD)));
    Object.assign(one.held.forwards[0] ?? {}, { type: 'masked' });
    expect(await at(one, 'go', 'NATIVE')).toEqual(native('go', { ...FORWARD, type: 'masked' }));
    await change(one, without('go', 'NATIVE'));
    expect(one.held.forwards).toEqual([]);
  });

  it('are refused beside records of the user, which could be lost', async () => {
    const one = await start();
    expect((await failureOf(change(one, put(native('www', FORWARD))))).code).toBe('INVALID_ZONE');
    const wild = native('@', { ...FORWARD, wildcard: 'yes' });
    await change(one, put(makeRRset('*', 'CNAME', 600, ['www.example.net.'])));
    expect((await failureOf(change(one, put(wild)))).code).toBe('INVALID_ZONE');
    expect(one.held.forwards).toEqual([]);
  });
});

describe('Porkbun faults', () => {
  const isWrite = { when: ({ path }: { readonly path: string }): boolean => /\/dns\/create\//.test(path) };
  const wanted = put(makeRRset('n', 'A', 600, ['192.0.2.1']));

  it.each(['lost-after', 'lost-before', 'half-body', 'html-200'] as const)(
    'does not know what became of a write whose answer is %s, and does not repeat it',
    async (fault) => {
      const one = await start();
      one.fake.inject(fault, isWrite);
      expect(await failureOf(change(one, wanted))).toMatchObject({
        code: 'NETWORK',
        details: { outcome: 'unknown' },
      });
      expect(one.fake.requests.filter(isWrite.when)).toHaveLength(1);
      expect((await at(one, 'n', 'A')) !== undefined).toBe(fault !== 'lost-before' && fault !== 'html-200');
    },
  );

  it('does not know it after a failure of the server either', async () => {
    const one = await start();
    one.fake.inject({ reply: { status: 502, body: { status: 'ERROR', message: 'bad gateway' } } }, isWrite);
    expect(await failureOf(change(one, wanted))).toMatchObject({ details: { outcome: 'unknown' } });
  });

  it.each(['lost-after', 'half-body', 'html-503'] as const)('reads again after %s', async (fault) => {
    const { fake, dns } = await start();
    fake.inject(fault, { times: 2 });
    expect((await dns.readZone(ZONE)).rrsets.length).toBeGreaterThan(3);
  });

  it('does not take a page of HTML for an empty zone', async () => {
    const { fake, dns } = await start();
    fake.inject('html-200');
    expect((await failureOf(dns.readZone(ZONE))).code).toBe('PROVIDER_UNAVAILABLE');
    fake.inject({ reply: { status: 200, body: { status: 'SUCCESS' } } });
    expect((await failureOf(dns.readZone(ZONE))).code).toBe('PROVIDER_UNAVAILABLE');
  });

  it('goes by the status in the body', async () => {
    const { fake, dns } = await start();
    fake.inject({ reply: { status: 200, body: { status: 'ERROR', message: 'Invalid domain.' } } });
    expect((await failureOf(dns.readZone(ZONE))).code).toBe('ZONE_NOT_FOUND');
    fake.inject({ reply: { status: 200, body: { status: 'ERROR', message: 'Invalid API key. (002)' } } });
    expect((await failureOf(dns.readZone(ZONE))).code).toBe('CREDENTIAL_REJECTED');
  });

  it('refuses to write to a zone that somebody else edited, in whatever place', async () => {
    const one = await start();
    const state = await one.dns.readZone(ZONE);
    one.held.records.push(record('else.example.com', 'A', '192.0.2.9'));
    const changes = diffRRsets(state.rrsets, wanted(state.rrsets));
    expect((await failureOf(one.dns.write(ZONE, changes, state))).code).toBe('CONFLICT');
    expect(one.fake.requests.every((request) => request.method === 'GET')).toBe(true);
  });

  it('says that a record went in the moment of the write', async () => {
    const one = await start();
    const gone = { status: 'ERROR', code: 'INVALID_RECORD_ID', message: 'Invalid record ID.' };
    one.fake.inject(
      { reply: { status: 400, body: gone } },
      { when: ({ path }) => path.includes('/delete/') },
    );
    expect((await failureOf(change(one, without('www', 'A')))).code).toBe('CONFLICT');
    // Behind a request that was carried out it is no longer true that nothing was written.
    one.fake.inject(
      { reply: { status: 400, body: gone } },
      { when: ({ path }) => path.includes('/delete/') },
    );
    const both = (present: readonly RRset[]): readonly RRset[] => wanted(without('www', 'A')(present));
    expect(await failureOf(change(one, both))).toMatchObject({
      code: 'PARTLY_APPLIED',
      reason: 'somebody else deleted it in this moment',
    });
    expect(await at(one, 'n', 'A')).toBeDefined();
  });

  it('names the record that Porkbun refuses', async () => {
    const one = await start();
    const said = { status: 'ERROR', message: 'Create error: We were unable to create the DNS record.' };
    one.fake.inject({ reply: { status: 400, body: said } }, isWrite);
    expect(await failureOf(change(one, wanted))).toMatchObject({
      code: 'INVALID_RDATA',
      message: 'Porkbun refused n A in zone example.com',
      reason: said.message,
    });
  });
});

describe('Porkbun credentials', () => {
  it('says that a key was revoked, in the words of either generation', async () => {
    const { fake, dns } = await start();
    fake.keys.clear();
    for (const generation of ['new', 'old'] as const) {
      fake.generation = generation;
      const failure = await failureOf(dns.readZone(ZONE));
      expect(failure.code).toBe('CREDENTIAL_REJECTED');
      expect(`${failure.message} ${failure.reason} ${failure.hint}`).not.toContain(fake.secretApiKey);
    }
  });

  it('names the allow-list that keeps a key out', async () => {
    const { fake, dns } = await start();
    fake.allowedDomains = ['example.net'];
    expect(await failureOf(dns.readZone(ZONE))).toMatchObject({
      code: 'PERMISSION_MISSING',
      reason: 'the domain allow-list of the key does not name example.com',
    });
    fake.ipAllowed = false;
    expect(await failureOf(dns.readZone(ZONE))).toMatchObject({
      code: 'PERMISSION_MISSING',
      reason: 'the IP allow-list of the key does not name it',
    });
  });

  it('names the switch of a domain that is closed to the API, and still lists it', async () => {
    const { fake, provider, dns, registrar, held } = await start();
    held.optedIn = false;
    for (const generation of ['new', 'old'] as const) {
      fake.generation = generation;
      expect(await failureOf(dns.readZone(ZONE))).toMatchObject({
        code: 'ACCOUNT_GATE',
        hint: expect.stringContaining('"API Access"') as unknown,
      });
    }
    expect((await dns.listZones()).map((zone) => zone.name)).toContain(ZONE);
    expect(await registrar.get(ZONE)).toMatchObject({ nameservers: null, extras: { apiAccess: false } });
    expect(await provider.test()).toMatchObject([{ ok: true }, { ok: true, detail: 'off for example.com' }]);
    for (const domain of fake.domains.values()) domain.optedIn = false;
    expect(await provider.test()).toMatchObject([{ ok: true }, { ok: false, code: 'ACCOUNT_GATE' }]);
  });

  it.each([
    ['https://porkbun.com/api/json/v3', {}, /old one/],
    ['porkbun', {}, /base URL/],
    [undefined, { colour: 'red' }, /no setting colour/],
  ])('refuses the settings %s %j', (endpoint, settings, words) => {
    expect(() =>
      porkbun.checkSettings({ endpoint, settings: settings as { [name: string]: string } }),
    ).toThrow(words);
  });
});

describe('Porkbun limits', () => {
  /** Lets everybody go who does not come before the end of a pause. */
  function pausing(clock: SleepingClock): { readonly limiter: RateLimiter; readonly taken: string[] } {
    const until = new Map<string, number>();
    const taken: string[] = [];
    const limiter: RateLimiter = {
      take: ({ key }) => {
        taken.push(key);
        return clock.sleep(Math.max(0, (until.get(key) ?? 0) - clock.now().getTime()));
      },
      pause: ({ key }, ms) => {
        until.set(key, Math.max(until.get(key) ?? 0, clock.now().getTime() + ms));
        return Promise.resolve();
      },
    };
    return { limiter, taken };
  }

  it('backs off from the page of HTML that means too fast', async () => {
    const clock = new SleepingClock();
    const { limiter } = pausing(clock);
    const one = await start({ now: () => clock.now().getTime(), limits: true }, { clock, limiter });
    const began = clock.now().getTime();
    for (let i = 0; i < 3; i++) await change(one, put(makeRRset(`n${i}`, 'A', 600, ['192.0.2.1'])));
    // 15 requests, 5 of them from the burst.
    expect(clock.now().getTime() - began).toBeGreaterThan(9_000);
    expect((await one.dns.readZone(ZONE)).rrsets.filter((rrset) => /^n\d/.test(rrset.name))).toHaveLength(3);
  });

  it.each([200, 400, 429] as const)('waits as long as a check says, refused with %i', async (status) => {
    for (const generation of ['new', 'old'] as const) {
      const clock = new SleepingClock();
      const { limiter, taken } = pausing(clock);
      const { fake, registrar } = await start(
        { now: () => clock.now().getTime(), limits: true },
        { clock, limiter },
      );
      fake.checkLimitStatus = status;
      fake.generation = generation;
      // Somebody else used the account's check a moment ago.
      await fetch(`${fake.base}/domain/checkDomain/other.com`, {
        headers: { 'x-api-key': fake.apiKey, 'x-secret-api-key': fake.secretApiKey },
      });
      const began = clock.now().getTime();
      const found = await registrar.check?.(['free.com', 'taken.com']);
      expect(found?.map((one) => one.status)).toEqual(['available', 'taken']);
      expect(clock.now().getTime() - began).toBeGreaterThanOrEqual(20_000);
      expect(fake.requests.filter((request) => request.path.includes('checkDomain'))).toHaveLength(4);
      expect(new Set(taken)).toEqual(new Set(['porkbun/test/check']));
    }
  });

  it('gives up a purchase that comes too fast, with nothing bought and without a second try', async () => {
    const clock = new SleepingClock();
    const { limiter, taken } = pausing(clock);
    const { fake, registrar } = await start(
      { now: () => clock.now().getTime(), limits: true },
      { clock, limiter },
    );
    fake.generation = 'old';
    const asked = await quoteOf(registrar, 'register', 'new.com');
    fake.windows.set('create attempts', [clock.now().getTime()]);
    const failure = await failureOf(buy(registrar, asked));
    expect(failure).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 10 });
    expect(fake.purchases).toEqual([]);
    expect(fake.requests.filter((request) => request.path.includes('/create/'))).toHaveLength(1);
    expect(taken.at(-1)).toBe('porkbun/test/create');
    expect(await buy(registrar, asked)).toMatchObject({ state: 'done' });
  });
});

async function quoteOf(
  registrar: Registrar,
  action: Quote['action'],
  name: string,
  years = 1,
): Promise<Quote> {
  const asked = await registrar.quote?.({ action, name, years });
  if (asked === undefined) throw new Error('it quotes nothing');
  return asked;
}

function buy(registrar: Registrar, quote: Quote, more: Partial<Purchase> = {}): Promise<unknown> {
  const purchase: Purchase = {
    quote,
    contacts: null,
    nameservers: [],
    privacy: true,
    autoRenew: true,
    idempotencyKey: 'op_1',
    ...more,
  };
  return registrar.buy?.(purchase) ?? Promise.reject(new Error('it sells nothing'));
}

describe('Porkbun purchases', () => {
  it('sends the exact cents and the key of the purchase, and never a dry run', async () => {
    const { fake, registrar } = await start();
    const asked = await quoteOf(registrar, 'register', 'new.org');
    // A first-year price, as decimal text.
    expect(asked).toMatchObject({ total: { minor: 749, currency: 'USD' }, years: 1 });
    await buy(registrar, asked, {
      privacy: false,
      autoRenew: false,
      nameservers: ['ns1.example.net', 'ns2.example.net'],
    });
    const sent = fake.requests.find((request) => request.path.includes('/create/'));
    expect(sent?.headers['idempotency-key']).toBe('op_1');
    expect(JSON.parse(sent?.body ?? '')).toEqual({ cost: 749, agreeToTerms: 'yes', whoisPrivacy: 'no' });
    expect(fake.domains.get('new.org')).toMatchObject({
      whoisPrivacy: false,
      autoRenew: false,
      ns: ['ns1.example.net', 'ns2.example.net'],
    });
    // The same key again is answered with the first result.
    await buy(registrar, asked, { privacy: false });
    expect(fake.purchases).toHaveLength(1);
    expect((await failureOf(buy(registrar, asked, { privacy: true }))).code).toBe('PURCHASE_UNDECIDED');
  });

  it('sells the shortest term of an extension only, and says which', async () => {
    const { fake, registrar } = await start();
    const asked = await quoteOf(registrar, 'register', 'new.ai');
    expect(asked).toMatchObject({ years: 2, total: { minor: 2 * 7165 } });
    fake.balanceCents = 20_000;
    expect(await buy(registrar, asked)).toMatchObject({ state: 'done' });
    expect((await failureOf(quoteOf(registrar, 'register', 'new.com', 3))).code).toBe('REGISTRAR_REFUSED');
  });

  it.each([
    ['premium.com', 'register'],
    ['taken.com', 'register'],
    ['new.nosuchtld', 'register'],
    ['free.com', 'transfer'],
  ] as const)('quotes no %s to %s', async (name, action) => {
    const { registrar } = await start();
    expect((await failureOf(quoteOf(registrar, action, name))).code).toBe('DOMAIN_UNAVAILABLE');
  });

  it('tells what stands in the way', async () => {
    const { fake, registrar } = await start();
    const asked = await quoteOf(registrar, 'register', 'new.com');
    const failure = async (key: string, quote = asked): Promise<RegctlError> =>
      failureOf(buy(registrar, quote, { idempotencyKey: key }));
    fake.balanceCents = 100;
    expect(await failure('1')).toMatchObject({
      code: 'PAYMENT_REQUIRED',
      reason: 'the balance is 1.00 USD; 10.08 USD are missing',
    });
    fake.balanceCents = 10_000;
    fake.monthlySpendLimit = 0;
    expect((await failure('2')).code).toBe('PAYMENT_REQUIRED');
    fake.eligible = false;
    expect((await failure('3')).code).toBe('ACCOUNT_GATE');
    expect((await failure('4', { ...asked, total: null })).code).toBe('PRICE_CHANGED');
    fake.taken.add('new.com');
    fake.eligible = true;
    expect((await failure('5')).code).toBe('DOMAIN_UNAVAILABLE');
    fake.idempotencyKeysInUse.add('6');
    expect((await failure('6')).code).toBe('PURCHASE_UNDECIDED');
    const renewal = await quoteOf(registrar, 'renew', 'example.com');
    (fake.domains.get('example.com') as PorkbunDomain).lastRenewal = Date.now();
    expect((await failure('7', renewal)).code).toBe('REGISTRAR_REFUSED');
    expect(fake.purchases).toEqual([]);
  });

  it('says that the price moved, and to what', async () => {
    const { fake, registrar } = await start();
    const asked = await quoteOf(registrar, 'renew', 'example.com');
    fake.prices.set('com', { registration: 1200, renewal: 1300, transfer: 1200 });
    expect(await failureOf(buy(registrar, asked))).toMatchObject({
      code: 'PRICE_CHANGED',
      reason: 'it is 13.00 USD now',
    });
  });

  it.each(['lost-after', 'half-body', 'html-200'] as const)(
    'sends a purchase once, and finds it after %s',
    async (fault) => {
      const { fake, registrar } = await start();
      const asked = await quoteOf(registrar, 'renew', 'example.com');
      expect(await registrar.findPurchase?.(asked)).toBeUndefined();
      fake.inject(fault, { when: ({ path }) => path.includes('/renew/') });
      expect(await failureOf(buy(registrar, asked))).toMatchObject({
        code: 'NETWORK',
        details: { outcome: 'unknown' },
      });
      expect(fake.requests.filter((request) => request.path.includes('/renew/'))).toHaveLength(1);
      if (fault === 'html-200') expect(await registrar.findPurchase?.(asked)).toBeUndefined();
      else expect(await registrar.findPurchase?.(asked)).toMatchObject({ state: 'done' });
    },
  );

  it('does not call a purchase failed that only lacks its settings', async () => {
    const { fake, registrar } = await start();
    fake.optInNew = false;
    const asked = await quoteOf(registrar, 'register', 'new.com');
    expect(await buy(registrar, asked, { nameservers: ['ns1.example.net'] })).toMatchObject({
      state: 'action-required',
      detail: expect.stringMatching(/^new\.com is bought, but auto-renew .*API Access/) as unknown,
    });
    expect(await registrar.findPurchase?.(asked)).toMatchObject({ state: 'done' });
  });

  it('follows a transfer to its end, and does not guess about one that was cancelled', async () => {
    const { fake, registrar } = await start();
    const asked = await quoteOf(registrar, 'transfer', 'taken.com');
    expect((await failureOf(buy(registrar, asked))).code).toBe('INVALID_INPUT');
    expect(await registrar.findPurchase?.(asked)).toBeUndefined();
    expect(await buy(registrar, asked, { authCode: 'wrong', idempotencyKey: 'a' })).toMatchObject({
      state: 'running',
      handle: 'taken.com',
    });
    expect(await registrar.findPurchase?.(asked)).toMatchObject({ state: 'running' });
    for (let i = 0; i < 6; i++) fake.advance();
    expect(await registrar.follow?.('taken.com')).toMatchObject({ state: 'failed' });
    expect(await registrar.findPurchase?.(asked)).toMatchObject({ state: 'action-required' });
    await buy(registrar, asked, { authCode: 'EPP-taken', idempotencyKey: 'b' });
    for (let i = 0; i < 6; i++) fake.advance();
    expect(await registrar.transferStatus?.('taken.com')).toMatchObject({ state: 'done' });
    expect(await registrar.findPurchase?.(asked)).toMatchObject({ state: 'done' });
    expect((await failureOf(registrar.transferStatus?.('nothing.com') ?? Promise.resolve())).code).toBe(
      'DOMAIN_NOT_FOUND',
    );
  });
});

describe('Porkbun registrations', () => {
  it('reads more than one page', async () => {
    const { fake, registrar } = await start();
    for (let i = 0; i < 1_005; i++) fake.domains.set(`d${i}.com`, newDomain(`d${i}.com`, 0, Date.now()));
    expect(await registrar.list()).toHaveLength(1_007);
    expect(fake.requests).toHaveLength(2);
    expect((await registrar.get('d999.com')).name).toBe('d999.com');
  });

  it('takes flags as numbers and as text, and dates for UTC', async () => {
    const { registrar } = await start({ now: () => Date.UTC(2026, 0, 1, 12) });
    expect((await registrar.list()).find((one) => one.name === 'example.net')).toMatchObject({
      status: ['active'],
      autoRenew: false,
      locked: false,
      privacy: true,
      expiresAt: '2026-01-21T12:00:00Z',
    });
  });

  it('gives prices of what is sold as DNS names, whatever shape the coupons have', async () => {
    const { registrar } = await start();
    expect(await registrar.prices?.(['net', 'forever', 'nosuchtld'])).toEqual([
      {
        tld: 'net',
        registration: { minor: 1252, currency: 'USD' },
        renewal: { minor: 1289, currency: 'USD' },
        transfer: { minor: 1252, currency: 'USD' },
      },
    ]);
  });

  it('knows premium names and extensions that are not sold', async () => {
    const { registrar } = await start();
    expect((await registrar.check?.(['premium.com', 'x.nosuchtld']))?.map((one) => one.status)).toEqual([
      'premium',
      'unsupported',
    ]);
  });

  it('looks at the status of the one domain when auto-renew is switched', async () => {
    const { fake, registrar } = await start();
    const results = { 'example.com': { status: 'ERROR', message: 'Domain is not opted in to API access.' } };
    fake.inject({ reply: { status: 200, body: { status: 'SUCCESS', results } } });
    expect((await failureOf(registrar.setAutoRenew?.(ZONE, true) ?? Promise.resolve())).code).toBe(
      'ACCOUNT_GATE',
    );
  });

  it('takes dots off name servers', async () => {
    const { fake, registrar } = await start();
    fake.domains.set('example.de', newDomain('example.de', 0, Date.now()));
    expect((await registrar.get('example.de')).nameservers?.[0]).toBe('curitiba.ns.porkbun.com');
  });

  it('says that an older deployment has no contacts', async () => {
    const { fake, registrar } = await start();
    fake.generation = 'old';
    expect((await failureOf(registrar.contacts?.(ZONE) ?? Promise.resolve())).code).toBe(
      'CAPABILITY_MISSING',
    );
    expect((await registrar.list()).length).toBe(2);
  });

  it('changes the contacts it is given and no others', async () => {
    const { fake, registrar, held } = await start();
    const before = await registrar.contacts?.(ZONE);
    expect(before?.admin).toMatchObject({
      phone: '+1.5035550100',
      organization: null,
      street: ['1 Main Street'],
    });
    if (before?.admin === undefined) throw new Error('no admin');
    await registrar.setContacts?.(ZONE, { admin: { ...before.admin, city: 'Salem' } });
    expect(await registrar.contacts?.(ZONE)).toEqual({
      ...before,
      admin: { ...before.admin, city: 'Salem' },
    });
    fake.noRegistrantChange.add('com');
    const registrant = { ...before.admin, lastName: 'Else' };
    expect((await failureOf(registrar.setContacts?.(ZONE, { registrant }) ?? Promise.resolve())).code).toBe(
      'REGISTRAR_REFUSED',
    );
    expect(held.contacts['registrant']?.['lastName']).toBe('Mustermann');
  });
});

describe('Porkbun DS and glue', () => {
  const digest = (digit: string): string => digit.repeat(64);

  it('adds before it deletes, and puts back what a delete took along', async () => {
    const one = await start();
    const { registrar, held, fake } = one;
    await registrar.setDs?.(ZONE, [`1 13 2 ${digest('a')}`, `2 13 2 ${digest('b')}`], []);
    const before = fake.requests.length;
    // A registry whose delete takes everything along.
    fake.inject(
      { reply: { status: 200, body: { status: 'SUCCESS' } } },
      {
        when: ({ path }) => {
          if (!path.includes('deleteDnssec')) return false;
          held.ds = [];
          return true;
        },
      },
    );
    await registrar.setDs?.(ZONE, [`2 13 2 ${digest('b')}`, `3 13 2 ${digest('c')}`], []);
    expect(fake.requests.slice(before).map((request) => request.path.split('/')[5])).toEqual([
      'getDnssecRecords',
      'createDnssecRecord',
      'deleteDnssecRecord',
      'getDnssecRecords',
      'createDnssecRecord',
      'createDnssecRecord',
    ]);
    expect(await registrar.ds?.(ZONE)).toEqual([`2 13 2 ${digest('b')}`, `3 13 2 ${digest('c')}`]);
    // The same key tag with another digest type: the old one goes first, since the delete goes by tag.
    await registrar.setDs?.(ZONE, [`2 13 4 ${digest('d')}${digest('d').slice(0, 32)}`], []);
    expect(held.ds.map((row) => `${row.keyTag} ${row.digestType}`)).toEqual(['2 4']);
  });

  it('refuses two DS records that the API could not tell apart', async () => {
    const { registrar, fake } = await start();
    const both = [`1 13 2 ${digest('a')}`, `1 13 4 ${digest('a')}${digest('a').slice(0, 32)}`];
    expect((await failureOf(registrar.setDs?.(ZONE, both, []) ?? Promise.resolve())).code).toBe(
      'REGISTRAR_REFUSED',
    );
    expect(fake.requests).toEqual([]);
  });

  it('takes an empty set in both forms, and replaces a row that is no DS', async () => {
    const { registrar, fake, held } = await start();
    for (const form of ['array', 'object'] as const) {
      fake.emptyDs = form;
      expect(await registrar.ds?.(ZONE)).toEqual([]);
    }
    held.ds.push({ keyTag: '7', alg: '13', digestType: '2', digest: 'nonsense' });
    expect((await failureOf(registrar.ds?.(ZONE) ?? Promise.resolve())).code).toBe('PROVIDER_UNAVAILABLE');
    await registrar.setDs?.(ZONE, [`1 13 2 ${digest('a')}`], []);
    expect(await registrar.ds?.(ZONE)).toEqual([`1 13 2 ${digest('a')}`]);
  });

  it('sets addresses of both families where Porkbun lets it, and loses none where not', async () => {
    const { registrar, fake } = await start();
    const host = 'ns1.example.com';
    const both = { host, addresses: ['192.0.2.1', '2001:db8::1'] };
    await registrar.setGlue?.(ZONE, { host, addresses: ['192.0.2.1'] });
    const failure = await failureOf(registrar.setGlue?.(ZONE, both) ?? Promise.resolve());
    expect(failure).toMatchObject({
      code: 'REGISTRAR_REFUSED',
      hint: expect.stringContaining('one family') as unknown,
    });
    expect(await registrar.glue?.(ZONE)).toEqual([{ host, addresses: ['192.0.2.1'] }]);
    fake.refuseMixedGlue = false;
    await registrar.setGlue?.(ZONE, both);
    expect(await registrar.glue?.(ZONE)).toEqual([both]);
    const outside = { host: 'ns1.example.net', addresses: [] };
    expect((await failureOf(registrar.setGlue?.(ZONE, outside) ?? Promise.resolve())).code).toBe(
      'INVALID_NAME',
    );
  });
});
