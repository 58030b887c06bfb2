import { afterEach, describe, expect, it } from 'vitest';
import { provider } from '../../src/adapters/providers/route53/index.ts';
import type { Contact } from '../../src/core/contact.ts';
import { dsOf } from '../../src/core/dnssec.ts';
import { RegctlError, type ErrorCode } from '../../src/core/errors.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { OpenProvider } from '../../src/ports/dns-provider.ts';
import type { Progress, Purchase, Quote, Registrar } from '../../src/ports/registrar.ts';
import { openForTest } from '../support/open-provider.ts';
import { startFakeRoute53, type FakeRoute53 } from '../support/providers/route53.ts';

const started: FakeRoute53[] = [];
afterEach(async () => {
  for (const fake of started.splice(0)) await fake.stop();
});

/** What a registrar has here. */
type Full = Required<Omit<Registrar, 'approveTransfer' | 'cancelTransfer' | 'setGlue'>>;

interface Subject {
  readonly fake: FakeRoute53;
  readonly account: OpenProvider;
  readonly registrar: Full;
  readonly waited: number[];
}

/** The registrar at a server of its own, with a clock that goes on only while somebody sleeps. */
async function start(more: Partial<Parameters<typeof openForTest>[1]> = {}): Promise<Subject> {
  const fake = await startFakeRoute53();
  started.push(fake);
  fake.verifyClock = false;
  let now = Date.now();
  const waited: number[] = [];
  const clock: Clock = {
    now: () => new Date(now),
    sleep: async (ms) => {
      waited.push(ms);
      now += ms;
    },
  };
  const account = openForTest(provider, {
    endpoint: fake.url,
    credentials: { 'access-key-id': fake.accessKeyId, 'secret-access-key': fake.secretAccessKey },
    clock,
    ...more,
  });
  if (account.registrar === undefined) throw new Error('the registrar part is missing');
  return { fake, account, registrar: account.registrar as Full, waited };
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

/** The operations that were called, in order. */
const calls = (fake: FakeRoute53): string[] =>
  fake.requests.flatMap(({ headers }) => headers['x-amz-target']?.split('.')[1] ?? []);

async function settle({ fake, registrar }: Subject, progress: Progress): Promise<Progress> {
  let present = progress;
  for (let i = 0; present.state === 'running' && present.handle !== null && i < 9; i++) {
    fake.advance();
    present = await registrar.follow(present.handle);
  }
  return present;
}

const ADA: Contact = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  organization: null,
  email: 'ada@example.net',
  phone: '+81.312345678',
  fax: null,
  street: ['1-2-3 Example', 'Second', 'Third'],
  city: 'Shibuya-ku',
  state: null,
  postalCode: '150-0001',
  country: 'JP',
  extras: {},
};
const order = (quote: Quote, more: Partial<Purchase> = {}): Purchase => ({
  quote,
  contacts: { registrant: ADA },
  nameservers: [],
  privacy: true,
  autoRenew: false,
  idempotencyKey: 'key',
  ...more,
});
const register = (
  name: string,
): { readonly action: 'register'; readonly name: string; readonly years: number } => ({
  action: 'register',
  name,
  years: 2,
});

describe('names and prices', () => {
  it('are asked for again while the registry has not answered', async () => {
    const subject = await start();
    subject.fake.availabilityPendingOnce = true;
    expect(await subject.registrar.check(['free.com'])).toMatchObject([
      { status: 'available', definitive: true },
    ]);
    expect(subject.waited).toHaveLength(1);
  });

  it('are told in every case', async () => {
    const { fake, registrar } = await start();
    fake.tldsInMaintenance.add('dev');
    const found = await registrar.check([
      'free.com',
      'taken.com',
      'premium.com',
      '-x.com',
      'x.zz',
      'y.dev',
      'free.org',
    ]);
    expect(found.map(({ status, price, definitive }) => [status, price?.minor ?? null, definitive])).toEqual([
      ['available', 1500, true],
      ['taken', null, true],
      ['premium', null, true],
      ['unsupported', null, true],
      ['unsupported', null, true],
      ['unknown', null, false],
      ['available', 1400, true],
    ]);
    // The prices of both extensions come in one list.
    expect(calls(fake).filter((call) => call === 'ListPrices')).toHaveLength(1);
  });

  it('have no float and no price where there is none', async () => {
    const { fake, registrar } = await start();
    const price = (Price: unknown): object => ({ Price, Currency: 'USD' });
    const Prices = [
      {
        Name: 'com',
        RegistrationPrice: price(13.37),
        RenewalPrice: null,
        TransferPrice: price(0.001),
        More: 1,
      },
    ];
    fake.inject({ reply: { status: 200, body: { Prices } } });
    expect(await registrar.prices(['com'])).toEqual([
      { tld: 'com', registration: { minor: 1337, currency: 'USD' }, renewal: null, transfer: null },
    ]);
    expect(await registrar.prices(['zz'])).toEqual([]);
    expect(fake.requests.map(({ body }) => body)).toEqual(['{"Tld":"com"}', '{"Tld":"zz"}']);
  });

  it('are suggested', async () => {
    const { registrar } = await start();
    const found = await registrar.search({ keyword: 'shop', tlds: ['net', 'org'], limit: 3 });
    expect(found).toHaveLength(3);
    expect(found.every(({ name, status }) => /\.(?:net|org)$/.test(name) && status === 'available')).toBe(
      true,
    );
  });
});

