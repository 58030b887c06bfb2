import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetChangeCommand,
  GetDNSSECCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  paginateListHostedZones,
  Route53Client,
  type Change,
  type ListResourceRecordSetsCommandInput,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import {
  CheckDomainAvailabilityCommand,
  EnableDomainAutoRenewCommand,
  GetDomainDetailCommand,
  GetOperationDetailCommand,
  ListPricesCommand,
  paginateListDomains,
  RegisterDomainCommand,
  ResendContactReachabilityEmailCommand,
  Route53DomainsClient,
  type ContactDetail,
} from '@aws-sdk/client-route-53-domains';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeRoute53, type FakeRoute53 } from '../support/providers/route53.ts';

/** Amazon's own clients judge the local server that our client is tested against: they sign, write XML and read answers by the published models. */
let server: FakeRoute53;
let dns: Route53Client;
let domains: Route53DomainsClient;

beforeAll(async () => {
  server = await startFakeRoute53();
  const config = {
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
    maxAttempts: 1,
  };
  dns = new Route53Client(config);
  domains = new Route53DomainsClient(config);
});
afterAll(async () => {
  dns.destroy();
  domains.destroy();
  await server.stop();
});

async function zoneId(name = 'example.com'): Promise<string> {
  const { HostedZones = [] } = await dns.send(new ListHostedZonesByNameCommand({ DNSName: name }));
  return HostedZones.find((zone) => zone.Name === `${name}.`)?.Id ?? '';
}

async function sets(id: string): Promise<ResourceRecordSet[]> {
  const found: ResourceRecordSet[] = [];
  let start: Partial<ListResourceRecordSetsCommandInput> | undefined = {};
  while (start !== undefined) {
    const page: ListResourceRecordSetsCommandOutput = await dns.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: id, MaxItems: 3, ...start }),
    );
    found.push(...(page.ResourceRecordSets ?? []));
    start = page.IsTruncated
      ? {
          StartRecordName: page.NextRecordName,
          StartRecordType: page.NextRecordType,
          StartRecordIdentifier: page.NextRecordIdentifier,
        }
      : undefined;
  }
  return found;
}

const write = async (HostedZoneId: string, ...Changes: Change[]): Promise<string> =>
  (await dns.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }))).ChangeInfo
    ?.Id ?? '';

describe("Amazon's client of Route 53, at the local server", () => {
  it('lists hosted zones by pages', async () => {
    const names: (string | undefined)[] = [];
    for await (const page of paginateListHostedZones({ client: dns, pageSize: 1 }, {}))
      names.push(...(page.HostedZones ?? []).map((zone) => zone.Name));
    expect(new Set(names)).toEqual(new Set(['example.com.', 'example.net.']));
  });

  it('reads a zone and its name servers', async () => {
    const { HostedZone, DelegationSet } = await dns.send(new GetHostedZoneCommand({ Id: await zoneId() }));
    expect(HostedZone).toMatchObject({ Name: 'example.com.', Config: { PrivateZone: false } });
    expect(DelegationSet?.NameServers).toHaveLength(4);
  });

  it('pages through record sets', async () => {
    const found = await sets(await zoneId());
    expect(found.map((set) => `${set.Name} ${set.Type}`)).toEqual([
      'example.com. A',
      'example.com. MX',
      'example.com. NS',
      'example.com. SOA',
      '\\052.dev.example.com. A',
      'note.example.com. TXT',
      'www.example.com. CNAME',
    ]);
    expect(found.find((set) => set.Type === 'TXT')?.ResourceRecords).toEqual([
      { Value: '"hello world" "and \\"more\\""' },
    ]);
  });

  it.each<[what: string, set: ResourceRecordSet]>([
    [
      'a simple set',
      { Name: 'a.example.com.', Type: 'A', TTL: 300, ResourceRecords: [{ Value: '192.0.2.9' }] },
    ],
    [
      'a weighted set',
      {
        Name: 'w.example.com.',
        Type: 'A',
        SetIdentifier: 'one',
        Weight: 10,
        TTL: 60,
        ResourceRecords: [{ Value: '192.0.2.9' }],
        HealthCheckId: '11111111-2222-3333-4444-555555555555',
      },
    ],
    [
      'a geolocation set',
      {
        Name: 'g.example.com.',
        Type: 'AAAA',
        SetIdentifier: 'eu',
        GeoLocation: { ContinentCode: 'EU' },
        TTL: 60,
        ResourceRecords: [{ Value: '2001:db8::1' }],
      },
    ],
    [
      'an alias',
      {
        Name: 'c.example.com.',
        Type: 'A',
        AliasTarget: {
          HostedZoneId: 'Z2FDTNDATAQYW2',
          DNSName: 'd1.cloudfront.net.',
          EvaluateTargetHealth: false,
        },
      },
    ],
  ])('writes %s, reads it back and deletes it', async (_what, set) => {
    const id = await zoneId();
    const change = await write(id, { Action: 'CREATE', ResourceRecordSet: set });
    expect((await sets(id)).find((each) => each.Name === set.Name)).toEqual(set);
    expect((await dns.send(new GetChangeCommand({ Id: change }))).ChangeInfo?.Status).toBe('PENDING');
    await write(id, { Action: 'DELETE', ResourceRecordSet: set });
    expect((await sets(id)).some((each) => each.Name === set.Name)).toBe(false);
  });

  it('knows a refusal by its name', async () => {
    const Name = 'gone.example.com';
    const set: ResourceRecordSet = { Name, Type: 'A', TTL: 1, ResourceRecords: [{ Value: '192.0.2.1' }] };
    await expect(write(await zoneId(), { Action: 'DELETE', ResourceRecordSet: set })).rejects.toMatchObject({
      name: 'InvalidChangeBatch',
    });
    await expect(dns.send(new GetHostedZoneCommand({ Id: 'Z0000' }))).rejects.toMatchObject({
      name: 'NoSuchHostedZone',
    });
  });

  it('creates a zone, asks for its DNSSEC state, and deletes it', async () => {
    const { HostedZone, Location } = await dns.send(
      new CreateHostedZoneCommand({ Name: 'sdk.example', CallerReference: crypto.randomUUID() }),
    );
    const Id = HostedZone?.Id ?? '';
    expect(Location).toContain(Id.replace('/hostedzone/', ''));
    const { Status } = await dns.send(new GetDNSSECCommand({ HostedZoneId: Id }));
    expect(Status?.ServeSignature).toBe('NOT_SIGNING');
    await dns.send(new DeleteHostedZoneCommand({ Id }));
    expect(await zoneId('sdk.example')).toBe('');
  });
});

