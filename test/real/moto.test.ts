import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provider as route53 } from '../../src/adapters/providers/route53/index.ts';
import { RegctlError } from '../../src/core/errors.ts';
import type { Change } from '../../src/core/plan/plan.ts';
import { nativeRdata } from '../../src/core/records/native.ts';
import { makeRRset } from '../../src/core/rrset.ts';
import type { DnsProvider, OpenProvider } from '../../src/ports/dns-provider.ts';
import type { Progress, Registrar } from '../../src/ports/registrar.ts';
import { dnsProviderContract } from '../contracts/dns-provider.ts';
import { openForTest } from '../support/open-provider.ts';
import { hasMoto, startMoto, type MotoServer } from '../support/servers/moto.ts';

const ZONE = 'example.com';
const open = ({ url }: MotoServer): OpenProvider =>
  openForTest(route53, {
    endpoint: url,
    // Any: moto checks no signature, but reads from it which service is meant.
    credentials: { 'access-key-id': 'AKIALOCALMOTOTEST', 'secret-access-key': 'local' },
  });

const KNOWS_AGAIN = 'moto refuses a set that it held before and that was deleted since';

/** Our Route 53 at a server that nobody here wrote. */
describe.runIf(hasMoto())('with moto', () => {
  let starting: Promise<MotoServer> | undefined;
  /** One for all that follows: it takes its time to start. */
  const account = async (): Promise<OpenProvider> => open(await (starting ??= startMoto()));
  afterAll(async () => (await starting)?.stop());

  dnsProviderContract('Route 53 at moto', async () => {
    const provider = await account();
    await provider.dns?.createZone?.(ZONE, { nameservers: [] });
    return {
      provider,
      zone: ZONE,
      refused: { 'a text of 4,000 octets': 'a value has at most 4000 characters, quotes and blanks counted' },
      skipped: {
        'signs a delegation: NS before DS, and DS gone before NS': KNOWS_AGAIN,
        'puts a CNAME in the place of addresses, and back, in one write each': KNOWS_AGAIN,
        'exchanges the apex name servers, or leaves them to the provider':
          'moto deletes no set that it made itself',
      },
      // It is there for the others, too.
      dispose: () => Promise.resolve(),
    };
  });

  describe('hosted zones', () => {
    let dns: DnsProvider;
    beforeAll(async () => {
      const { dns: part } = await account();
      if (part === undefined) throw new Error('the DNS part is missing');
      dns = part;
    });

    it('are listed over pages', async () => {
      const names = Array.from({ length: 103 }, (_, i) => `zone${i}.example`);
      for (const name of names) await dns.createZone?.(name, { nameservers: [] });
      const listed = (await dns.listZones()).map((zone) => zone.name);
      expect(listed).toEqual(expect.arrayContaining(names));
      expect(new Set(listed).size).toBe(listed.length);
    });

    it.each<[what: string, fields: object]>([
      [
        'an alias',
        {
          Type: 'A',
          AliasTarget: {
            HostedZoneId: 'Z2FDTNDATAQYW2',
            DNSName: 'd1.cloudfront.net.',
            EvaluateTargetHealth: false,
          },
        },
      ],
      ['a weighted set', { Type: 'A', SetIdentifier: 'one', Weight: 10, ...values('192.0.2.1') }],
      ['a latency set', { Type: 'A', SetIdentifier: 'eu', Region: 'eu-west-1', ...values('192.0.2.1') }],
      ['a failover set', { Type: 'A', SetIdentifier: 'first', Failover: 'PRIMARY', ...values('192.0.2.1') }],
      [
        'a geolocation set',
        { Type: 'A', SetIdentifier: 'jp', GeoLocation: { CountryCode: 'JP' }, ...values('192.0.2.1') },
      ],
    ])('keep %s', async (what, fields) => {
      const zone = `${what.split(' ')[1] ?? ''}.example`;
      await dns.createZone?.(zone, { nameservers: [] });
      const native = makeRRset('x', 'NATIVE', 0, [nativeRdata(fields as Parameters<typeof nativeRdata>[0])]);
      const create: Change = { action: 'create', name: 'x', type: 'NATIVE', before: null, after: native };
      await dns.write(zone, [create], { revision: (await dns.readZone(zone)).revision });
      const state = await dns.readZone(zone);
      expect(state.rrsets.find((rrset) => rrset.name === 'x')).toMatchObject({
        type: 'NATIVE',
        rdata: native.rdata,
      });
      const remove: Change = { action: 'delete', name: 'x', type: 'NATIVE', before: native, after: null };
      await dns.write(zone, [remove], state);
      expect((await dns.readZone(zone)).rrsets.map((rrset) => rrset.name)).toEqual(['@', '@']);
    });

    it('are deleted with all that they hold', async () => {
      const zone = 'full.example';
      await dns.createZone?.(zone, { nameservers: [] });
      const after = makeRRset('www', 'A', 300, ['192.0.2.1']);
      const create: Change = { action: 'create', name: 'www', type: 'A', before: null, after };
      await dns.write(zone, [create], { revision: (await dns.readZone(zone)).revision });
      await dns.deleteZone?.(zone);
      expect(await dns.hasZone?.(zone)).toBe(false);
    });

    it('are not signed, and have a state that is in step', async () => {
      await dns.createZone?.('state.example', { nameservers: [] });
      expect(await dns.dnssec?.('state.example')).toEqual({ signed: false, ds: [], dnskey: [] });
      expect(await dns.metadata?.('state.example')).toMatchObject({ recordSets: 2, comment: null });
    });
  });

  describe('Route 53 Domains', () => {
    let registrar: Registrar;
    let bought: Progress;
    beforeAll(async () => {
      const { registrar: part } = await account();
      if (part === undefined) throw new Error('the registrar part is missing');
      registrar = part;
    });

    it('knows no registration at first', async () => {
      expect(await registrar.list()).toEqual([]);
      await expect(registrar.get('moto-bought.com')).rejects.toMatchObject({ code: 'DOMAIN_NOT_FOUND' });
    });

    it('registers a name, and the operation is followed to its end', async () => {
      const quote = {
        action: 'register',
        name: 'moto-bought.com',
        years: 2,
        total: { minor: 3000, currency: 'USD' },
        expiresAt: null,
        agreements: [],
      } as const;
      expect(await registrar.findPurchase?.(quote)).toBeUndefined();
      const contacts = { registrant: ADA, admin: ADA, tech: ADA };
      bought =
        (await registrar.buy?.({
          quote,
          contacts,
          nameservers: [],
          privacy: true,
          autoRenew: false,
          idempotencyKey: 'moto',
        })) ?? bought;
      expect(bought.state).toBe('running');
      expect(await registrar.follow?.(bought.handle ?? '')).toMatchObject({ state: 'done' });
      expect(await registrar.findPurchase?.(quote)).toMatchObject({ state: 'done' });
    });

    it('lists it and reads it', async () => {
      expect(await registrar.list()).toMatchObject([{ name: 'moto-bought.com', autoRenew: false }]);
      const found = await registrar.get('moto-bought.com');
      expect(found).toMatchObject({ name: 'moto-bought.com', autoRenew: false, privacy: true });
      expect(Date.parse(found.expiresAt ?? '')).toBeGreaterThan(Date.now() + 729 * 86_400_000);
      expect(await registrar.contacts?.('moto-bought.com')).toMatchObject({ registrant: ADA, tech: ADA });
    });

    it('delegates it', async () => {
      const servers = ['ns1.example.net', 'ns2.example.net'];
      const progress = await registrar.setNameservers?.('moto-bought.com', servers);
      expect(await registrar.follow?.(progress?.handle ?? '')).toMatchObject({ state: 'done' });
      expect((await registrar.get('moto-bought.com')).nameservers).toEqual(servers);
      expect(await registrar.setNameservers?.('moto-bought.com', servers)).toMatchObject({
        state: 'done',
        handle: null,
      });
    });

    it('knows of no transfer of a name that was bought', async () => {
      await expect(registrar.transferStatus?.('moto-bought.com')).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    });

    it('says of an operation that is not there that it is not', async () => {
      await expect(registrar.follow?.('00000000-0000-0000-0000-000000000000')).rejects.toBeInstanceOf(
        RegctlError,
      );
    });

    it.skip.each([
      ['availability', 'moto has no CheckDomainAvailability'],
      ['suggestions', 'moto has no GetDomainSuggestions'],
      ['prices', 'moto has no ListPrices'],
      ['renewals', 'moto has no RenewDomain'],
      ['transfers', 'moto has no TransferDomain, and no CheckDomainTransferability'],
      ['lock, renewal switch and privacy', 'moto has no EnableDomainTransferLock and its like'],
      ['new contacts', 'moto has no UpdateDomainContact'],
      ['keys', 'moto has no AssociateDelegationSignerToDomain'],
      ['auth codes', 'moto has no RetrieveDomainAuthCode'],
    ])('%s: %s', (_what, why) => {
      expect.fail(why);
    });
  });
});

const ADA = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  organization: null,
  email: 'ada@example.net',
  phone: '+81.312345678',
  fax: null,
  street: ['1-2-3 Example'],
  city: 'Shibuya-ku',
  state: null,
  postalCode: '150-0001',
  country: 'JP',
  extras: {},
} as const;

function values(...values: readonly string[]): object {
  return { TTL: 60, ResourceRecords: values.map((Value) => ({ Value })) };
}