describe('purchases', () => {
  it('cost the price for every year, and need a contact', async () => {
    const subject = await start();
    const quote = await subject.registrar.quote(register('new.org'));
    expect(quote.total).toEqual({ minor: 2800, currency: 'USD' });
    expect(await failure(subject.registrar.buy(order(quote, { contacts: null })))).toMatchObject({
      code: 'INVALID_INPUT',
      hint: expect.stringContaining('--contacts'),
    });
    const progress = await settle(subject, await subject.registrar.buy(order(quote, { privacy: false })));
    expect(progress.state).toBe('done');
    const domain = subject.fake.domains.get('new.org');
    expect(domain?.autoRenew).toBe(false);
    expect(domain?.privacy.get('Tech')).toBe(false);
    expect(domain?.contacts.get('Admin')).toMatchObject({
      AddressLine2: 'Second, Third',
      ContactType: 'PERSON',
    });
  });

  it('point at a hosted zone: name servers cannot be chosen', async () => {
    const { fake, registrar } = await start();
    const quote = await registrar.quote(register('new.org'));
    const refused = await failure(registrar.buy(order(quote, { nameservers: ['ns1.example.net'] })));
    expect(refused.code).toBe('INVALID_INPUT');
    expect(fake.purchases).toEqual([]);
  });

  it('of what runs already are the running one', async () => {
    const subject = await start();
    const quote = await subject.registrar.quote(register('new.org'));
    const first = await subject.registrar.buy(order(quote));
    const second = await subject.registrar.buy(order(quote));
    expect(second).toMatchObject({ state: 'running', handle: first.handle });
    expect(subject.fake.purchases).toHaveLength(1);
    expect(await subject.registrar.findPurchase(quote)).toMatchObject({
      state: 'running',
      handle: first.handle,
    });
  });

  it('that were refused by the registry left no purchase', async () => {
    const subject = await start();
    subject.fake.nextOperation = { outcome: 'FAILED', message: 'the registry said no' };
    const quote = await subject.registrar.quote(register('new.org'));
    const progress = await settle(subject, await subject.registrar.buy(order(quote)));
    expect(progress).toMatchObject({ state: 'failed', detail: 'the registry said no' });
    expect(await subject.registrar.findPurchase(quote)).toBeUndefined();
  });

  it('that wait for a person say what to do', async () => {
    const subject = await start();
    subject.fake.nextOperation = { statusFlag: 'PENDING_CUSTOMER_ACTION' };
    const quote = await subject.registrar.quote(register('new.org'));
    const { handle } = await subject.registrar.buy(order(quote));
    expect(await subject.registrar.follow(handle ?? '')).toMatchObject({
      state: 'action-required',
      detail: expect.stringContaining('e-mail') as unknown,
    });
  });

  it.each(['html-503', 'html-200', 'half-body', 'lost-after'] as const)(
    'answered by %s are sent once',
    async (fault) => {
      const { fake, registrar } = await start();
      const quote = await registrar.quote(register('new.org'));
      fake.inject(fault, {
        when: ({ headers }) => headers['x-amz-target']?.endsWith('.RegisterDomain') === true,
      });
      const lost = await failure(registrar.buy(order(quote)));
      expect(['NETWORK', 'PROVIDER_UNAVAILABLE']).toContain(lost.code);
      expect(lost.details?.['outcome']).toBe('unknown');
      expect(calls(fake).filter((call) => call === 'RegisterDomain')).toHaveLength(1);
    },
  );

  it('that are throttled are sent once', async () => {
    const { fake, registrar } = await start();
    const quote = await registrar.quote(register('new.org'));
    fake.inject(
      {
        reply: {
          status: 400,
          body: { __type: 'com.amazonaws#ThrottlingException', message: 'Rate exceeded' },
        },
      },
      { when: ({ headers }) => headers['x-amz-target']?.endsWith('.RegisterDomain') === true },
    );
    expect((await failure(registrar.buy(order(quote)))).code).toBe('RATE_LIMITED');
    expect(fake.purchases).toEqual([]);
  });

  it('of a name that went away since are refused', async () => {
    const { fake, registrar } = await start();
    const quote = await registrar.quote(register('new.com'));
    const held = fake.domains.get('example.com');
    if (held !== undefined) fake.domains.set('new.com', { ...held, name: 'new.com' });
    expect((await failure(registrar.buy(order(quote)))).code).toBe('DOMAIN_UNAVAILABLE');
    fake.domainsPerAccount = 0;
    const other = await registrar.quote(register('other.com'));
    expect((await failure(registrar.buy(order(other)))).code).toBe('ACCOUNT_GATE');
  });

  it('of a renewal count from the year of the quote', async () => {
    const { fake, registrar } = await start();
    const quote = await registrar.quote({ action: 'renew', name: 'example.net', years: 1 });
    const earlier = { ...quote, expiresAt: '2020-01-01T00:00:00.000Z' };
    expect((await failure(registrar.buy(order(earlier)))).code).toBe('REGISTRAR_REFUSED');
    expect(fake.purchases).toEqual([]);
    expect((await failure(registrar.quote({ action: 'renew', name: 'not-ours.com', years: 1 }))).code).toBe(
      'DOMAIN_NOT_FOUND',
    );
  });

  it('of a transfer keep the auth code to themselves', async () => {
    const subject = await start();
    const { fake, registrar } = subject;
    const quote = await registrar.quote({ action: 'transfer', name: 'taken.com', years: 1 });
    fake.inject(
      {
        reply: {
          status: 400,
          body: { __type: 'InvalidInput', message: 'AuthCode s3cret-code is not valid' },
        },
      },
      { when: ({ headers }) => headers['x-amz-target']?.endsWith('.TransferDomain') === true },
    );
    const refused = await failure(registrar.buy(order(quote, { authCode: 's3cret-code' })));
    expect(`${refused.message} ${refused.reason}`).not.toContain('s3cret');
    const moved = await settle(subject, await registrar.buy(order(quote, { authCode: 's3cret-code' })));
    expect(moved.state).toBe('failed');
    expect(await registrar.transferStatus('taken.com')).toMatchObject({ state: 'failed' });
    expect(await failure(registrar.transferStatus('example.com'))).toMatchObject({ code: 'NOT_FOUND' });
    expect((await failure(registrar.quote({ action: 'transfer', name: 'taken.com', years: 2 }))).code).toBe(
      'INVALID_INPUT',
    );
    fake.inject({ reply: { status: 200, body: { Transferability: { Transferable: 'Transferable' } } } });
    expect((await registrar.quote({ action: 'transfer', name: 'taken.com', years: 1 })).total?.minor).toBe(
      1500,
    );
    fake.inject({ reply: { status: 200, body: { Transferability: { Transferable: 'DONT_KNOW' } } } });
    expect((await failure(registrar.quote({ action: 'transfer', name: 'taken.com', years: 1 }))).code).toBe(
      'PROVIDER_UNAVAILABLE',
    );
    for (const name of ['free.com', 'example.com', 'premium.com'])
      expect((await failure(registrar.quote({ action: 'transfer', name, years: 1 }))).code).toBe(
        'DOMAIN_UNAVAILABLE',
      );
  });
});