const CONTACT: ContactDetail = {
  FirstName: 'Ada',
  LastName: 'Lovelace',
  ContactType: 'PERSON',
  AddressLine1: '1-2-3 Example',
  City: 'Shibuya-ku',
  CountryCode: 'JP',
  ZipCode: '150-0001',
  PhoneNumber: '+81.312345678',
  Email: 'ada@example.net',
};

describe("Amazon's client of Route 53 Domains, at the local server", () => {
  it('lists registrations by pages, and reads one', async () => {
    const names: (string | undefined)[] = [];
    for await (const page of paginateListDomains({ client: domains, pageSize: 1 }, {}))
      names.push(...(page.Domains ?? []).map((domain) => domain.DomainName));
    expect(names).toEqual(['example.com', 'example.net']);
    const detail = await domains.send(new GetDomainDetailCommand({ DomainName: 'example.com' }));
    expect(detail.ExpirationDate).toBeInstanceOf(Date);
    expect(detail.Nameservers).toHaveLength(4);
  });

  it('checks, prices and registers, and follows the operation', async () => {
    const DomainName = 'sdk-bought.com';
    const { Availability } = await domains.send(new CheckDomainAvailabilityCommand({ DomainName }));
    expect(Availability).toBe('AVAILABLE');
    const { Prices } = await domains.send(new ListPricesCommand({ Tld: 'com' }));
    expect(Prices?.[0]?.RegistrationPrice).toMatchObject({ Currency: 'USD' });
    const order = { AdminContact: CONTACT, RegistrantContact: CONTACT, TechContact: CONTACT };
    const { OperationId } = await domains.send(
      new RegisterDomainCommand({ DomainName, DurationInYears: 1, ...order }),
    );
    server.advance();
    server.advance();
    const operation = await domains.send(new GetOperationDetailCommand({ OperationId }));
    expect(operation).toMatchObject({ Status: 'SUCCESSFUL', Type: 'REGISTER_DOMAIN', DomainName });
    expect(operation.SubmittedDate).toBeInstanceOf(Date);
  });

  it('switches renewal, and sends the e-mail again', async () => {
    const DomainName = 'example.net';
    await domains.send(new EnableDomainAutoRenewCommand({ DomainName }));
    expect((await domains.send(new GetDomainDetailCommand({ DomainName }))).AutoRenew).toBe(true);
    const sent = await domains.send(new ResendContactReachabilityEmailCommand({ domainName: DomainName }));
    expect(sent).toMatchObject({ domainName: DomainName, emailAddress: 'erika@example.com' });
  });

  it('knows a refusal by its name', async () => {
    await expect(
      domains.send(new GetDomainDetailCommand({ DomainName: 'not-ours.com' })),
    ).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
