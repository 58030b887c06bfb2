import { afterEach, describe, expect, it } from 'vitest';
import { provider } from '../../src/adapters/providers/route53/index.ts';
import { RegctlError, type ErrorCode } from '../../src/core/errors.ts';
import { diffRRsets } from '../../src/core/plan/diff.ts';
import { orderChanges } from '../../src/core/plan/order.ts';
import type { Change } from '../../src/core/plan/plan.ts';
import { nativeRdata } from '../../src/core/records/native.ts';
import type { RdataFields } from '../../src/core/records/rr-type.ts';
import { makeRRset, type RRset } from '../../src/core/rrset.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { DnsProvider, OpenProvider } from '../../src/ports/dns-provider.ts';
import type { RateLimiter } from '../../src/ports/rate-limiter.ts';
import { dnsProviderContract } from '../contracts/dns-provider.ts';
import { registrarContract } from '../contracts/registrar.ts';
import { openForTest } from '../support/open-provider.ts';
import type { FakeRequest } from '../support/providers/fake-server.ts';
import { startFakeRoute53, type FakeRoute53 } from '../support/providers/route53.ts';

const ZONE = 'example.com';

function open(fake: FakeRoute53, more: Partial<Parameters<typeof openForTest>[1]> = {}): OpenProvider {
  return openForTest(provider, {
    endpoint: fake.url,
    credentials: { 'access-key-id': fake.accessKeyId, 'secret-access-key': fake.secretAccessKey },
    ...more,
  });
}

const wrongSecret = (fake: FakeRoute53): OpenProvider =>
  open(fake, { credentials: { 'access-key-id': fake.accessKeyId, 'secret-access-key': 'wrong' } });

dnsProviderContract('Route 53', async () => {
  const fake = await startFakeRoute53();
  return {
    provider: open(fake),
    zone: ZONE,
    unreachable: open(fake, { endpoint: 'http://127.0.0.1:9', clock: testTime().clock }),
    wrongSecret: wrongSecret(fake),
    refused: { 'a text of 4,000 octets': 'a value has at most 4000 characters, quotes and blanks counted' },
    dispose: () => fake.stop(),
  };
});

registrarContract('Route 53 Domains', async () => {
  const fake = await startFakeRoute53();
  return {
    provider: open(fake),
    wrongSecret: wrongSecret(fake),
    purchases: () => fake.purchases.length,
    loseNextPurchaseReply: () => {
      fake.inject('lost-after', { when: isPurchase });
    },
    advance: () => {
      fake.advance();
    },
    transfer: { name: 'taken.com', authCode: 'auth-taken' },
    dispose: () => fake.stop(),
  };
});

function isPurchase({ headers }: FakeRequest): boolean {
  return /\.(?:Register|Renew|Transfer)Domain$/.test(headers['x-amz-target'] ?? '');
}

const started: FakeRoute53[] = [];
afterEach(async () => {
  for (const fake of started.splice(0)) await fake.stop();
});

async function start(
  options: Parameters<typeof startFakeRoute53>[0] = {},
  more: Partial<Parameters<typeof openForTest>[1]> = {},
): Promise<{ fake: FakeRoute53; account: OpenProvider; dns: DnsProvider }> {
  const fake = await startFakeRoute53(options);
  started.push(fake);
  const account = open(fake, { clock: testTime().clock, ...more });
  if (account.dns === undefined) throw new Error('the DNS part is missing');
  // The clock of the tests runs ahead.
  fake.verifyClock = false;
  return { fake, account, dns: account.dns };
}