const KEYS = [
  '257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==',
  '257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==',
] as const;
const dsFor = (key: string): string => dsOf('example.com', key) ?? '';

describe('keys at the registry', () => {
  it('are exchanged one by one, the new one before the old one goes', async () => {
    const subject = await start();
    const { fake, registrar, waited } = subject;
    const set = (...keys: string[]): Promise<Progress> =>
      registrar.setDs('example.com', keys.map(dsFor), keys).then((progress) => settle(subject, progress));
    expect(await set(KEYS[0])).toMatchObject({ state: 'done' });
    expect(await registrar.ds('example.com')).toEqual([dsFor(KEYS[0])]);
    expect(await set(KEYS[1])).toMatchObject({ state: 'done' });
    expect(await registrar.ds('example.com')).toEqual([dsFor(KEYS[1])]);
    const changes = calls(fake).filter((call) => call.includes('DelegationSigner'));
    expect(changes).toEqual([
      'AssociateDelegationSignerToDomain',
      'AssociateDelegationSignerToDomain',
      'DisassociateDelegationSignerFromDomain',
    ]);
    expect(waited.length).toBeGreaterThan(0);
    expect((await registrar.get('example.com')).ds).toEqual([dsFor(KEYS[1])]);
  });

  it('that take long leave the rest to the next time', async () => {
    const subject = await start();
    const { fake, registrar } = subject;
    fake.pollsUntilDone = 99;
    const progress = await registrar.setDs('example.com', KEYS.map(dsFor), KEYS);
    expect(progress.state).toBe('running');
    expect(await settle(subject, progress)).toMatchObject({
      state: 'action-required',
      detail: expect.stringContaining('again') as unknown,
    });
    expect(await settle(subject, await registrar.setDs('example.com', KEYS.map(dsFor), KEYS))).toMatchObject({
      state: 'done',
    });
    expect(await registrar.ds('example.com')).toHaveLength(2);
  });

  it('are needed for a DS', async () => {
    const { fake, registrar } = await start();
    expect((await failure(registrar.setDs('example.com', [dsFor(KEYS[0])], []))).code).toBe('INVALID_INPUT');
    expect(calls(fake)).toEqual([]);
  });

  it('without a digest yet get the one that they will have', async () => {
    const { fake, registrar } = await start();
    const [Flags, , Algorithm, PublicKey] = KEYS[0].split(' ');
    const body = {
      DomainName: 'example.com',
      DnssecKeys: [{ Flags: Number(Flags), Algorithm: Number(Algorithm), PublicKey, Id: 'x', Digest: null }],
    };
    fake.inject({ reply: { status: 200, body } });
    expect(await registrar.ds('example.com')).toEqual([dsFor(KEYS[0])]);
  });
});

describe('settings', () => {
  it('that are so already send nothing', async () => {
    const { fake, registrar } = await start();
    const { nameservers, locked, autoRenew, privacy } = await registrar.get('example.com');
    await registrar.setNameservers('example.com', (nameservers ?? []).toReversed());
    await registrar.setLock('example.com', locked === true);
    await registrar.setAutoRenew('example.com', autoRenew === true);
    await registrar.setPrivacy('example.com', privacy === true);
    await registrar.setContacts('example.com', await registrar.contacts('example.com'));
    await registrar.setDs('example.com', [], []);
    expect(new Set(calls(fake))).toEqual(new Set(['GetDomainDetail']));
  });

  it('of which one runs already take that one', async () => {
    const { registrar } = await start();
    const first = await registrar.setLock('example.com', false);
    const second = await registrar.setLock('example.com', false);
    expect(second).toMatchObject({ state: 'running', handle: first.handle });
    expect(second.detail).toContain('already');
  });

  it('hide every contact where only some were', async () => {
    const subject = await start();
    subject.fake.domains.get('example.com')?.privacy.set('Tech', false);
    expect((await subject.registrar.get('example.com')).privacy).toBe(false);
    await settle(subject, await subject.registrar.setPrivacy('example.com', true));
    expect((await subject.registrar.get('example.com')).privacy).toBe(true);
    subject.fake.domains.get('example.com')?.privacy.set('Tech', false);
    await settle(subject, await subject.registrar.setPrivacy('example.com', false));
    expect([...(subject.fake.domains.get('example.com')?.privacy.values() ?? [])]).not.toContain(true);
  });

  it('name servers keep their glue, and new ones below the domain are refused', async () => {
    const subject = await start();
    const domain = subject.fake.domains.get('example.com');
    if (domain === undefined) throw new Error('no example.com');
    domain.nameServers = [
      { Name: 'ns1.example.com', GlueIps: ['192.0.2.53', '2001:db8::53'] },
      { Name: 'ns.example.net', GlueIps: [] },
    ];
    expect(await subject.registrar.glue('example.com')).toEqual([
      { host: 'ns1.example.com', addresses: ['192.0.2.53', '2001:db8::53'] },
    ]);
    const kept = await subject.registrar.setNameservers('example.com', ['ns1.example.com', 'ns.example.org']);
    await settle(subject, kept);
    expect(domain.nameServers).toEqual([
      { Name: 'ns1.example.com', GlueIps: ['192.0.2.53', '2001:db8::53'] },
      { Name: 'ns.example.org', GlueIps: [] },
    ]);
    const refused = failure(
      subject.registrar.setNameservers('example.com', ['ns1.example.com', 'ns2.example.com']),
    );
    expect((await refused).code).toBe('REGISTRAR_REFUSED');
  });

  it('its own name servers are those of the hosted zone', async () => {
    const { fake, registrar } = await start();
    expect(await registrar.defaultNameservers('example.com')).toEqual(fake.zoneOf('example.com').nameServers);
    fake.zones.delete(fake.zoneOf('example.net').id);
    expect((await failure(registrar.defaultNameservers('example.net'))).code).toBe('ZONE_NOT_FOUND');
  });

  it('contacts keep their kind and what the registry asks, and an owner that costs is refused', async () => {
    const subject = await start();
    const { fake, registrar } = subject;
    const club: Contact = {
      ...ADA,
      organization: 'Club',
      street: ['1 Road'],
      extras: { ContactType: 'ASSOCIATION', VAT_NUMBER: 'IT1' },
    };
    await settle(subject, await registrar.setContacts('example.com', { registrant: club }));
    expect(fake.domains.get('example.com')?.contacts.get('Registrant')).toMatchObject({
      ContactType: 'ASSOCIATION',
      ExtraParams: [{ Name: 'VAT_NUMBER', Value: 'IT1' }],
    });
    expect((await registrar.contacts('example.com')).registrant).toEqual(club);
    const held = fake.domains.get('example.com');
    if (held !== undefined) fake.domains.set('dear.jp', { ...held, name: 'dear.jp', contacts: new Map() });
    const refused = await failure(registrar.setContacts('dear.jp', { registrant: club }));
    expect([refused.code, /Consent/.test(refused.reason ?? '')]).toEqual(['REGISTRAR_REFUSED', true]);
    expect(fake.purchases).toEqual([]);
  });

  it('asks for the e-mail of the registrant again', async () => {
    const { registrar } = await start();
    expect(await registrar.verifyContacts('example.com')).toMatchObject({
      state: 'action-required',
      detail: expect.stringContaining('erika@example.com') as unknown,
    });
  });
});