/** A clock that goes on only while somebody sleeps, and a limiter that grants nothing before a pause is over. */
function testTime(): { clock: Clock; limiter: RateLimiter; waited: number[] } {
  let now = Date.now();
  let until = 0;
  const waited: number[] = [];
  const clock: Clock = {
    now: () => new Date(now),
    sleep: async (ms) => {
      waited.push(ms);
      now += ms;
    },
  };
  const limiter: RateLimiter = {
    take: async () => {
      if (until > now) await clock.sleep(until - now);
    },
    pause: async (_budget, ms) => {
      until = Math.max(until, now + ms);
    },
  };
  return { clock, limiter, waited };
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

const isWrite = ({ method, path }: FakeRequest): boolean => method === 'POST' && path.includes('/rrset');
const writesOf = (fake: FakeRoute53): FakeRequest[] => fake.requests.filter(isWrite);
const isList = ({ method, path }: FakeRequest): boolean => method === 'GET' && path.endsWith('/rrset');

/** Writes what the wish makes of the zone, planned from its present state. */
async function edit(
  dns: DnsProvider,
  wish: (present: readonly RRset[]) => readonly RRset[],
  between: () => void = () => undefined,
): Promise<void> {
  const { rrsets, revision } = await dns.readZone(ZONE);
  const changes = orderChanges(diffRRsets(rrsets, wish(rrsets)));
  between();
  await dns.write(ZONE, changes, { revision });
}

const at = async (dns: DnsProvider, name: string, type: string): Promise<RRset | undefined> =>
  (await dns.readZone(ZONE)).rrsets.find((rrset) => rrset.name === name && rrset.type === type);

const NEW: RRset = makeRRset('new', 'A', 300, ['192.0.2.77']);
const createNew: Change = { action: 'create', name: 'new', type: 'A', before: null, after: NEW };
const writeNew = async (dns: DnsProvider): Promise<void> =>
  dns.write(ZONE, [createNew], { revision: (await dns.readZone(ZONE)).revision });

const weighted = (id: string, weight: number): RdataFields => ({
  Type: 'A',
  SetIdentifier: id,
  Weight: weight,
  TTL: 60,
  ResourceRecords: [{ Value: '192.0.2.1' }],
});
const ALIAS: RdataFields = {
  Type: 'AAAA',
  AliasTarget: { HostedZoneId: 'Z2FDTNDATAQYW2', DNSName: 'd1.cloudfront.net.', EvaluateTargetHealth: false },
};
const native = (name: string, ...sets: readonly RdataFields[]): RRset =>
  makeRRset(name, 'NATIVE', 0, sets.map(nativeRdata));

describe('a write', () => {
  it('is one batch that names what goes and what comes, and no look before', async () => {
    const { fake, dns } = await start();
    const { rrsets, revision } = await dns.readZone(ZONE);
    const seen = fake.requests.length;
    const before = rrsets.find((rrset) => rrset.type === 'MX') ?? null;
    const after = makeRRset('@', 'MX', 60, ['10 mail2.example.com.']);
    await dns.write(ZONE, [{ action: 'update', name: '@', type: 'MX', before, after }, createNew], {
      revision,
    });
    expect(fake.requests.slice(seen).map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST /2013-04-01/hostedzone/${fake.zoneOf(ZONE).id}/rrset/`,
    ]);
    expect(writesOf(fake)[0]?.body.match(/<Action>\w+<\/Action>/g)).toEqual([
      '<Action>DELETE</Action>',
      '<Action>CREATE</Action>',
      '<Action>CREATE</Action>',
    ]);
  });

  it.each<[what: string, batchErrorForm: FakeRoute53['batchErrorForm'], edit: (fake: FakeRoute53) => void]>([
    [
      'changed',
      'ErrorResponse',
      (fake) => fake.put(ZONE, { name: ZONE, type: 'A', ttl: 9, values: ['192.0.2.9'] }),
    ],
    [
      'changed',
      'InvalidChangeBatch',
      (fake) => fake.put(ZONE, { name: ZONE, type: 'A', ttl: 9, values: ['192.0.2.9'] }),
    ],
    ['taken away', 'ErrorResponse', (fake) => fake.remove(ZONE, ZONE, 'A')],
    [
      'made',
      'ErrorResponse',
      (fake) => fake.put(ZONE, { name: `new.${ZONE}`, type: 'A', ttl: 9, values: ['192.0.2.9'] }),
    ],
  ])(
    'is refused whole by the API where somebody else has %s a set (%s)',
    async (_what, form, editOutside) => {
      const { fake, dns } = await start();
      fake.batchErrorForm = form;
      let left: unknown;
      const refused = await failure(
        edit(
          dns,
          (present) => [
            ...present.map((rrset) =>
              rrset.name === '@' && rrset.type === 'A' ? makeRRset('@', 'A', 60, ['192.0.2.5']) : rrset,
            ),
            NEW,
          ],
          () => {
            editOutside(fake);
            left = new Map(fake.zoneOf(ZONE).sets);
          },
        ),
      );
      expect(refused.code).toBe<ErrorCode>('CONFLICT');
      expect(writesOf(fake)).toHaveLength(1);
      expect(fake.zoneOf(ZONE).sets).toEqual(left);
    },
  );

  it('from a state that this process has not read looks again, and refuses what moved', async () => {
    const { fake, dns } = await start();
    const { revision } = await dns.readZone(ZONE);
    const other = open(fake).dns as DnsProvider;
    await other.write(ZONE, [createNew], { revision });
    expect(await at(dns, 'new', 'A')).toEqual(NEW);
    const third = open(fake).dns as DnsProvider;
    expect((await failure(third.write(ZONE, [createNew], { revision }))).code).toBe('CONFLICT');
    expect(writesOf(fake)).toHaveLength(1);
  });

  it('deletes hosts without a dot as they are stored, and gives them the dot when they change', async () => {
    const { fake, dns } = await start();
    fake.put(ZONE, {
      name: `mail.${ZONE}`,
      type: 'MX',
      ttl: 60,
      values: ['10 mx.example.net', '20  MX2.example.net'],
    });
    expect(await at(dns, 'mail', 'MX')).toEqual(
      makeRRset('mail', 'MX', 60, ['10 mx.example.net.', '20 mx2.example.net.']),
    );
    await edit(dns, (present) =>
      present.map((rrset) =>
        rrset.name === 'mail' ? makeRRset('mail', 'MX', 60, ['10 mx.example.net.']) : rrset,
      ),
    );
    expect(fake.zoneOf(ZONE).sets.get(`mail.${ZONE}. MX `)?.values).toEqual(['10 mx.example.net.']);
    await edit(dns, (present) => present.filter((rrset) => rrset.name !== 'mail'));
    expect(await at(dns, 'mail', 'MX')).toBeUndefined();
  });

  it('changes the SOA and does not delete it', async () => {
    const { fake, dns } = await start();
    const { rrsets, revision } = await dns.readZone(ZONE);
    const before = rrsets.find((rrset) => rrset.type === 'SOA') as RRset;
    const after = { ...before, rdata: before.rdata.map((rdata) => rdata.replace(/ 86400$/, ' 300')) };
    await dns.write(ZONE, [{ action: 'update', name: '@', type: 'SOA', before, after }], { revision });
    expect((await at(dns, '@', 'SOA'))?.rdata[0]).toMatch(/ 300$/);
    const now = await dns.readZone(ZONE);
    const gone: Change = { action: 'delete', name: '@', type: 'SOA', before: after, after: null };
    expect((await failure(dns.write(ZONE, [gone], now))).code).toBe('INVALID_RDATA');
    expect(fake.zoneOf(ZONE).sets.has(`${ZONE}. SOA `)).toBe(true);
  });

  it('that does not fit into a batch is refused before it is sent, and says its share', async () => {
    const { fake, dns } = await start();
    const text = `"${'x'.repeat(250)}"`;
    const long = Array.from({ length: 10 }, (_, i) =>
      makeRRset(`t${i}`, 'TXT', 300, [Array.from({ length: 15 }, () => text).join(' ')]),
    );
    const changes = long.map((after): Change => ({ ...createNew, name: after.name, type: 'TXT', after }));
    const { revision } = await dns.readZone(ZONE);
    expect((await failure(dns.write(ZONE, changes, { revision }))).code).toBe('CAPABILITY_MISSING');
    expect(writesOf(fake)).toEqual([]);
    const shares = changes.map((change) => dns.writeShare?.(change) ?? 0);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeGreaterThan(1);
    await dns.write(ZONE, changes.slice(0, 7), { revision });
    expect(dns.writeShare?.(createNew)).toBeLessThan(0.01);
  });
});

describe('sets that are not simple', () => {
  it('are NATIVE, one RRset for each name, and survive every write beside them', async () => {
    const { fake, dns } = await start();
    const name = `www2.${ZONE}`;
    fake.put(ZONE, { name, type: 'A', setIdentifier: 'a', weight: 1, ttl: 60, values: ['192.0.2.1'] });
    fake.put(ZONE, { name, type: 'A', setIdentifier: 'b', weight: 0, ttl: 60, values: ['192.0.2.1'] });
    fake.put(ZONE, {
      name,
      type: 'AAAA',
      values: [],
      alias: { hostedZoneId: 'Z2FDTNDATAQYW2', dnsName: 'd1.cloudfront.net.', evaluateTargetHealth: false },
    });
    const before = new Map(fake.zoneOf(ZONE).sets);
    expect(await at(dns, 'www2', 'NATIVE')).toEqual(
      native('www2', weighted('a', 1), weighted('b', 0), ALIAS),
    );
    await edit(dns, (present) => [...present, makeRRset('www2', 'TXT', 60, ['"x"']), NEW]);
    await edit(dns, (present) => present.filter((rrset) => rrset.name !== 'new' && rrset.type !== 'TXT'));
    before.delete(`note.${ZONE}. TXT `);
    expect(fake.zoneOf(ZONE).sets).toEqual(before);
  });

  it('are created, changed one by one, and deleted', async () => {
    const { fake, dns } = await start();
    const first = native('app', weighted('a', 1), weighted('b', 2), ALIAS);
    await edit(dns, (present) => [...present, first]);
    expect(await at(dns, 'app', 'NATIVE')).toEqual(first);
    const second = native('app', weighted('a', 1), weighted('b', 200));
    await edit(dns, (present) => present.map((rrset) => (rrset.name === 'app' ? second : rrset)));
    expect(await at(dns, 'app', 'NATIVE')).toEqual(second);
    expect(writesOf(fake).at(-1)?.body).not.toContain('<SetIdentifier>a<');
    await edit(dns, (present) => present.filter((rrset) => rrset.name !== 'app'));
    expect(await at(dns, 'app', 'NATIVE')).toBeUndefined();
  });

  it('take the place of a simple set, and leave it, in one write each', async () => {
    const { dns } = await start();
    const simple = makeRRset('app', 'A', 60, ['192.0.2.1']);
    const routed = native('app', weighted('a', 1));
    for (const wanted of [simple, routed, simple])
      await edit(dns, (present) => [...present.filter((rrset) => rrset.name !== 'app'), wanted]);
    expect(await at(dns, 'app', 'NATIVE')).toBeUndefined();
    expect(await at(dns, 'app', 'A')).toEqual(simple);
  });

  it('keep an ordinary set of their type away before anything is written, and no other', async () => {
    const { dns } = await start();
    await edit(dns, (present) => [...present, native('lb2', ALIAS)]);
    const { rrsets } = await dns.readZone(ZONE);
    const check = (wanted: readonly RRset[]): void =>
      dns.checkChanges?.(ZONE, rrsets, diffRRsets(rrsets, wanted));
    const beside = makeRRset('lb2', 'AAAA', 60, ['2001:db8::1']);
    expect(() => check([...rrsets, beside])).toThrow(/lb2 AAAA cannot stand beside lb2 NATIVE/);
    expect(() => check([...rrsets, makeRRset('lb2', 'A', 60, ['192.0.2.4'])])).not.toThrow();
    expect(() => check([...rrsets.filter(({ name }) => name !== 'lb2'), beside])).not.toThrow();
  });

  it('are refused where they make no sense, or somebody changed them', async () => {
    const { fake, dns } = await start();
    const senseless = native('app', { Type: 'A', SetIdentifier: 'x', Weight: 3 });
    expect((await failure(edit(dns, (present) => [...present, senseless]))).code).toBe('INVALID_RDATA');
    await edit(dns, (present) => [...present, native('app', weighted('a', 1))]);
    const outside = (): void => {
      fake.put(ZONE, {
        name: `app.${ZONE}`,
        type: 'A',
        setIdentifier: 'a',
        weight: 7,
        ttl: 60,
        values: ['192.0.2.1'],
      });
    };
    const moved = edit(dns, (present) => present.filter((rrset) => rrset.name !== 'app'), outside);
    expect((await failure(moved)).code).toBe('CONFLICT');
    expect(await at(dns, 'app', 'NATIVE')).toEqual(native('app', weighted('a', 7)));
  });

  it('with fields and types that nobody knows yet stay as they are', async () => {
    const { fake, dns } = await start();
    const strange =
      '<ResourceRecordSet><Name>odd.example.com.</Name><Type>NEWTYPE</Type><TTL>5</TTL><ResourceRecords><ResourceRecord><Value>x &amp;#34; y</Value></ResourceRecord></ResourceRecords><Novelty><Kind>1</Kind></Novelty></ResourceRecordSet>';
    const body = (sets: string): string =>
      `<?xml version="1.0"?><ListResourceRecordSetsResponse xmlns="x"><ResourceRecordSets>${sets}</ResourceRecordSets><IsTruncated>false</IsTruncated><Future><A/></Future></ListResourceRecordSetsResponse>`;
    fake.inject({ reply: { status: 200, body: body(strange) } }, { when: isList });
    const { rrsets, revision } = await dns.readZone(ZONE);
    const [found] = rrsets;
    expect(found).toEqual(
      native('odd', {
        Type: 'NEWTYPE',
        TTL: 5,
        ResourceRecords: [{ Value: 'x &#34; y' }],
        Novelty: { Kind: '1' },
      }),
    );
    const gone: Change = {
      action: 'delete',
      name: 'odd',
      type: 'NATIVE',
      before: found ?? null,
      after: null,
    };
    await failure(dns.write(ZONE, [gone], { revision }));
    expect(writesOf(fake)[0]?.body).toContain(strange);
  });

  it('of a traffic policy are left to it, and keep the zone from being deleted', async () => {
    const { fake, dns } = await start();
    fake.put(ZONE, { name: `tp.${ZONE}`, type: 'A', values: [], trafficPolicyInstanceId: 'policy-1' });
    expect((await at(dns, 'tp', 'NATIVE'))?.extras).toEqual({ managedBy: 'route53-traffic-policy' });
    expect((await failure(dns.deleteZone?.(ZONE) ?? Promise.resolve())).code).toBe('PROTECTED');
    expect(writesOf(fake)).toEqual([]);
  });
});

describe('zones', () => {
  it('are read by pages of 300', async () => {
    const { fake, dns } = await start();
    for (let i = 0; i < 700; i++)
      fake.put(ZONE, {
        name: `h${i}.${ZONE}`,
        type: 'TXT',
        ttl: 60,
        values: [`"${'&<'.repeat(60)}"`, '"b"'],
      });
    const { rrsets } = await dns.readZone(ZONE);
    expect(rrsets.filter((rrset) => rrset.name.startsWith('h'))).toHaveLength(700);
    expect(fake.requests.filter(isList)).toHaveLength(3);
  });

  it('of one name: private ones are passed over, two public ones refused', async () => {
    const { fake, dns } = await start();
    const zone = fake.zoneOf(ZONE);
    fake.zones.set('ZPRIVATE', { ...zone, id: 'ZPRIVATE', vpc: { region: 'eu-west-1', id: 'vpc-1' } });
    expect((await dns.listZones()).map(({ name }) => name)).toEqual([ZONE, 'example.net']);
    await dns.readZone(ZONE);
    fake.zones.set('ZSECOND', { ...zone, id: 'ZSECOND' });
    const other = open(fake).dns as DnsProvider;
    const refused = await failure(other.readZone(ZONE));
    expect(refused.code).toBe('AMBIGUOUS');
    expect(refused.reason).toContain('ZSECOND');
    fake.zones.delete('ZSECOND');
    fake.zones.delete(zone.id);
    expect((await failure(other.readZone(ZONE))).code).toBe('ZONE_NOT_FOUND');
  });

  it('whose id is no longer one are looked up again', async () => {
    const { fake, dns } = await start();
    await dns.readZone(ZONE);
    const zone = fake.zoneOf(ZONE);
    fake.zones.delete(zone.id);
    fake.zones.set('ZNEW', { ...zone, id: 'ZNEW' });
    expect((await dns.readZone(ZONE)).rrsets.length).toBeGreaterThan(0);
    expect((await dns.metadata?.(ZONE))?.['zoneId']).toBe('ZNEW');
  });

  it('are deleted with all that they hold, in batches', async () => {
    const { fake, dns } = await start();
    for (let i = 0; i < 30; i++)
      fake.put(ZONE, {
        name: `h${i}.${ZONE}`,
        type: 'A',
        ttl: 60,
        values: Array.from({ length: 100 }, (_, n) => `192.0.2.${n}`),
      });
    fake.put(ZONE, {
      name: `w.${ZONE}`,
      type: 'A',
      setIdentifier: 'a',
      weight: 1,
      ttl: 60,
      values: ['192.0.2.1'],
    });
    await dns.deleteZone?.(ZONE);
    expect([...fake.zones.values()].map((zone) => zone.name)).toEqual(['example.net.']);
    expect(writesOf(fake)).toHaveLength(4);
  });

  it('that are signed are told, and not deleted', async () => {
    const { fake, dns } = await start();
    const publicKey =
      'GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==';
    const zone = fake.zoneOf(ZONE);
    expect(await dns.dnssec?.(ZONE)).toEqual({ signed: false, ds: [], dnskey: [] });
    zone.keys.set('ksk', {
      name: 'ksk',
      kmsArn: 'arn:aws:kms:us-east-1:123456789012:key/x',
      callerReference: 'x',
      publicKey,
      status: 'ACTIVE',
      created: 0,
      modified: 0,
    });
    zone.signing = true;
    const state = await dns.dnssec?.(ZONE);
    expect(state).toMatchObject({ signed: true, dnskey: [`257 3 13 ${publicKey}`] });
    expect(state?.ds[0]).toMatch(/^\d+ 13 2 [0-9a-f]{64}$/);
    const sets = new Map(zone.sets);
    expect((await failure(dns.deleteZone?.(ZONE) ?? Promise.resolve())).code).toBe('PROTECTED');
    expect(zone.sets).toEqual(sets);
  });

  it('of another AWS service belong to it', async () => {
    const { fake, dns } = await start();
    const { id } = fake.zoneOf(ZONE);
    const body = `<ListHostedZonesByNameResponse><HostedZones><HostedZone><Id>/hostedzone/${id}</Id><Name>${ZONE}.</Name><CallerReference>x</CallerReference><Config><PrivateZone>false</PrivateZone></Config><LinkedService><ServicePrincipal>servicediscovery.amazonaws.com</ServicePrincipal></LinkedService></HostedZone></HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesByNameResponse>`;
    fake.inject({ reply: { status: 200, body } });
    const { rrsets } = await dns.readZone(ZONE);
    expect(new Set(rrsets.map((rrset) => rrset.extras?.['managedBy']))).toEqual(
      new Set(['servicediscovery.amazonaws.com']),
    );
    expect((await failure(dns.deleteZone?.(ZONE) ?? Promise.resolve())).code).toBe('PROTECTED');
  });

  it('tell how the last change stands', async () => {
    const { fake, dns } = await start();
    expect((await dns.metadata?.(ZONE))?.['lastChange']).toBeNull();
    await writeNew(dns);
    expect((await dns.metadata?.(ZONE))?.['lastChange']).toMatchObject({ status: 'PENDING' });
    fake.advance();
    expect((await dns.metadata?.(ZONE))?.['lastChange']).toMatchObject({ status: 'INSYNC' });
  });

  it('are not created beyond the quota', async () => {
    const { fake, dns } = await start();
    fake.zonesPerAccount = 2;
    const refused = await failure(dns.createZone?.('more.example', { nameservers: [] }) ?? Promise.resolve());
    expect(refused.code).toBe('ACCOUNT_GATE');
    expect(refused.reason).toContain('quota');
  });
});

describe('faults', () => {
  it.each(['html-503', 'half-body', 'lost-before'] as const)('reads go on after %s', async (fault) => {
    const { fake, dns } = await start();
    fake.inject(fault, { when: isList, times: 2 });
    expect((await dns.readZone(ZONE)).rrsets.length).toBeGreaterThan(0);
  });

  it.each<[what: string, body: unknown]>([
    ['a page of HTML', '<html>sign in</html>'],
    ['JSON', { a: 1 }],
    [
      'an answer of another form',
      '<ListResourceRecordSetsResponse><IsTruncated>maybe</IsTruncated></ListResourceRecordSetsResponse>',
    ],
    [
      'a page that does not say how it goes on',
      '<ListResourceRecordSetsResponse><ResourceRecordSets/><IsTruncated>true</IsTruncated></ListResourceRecordSetsResponse>',
    ],
  ])('%s is no zone', async (_what, body) => {
    const { fake, dns } = await start();
    fake.inject({ reply: { status: 200, body } }, { when: isList });
    expect((await failure(dns.readZone(ZONE))).code).toBe('PROVIDER_UNAVAILABLE');
  });

  it('an error with status 200 is an error', async () => {
    const { fake, dns } = await start();
    const body =
      '<ErrorResponse><Error><Type>Sender</Type><Code>InvalidChangeBatch</Code><Message>[no]</Message></Error><RequestId>r-1</RequestId></ErrorResponse>';
    fake.inject({ reply: { status: 200, body } }, { when: isWrite });
    const refused = await failure(writeNew(dns));
    expect([refused.code, refused.requestId]).toEqual(['INVALID_RDATA', 'r-1']);
  });

  it('a write whose answer is lost is sent once, and nobody knows', async () => {
    const { fake, dns } = await start();
    fake.inject('lost-after', { when: isWrite });
    const lost = await failure(writeNew(dns));
    expect([lost.code, lost.details?.['outcome']]).toEqual(['NETWORK', 'unknown']);
    expect(writesOf(fake)).toHaveLength(1);
    expect(await at(dns, 'new', 'A')).toEqual(NEW);
  });

  it.each(['html-503', 'html-200', 'half-body'] as const)(
    'a write answered by %s is sent once',
    async (fault) => {
      const { fake, dns } = await start();
      fake.inject(fault, { when: isWrite });
      const lost = await failure(writeNew(dns));
      expect(['PROVIDER_UNAVAILABLE', 'NETWORK']).toContain(lost.code);
      expect(lost.details?.['outcome']).toBe('unknown');
      expect(writesOf(fake)).toHaveLength(1);
    },
  );

  it('a write beside another that is taken in waits longer and longer, and at last gives up', async () => {
    const { clock, waited } = testTime();
    const { fake, dns } = await start({}, { clock });
    fake.priorRequestNotComplete = 2;
    await writeNew(dns);
    expect(waited).toEqual([1000, 2000]);
    expect(await at(dns, 'new', 'A')).toEqual(NEW);
    fake.priorRequestNotComplete = 99;
    const refused = await failure(edit(dns, (present) => present.filter((rrset) => rrset.name !== 'new')));
    expect(refused.code).toBe('RATE_LIMITED');
    expect(await at(dns, 'new', 'A')).toEqual(NEW);
  });

  it('throttling is honoured, for reads and writes, and the budget kept within the limits of the server', async () => {
    const time = testTime();
    const { fake, dns } = await start({ limits: true, now: () => time.clock.now().getTime() }, time);
    for (let i = 0; i < 80; i++) await dns.listZones();
    await writeNew(dns);
    expect(time.waited.length).toBeGreaterThan(0);
    expect(time.waited.every((ms) => ms >= 500)).toBe(true);
    // Each refusal is followed by one try, after the pause. The write reads and writes; where the zone is stood in the lists.
    const refused = time.waited.length;
    expect(fake.requests).toHaveLength(80 + 2 + refused);
  });

  it('a list is not asked again for the zones in it, and many names are looked for in one', async () => {
    const { fake, dns } = await start();
    const names = Array.from({ length: 20 }, (_, i) => `many${String(i)}.com`);
    for (const name of names) fake.addZone(name);
    await Promise.all(names.map((name) => dns.readZone(name)));
    expect(fake.requests).toHaveLength(1 + 1 + 20);
    fake.addZone('later.com');
    expect((await dns.listZones()).map(({ name }) => name)).toContain('later.com');
    await dns.readZone('later.com');
    expect(fake.requests).toHaveLength(1 + 1 + 20 + 2);
    fake.addZone('later.com');
    await dns.listZones();
    expect((await failure(dns.readZone('later.com'))).code).toBe('AMBIGUOUS');
  });

  it('throttling without an end is told', async () => {
    const time = testTime();
    const { fake, dns } = await start({}, time);
    const body =
      '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error><RequestId>r</RequestId></ErrorResponse>';
    fake.inject({ reply: { status: 400, body } }, { times: 99 });
    expect((await failure(dns.listZones())).code).toBe('RATE_LIMITED');
  });
});

describe('credentials', () => {
  it.each<[what: string, set: (fake: FakeRoute53) => void, key: { readonly [field: string]: string }]>([
    ['an unknown key', () => undefined, { 'access-key-id': 'AKIAUNKNOWN', 'secret-access-key': 'x' }],
    ['a wrong secret', () => undefined, { 'secret-access-key': 'x' }],
    [
      'a session that is over',
      (fake) => void (fake.sessionExpired = true),
      { 'session-token': 'local-session' },
    ],
    ['a session of another', () => undefined, { 'session-token': 'another' }],
  ])('%s is refused, and told without the secret', async (_what, set, key) => {
    const fake = await startFakeRoute53();
    started.push(fake);
    fake.sessionToken = 'session-token' in key ? 'local-session' : undefined;
    set(fake);
    const own = { 'access-key-id': fake.accessKeyId, 'secret-access-key': fake.secretAccessKey };
    const account = open(fake, { credentials: { ...own, ...key } });
    for (const refused of [
      await failure(account.dns?.listZones() ?? Promise.resolve()),
      await failure(account.registrar?.list() ?? Promise.resolve()),
    ]) {
      expect(refused.code).toBe('CREDENTIAL_REJECTED');
      for (const secret of [fake.secretAccessKey, 'local-session', 'another'])
        expect(`${refused.message} ${refused.reason ?? ''} ${JSON.stringify(refused.details)}`).not.toContain(
          secret,
        );
    }
    expect((await account.test()).map(({ ok }) => ok)).toEqual([false, false]);
  });

  it('of a session go along with its token', async () => {
    const fake = await startFakeRoute53();
    started.push(fake);
    fake.sessionToken = 'local-session';
    const credentials = {
      'access-key-id': fake.accessKeyId,
      'secret-access-key': fake.secretAccessKey,
      'session-token': 'local-session',
    };
    expect((await open(fake, { credentials }).test()).every(({ ok }) => ok)).toBe(true);
  });

  it('that may not do something: the permission is named', async () => {
    const { fake, dns, account } = await start();
    fake.denied.add('ChangeResourceRecordSets');
    const refused = await failure(writeNew(dns));
    expect(refused.code).toBe('PERMISSION_MISSING');
    expect(refused.message).toContain('route53:ChangeResourceRecordSets');
    fake.denied.add('ListDomains');
    expect(await account.test()).toMatchObject([
      { name: 'zones', ok: true },
      { name: 'domains', ok: true, code: 'PERMISSION_MISSING' },
    ]);
    fake.denied.add('ListHostedZones');
    expect((await account.test()).map(({ ok }) => ok)).toEqual([false, false]);
  });

  it('that are half there are told so', async () => {
    const fake = await startFakeRoute53();
    started.push(fake);
    const half = open(fake, { credentials: { 'access-key-id': fake.accessKeyId } });
    expect((await failure(half.dns?.listZones() ?? Promise.resolve())).code).toBe('CREDENTIAL_MISSING');
  });
});