describe('answers', () => {
  it.each<[code: string, expected: ErrorCode]>([
    ['DomainLimitExceeded', 'ACCOUNT_GATE'],
    ['OptInRequired', 'ACCOUNT_GATE'],
    ['AccessDeniedException', 'PERMISSION_MISSING'],
    ['ExpiredTokenException', 'CREDENTIAL_REJECTED'],
    ['UnrecognizedClientException', 'CREDENTIAL_REJECTED'],
    ['TLDRulesViolation', 'REGISTRAR_REFUSED'],
    ['OperationLimitExceeded', 'REGISTRAR_REFUSED'],
    ['TLDInMaintenance', 'PROVIDER_UNAVAILABLE'],
    ['SomethingNew', 'PROVIDER_UNAVAILABLE'],
  ])('%s is %s, with and without a namespace', async (code, expected) => {
    const { fake, registrar } = await start();
    for (const __type of [code, `com.amazonaws.route53domains#${code}`]) {
      fake.inject({ reply: { status: 400, body: { __type, Message: 'why' } } });
      expect((await failure(registrar.list())).code).toBe(expected);
    }
  });

  it('of 200 with an error inside are errors, and pages of HTML no list', async () => {
    const { fake, registrar } = await start();
    fake.inject({ reply: { status: 200, body: { __type: 'AccessDenied', message: 'no' } } });
    expect((await failure(registrar.list())).code).toBe('PERMISSION_MISSING');
    fake.inject('html-200');
    expect((await failure(registrar.list())).code).toBe('PROVIDER_UNAVAILABLE');
  });

  it('come from the domains endpoint where one is set', async () => {
    const { fake } = await start();
    const elsewhere = await start({ settings: { 'domains-endpoint': `${fake.url}/` } });
    fake.inject({ reply: { status: 200, body: { Domains: [] } } });
    expect(await elsewhere.registrar.list()).toEqual([]);
    expect(elsewhere.fake.requests).toEqual([]);
  });

  it.each([
    [{ endpoint: 'route53.amazonaws.com', settings: {} }],
    [{ endpoint: undefined, settings: { 'domains-endpoint': 'x' } }],
    [{ endpoint: undefined, settings: { region: 'eu-west-1' } }],
  ])('settings that cannot be are refused: %j', (input) => {
    expect(() => {
      provider.checkSettings(input);
    }).toThrow(RegctlError);
  });
});
