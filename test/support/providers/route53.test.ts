import { createHash, createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { startFakeRoute53, type FakeRoute53 } from './route53.ts';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Signing = { secret?: string; region?: string; service?: string; token?: string };

const XMLNS = 'https://route53.amazonaws.com/doc/2013-04-01/';
const NOW = Date.UTC(2026, 8, 1);
let server: FakeRoute53;
let clock = NOW;

afterEach(() => server.stop());

async function start(options: { limits?: boolean } = {}): Promise<void> {
  clock = NOW;
  server = await startFakeRoute53({ now: () => clock, ...options });
}

async function send(
  method: string,
  target: string,
  body: string,
  headers: Record<string, string>,
  signing: Signing,
): Promise<Answer> {
  const { secret = server.secretAccessKey, region = 'us-east-1', service = 'route53', token } = signing;
  const stamp = new Date(clock).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = stamp.slice(0, 8);
  const url = new URL(server.url + target);
  const all: Record<string, string> = { ...headers, host: url.host, 'x-amz-date': stamp };
  if (token !== undefined) all['x-amz-security-token'] = token;
  const names = Object.keys(all).sort();
  const query = url.search.slice(1).split('&').sort().join('&');
  const canonical = [method, url.pathname, query, ...names.map((name) => `${name}:${all[name]}`), ''];
  const request = [...canonical, names.join(';'), sha(body)].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  let key: string | Buffer = `AWS4${secret}`;
  for (const step of scope.split('/')) key = createHmac('sha256', key).update(step).digest();
  const toSign = `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${sha(request)}`;
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${server.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  const { host: _, ...sent } = all;
  const init = { method, headers: { ...sent, authorization } };
  const response = await fetch(url, body === '' ? init : { ...init, body });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

const dns = (method: string, path: string, body = '', signing: Signing = {}): Promise<Answer> =>
  send(method, `/2013-04-01/${path}`, body, {}, signing);

async function domains(operation: string, input: object): Promise<Record<string, unknown>> {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `Route53Domains_v20140515.${operation}`,
  };
  const { text } = await send('POST', '/', JSON.stringify(input), headers, { service: 'route53domains' });
  return JSON.parse(text) as Record<string, unknown>;
}

const records = (name: string, type: string, ...values: string[]): string =>
  `<Name>${name}</Name><Type>${type}</Type><TTL>300</TTL><ResourceRecords>${values
    .map((value) => `<ResourceRecord><Value>${value}</Value></ResourceRecord>`)
    .join('')}</ResourceRecords>`;

const change = (action: string, set: string): string =>
  `<Change><Action>${action}</Action><ResourceRecordSet>${set}</ResourceRecordSet></Change>`;

const batch = (...changes: string[]): Promise<Answer> =>
  dns(
    'POST',
    `hostedzone/${server.zoneOf('example.com').id}/rrset/`,
    `<?xml version="1.0"?><ChangeResourceRecordSetsRequest xmlns="${XMLNS}"><ChangeBatch><Changes>${changes.join('')}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`,
  );

const inside = (text: string, element: string): string[] =>
  [...text.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, found = '']) => found);

const newZone = (name: string, reference: string): Promise<Answer> =>
  dns(
    'POST',
    'hostedzone',
    `<CreateHostedZoneRequest xmlns="${XMLNS}"><Name>${name}</Name><CallerReference>${reference}</CallerReference></CreateHostedZoneRequest>`,
  );

const CONTACT = {
  FirstName: 'A',
  LastName: 'B',
  ContactType: 'PERSON',
  AddressLine1: '1 Road',
  City: 'Rome',
  CountryCode: 'IT',
  PhoneNumber: '+39.0612345678',
  Email: 'a@example.com',
};
const ORDER = {
  DomainName: 'fresh.org',
  DurationInYears: 2,
  AdminContact: CONTACT,
  RegistrantContact: CONTACT,
  TechContact: CONTACT,
};

describe('signatures', () => {
  it('takes the right one and refuses others with 403, in the form of the service', async () => {
    await start();
    expect((await dns('GET', 'hostedzone')).status).toBe(200);
    for (const signing of [{ secret: 'wrong' }, { region: 'eu-west-1' }, { service: 'route53domains' }]) {
      const { status, text } = await dns('GET', 'hostedzone', '', signing);
      expect([status, ...inside(text, 'Code')]).toEqual([403, 'SignatureDoesNotMatch']);
    }
    const bare = await fetch(`${server.url}/2013-04-01/hostedzone`);
    expect(await bare.text()).toContain('<Code>MissingAuthenticationToken</Code>');
    server.sessionToken = 'session';
    expect(await domains('ListDomains', {})).toMatchObject({ __type: 'UnrecognizedClientException' });
    expect((await dns('GET', 'hostedzone', '', { token: 'session' })).status).toBe(200);
  });
});

describe('hosted zones', () => {
  it('creates with 201, Location, NS and SOA; a caller reference serves once', async () => {
    await start();
    const { status, headers, text } = await newZone('New.Example.ORG', 'ref-1');
    const zone = server.zoneOf('new.example.org');
    expect(status).toBe(201);
    expect(headers.get('location')).toMatch(new RegExp(`/hostedzone/${zone.id}$`));
    expect(inside(text, 'Id')[0]).toBe(`/hostedzone/${zone.id}`);
    expect([...zone.sets.values()].map(({ type, ttl }) => [type, ttl])).toEqual([
      ['NS', 172_800],
      ['SOA', 900],
    ]);
    const again = await newZone('other.org', 'ref-1');
    expect([again.status, ...inside(again.text, 'Code')]).toEqual([409, 'HostedZoneAlreadyExists']);
    const full = await dns('DELETE', `hostedzone/${server.zoneOf('example.net').id}`);
    expect(inside(full.text, 'Code')).toEqual(['HostedZoneNotEmpty']);
    expect((await dns('DELETE', `hostedzone/${zone.id}`)).status).toBe(200);
    expect((await dns('GET', `hostedzone/${zone.id}`)).status).toBe(404);
  });

  it('lists by name from a position, reversed labels first', async () => {
    await start();
    const { text } = await dns('GET', 'hostedzonesbyname?dnsname=example.net&maxitems=1');
    expect(inside(text, 'Name')).toEqual(['example.net.']);
    expect(inside(text, 'IsTruncated')).toEqual(['false']);
  });
});

describe('record sets', () => {
  it('pages in reversed-label order, wildcards as \\052', async () => {
    await start();
    const zone = server.zoneOf('example.com').id;
    const seen: string[] = [];
    let query = '?maxitems=2';
    while (query !== '') {
      const { text } = await dns('GET', `hostedzone/${zone}/rrset${query}`);
      seen.push(...inside(text, 'Name'));
      const [name] = inside(text, 'NextRecordName');
      const [type = ''] = inside(text, 'NextRecordType');
      query = name === undefined ? '' : `?maxitems=2&name=${encodeURIComponent(name)}&type=${type}`;
    }
    const apex = Array.from({ length: 4 }, () => 'example.com.');
    expect(seen).toEqual([...apex, '\\052.dev.example.com.', 'note.example.com.', 'www.example.com.']);
    const refused = await dns('GET', `hostedzone/${zone}/rrset?type=A`);
    expect(inside(refused.text, 'Code')).toEqual(['InvalidInput']);
  });

  it('answers PENDING, INSYNC after the polls', async () => {
    await start();
    const { text } = await batch(change('CREATE', records('a.example.com', 'A', '192.0.2.9')));
    const id = inside(text, 'Id')[0]?.replace('/change/', '') ?? '';
    expect(inside(text, 'Status')).toEqual(['PENDING']);
    expect(inside((await dns('GET', `change/${id}`)).text, 'Status')).toEqual(['PENDING']);
    expect(inside((await dns('GET', `change/${id}`)).text, 'Status')).toEqual(['INSYNC']);
    expect(inside((await dns('GET', 'change/C1')).text, 'Code')).toEqual(['NoSuchChange']);
  });

  it('applies a batch whole or not at all', async () => {
    await start();
    const { status, text } = await batch(
      change('CREATE', records('new.example.com', 'A', '192.0.2.9')),
      change('CREATE', records('example.com', 'A', '192.0.2.9')),
      change('DELETE', records('gone.example.com', 'A', '192.0.2.9')),
    );
    expect([status, ...inside(text, 'Code')]).toEqual([400, 'InvalidChangeBatch']);
    expect(text).toContain("[name='example.com.', type='A'] but it already exists, Tried to delete");
    expect(server.zoneOf('example.com').sets.has('new.example.com. A ')).toBe(false);
  });

  it('refuses what the service refuses', async () => {
    await start();
    const fault = async (action: string, set: string): Promise<string> =>
      inside((await batch(change(action, set))).text, 'Message').join();
    expect(await fault('DELETE', records('example.com', 'A', '192.0.2.8'))).toContain(
      'do not match the current',
    );
    expect(await fault('CREATE', records('x.example.com', 'TXT', 'bare'))).toContain(
      'enclosed in quotation marks',
    );
    expect(await fault('UPSERT', records('example.com', 'CNAME', 'a.b'))).toContain('not permitted at apex');
    expect(await fault('CREATE', records('www.example.com', 'A', '192.0.2.8'))).toContain(
      'conflicting RRSet',
    );
    expect(await fault('CREATE', records('a.example.org', 'A', '192.0.2.8'))).toContain(
      'not permitted in zone',
    );
    expect(await fault('CREATE', records('a.*.example.com', 'A', '192.0.2.8'))).toContain('Wildcard');
    expect(await fault('CREATE', records('t.example.com', 'TXT', '"x"', '"x"'))).toBe(
      `[Duplicate Resource Record: '&quot;x&quot;']`,
    );
    const many = Array.from({ length: 251 }, (_, at) => `192.0.${at}.1`);
    const two = ['a', 'b'].map((name) => change('UPSERT', records(`${name}.example.com`, 'A', ...many)));
    expect((await batch(...two)).text).toContain('Number of records limit of 1000 exceeded.');
    const turned = '<Type>A</Type><Name>o.example.com</Name><TTL>1</TTL>';
    server.strictElementOrder = true;
    expect(await fault('CREATE', turned)).toContain("starting with element 'Name'");
    server.batchErrorForm = 'InvalidChangeBatch';
    expect((await batch(change('CREATE', records('example.com', 'CNAME', 'a.b')))).text).toContain(
      '<Messages><Message>RRSet of type CNAME',
    );
  });

  it('changes a CNAME to an A in one batch, DELETE first', async () => {
    await start();
    const gone = change('DELETE', records('www.example.com', 'CNAME', 'example.com.'));
    const made = change('CREATE', records('www.example.com', 'A', '192.0.2.7'));
    expect((await batch(made, gone)).status).toBe(400);
    expect((await batch(gone, made)).status).toBe(200);
    expect(server.remove('example.com', 'www.example.com', 'A')).toBe(true);
  });

  it('throttles, and refuses beside a prior request', async () => {
    await start({ limits: true });
    server.priorRequestNotComplete = 1;
    const prior = await batch(change('UPSERT', records('a.example.com', 'A', '192.0.2.9')));
    expect(inside(prior.text, 'Code')).toEqual(['PriorRequestNotComplete']);
    for (let count = 1; count < 50; count++) expect((await dns('GET', 'hostedzonecount')).status).toBe(200);
    const refused = await dns('GET', 'hostedzonecount');
    expect([refused.status, ...inside(refused.text, 'Message')]).toEqual([400, 'Rate exceeded']);
    clock += 100;
    expect((await dns('GET', 'hostedzonecount')).status).toBe(200);
  });
});

describe('domains', () => {
  it('registers by an operation, and makes a hosted zone', async () => {
    await start();
    server.availabilityPendingOnce = true;
    const ask = { DomainName: 'fresh.org' };
    expect(await domains('CheckDomainAvailability', ask)).toEqual({ Availability: 'PENDING' });
    expect(await domains('CheckDomainAvailability', ask)).toEqual({ Availability: 'AVAILABLE' });
    const { OperationId } = await domains('RegisterDomain', ORDER);
    expect(await domains('RegisterDomain', ORDER)).toMatchObject({
      __type: 'DuplicateRequest',
      requestId: OperationId,
    });
    const states: unknown[] = [];
    for (let poll = 0; poll < 3; poll++)
      states.push((await domains('GetOperationDetail', { OperationId }))['Status']);
    expect(states).toEqual(['SUBMITTED', 'IN_PROGRESS', 'SUCCESSFUL']);
    expect(server.purchases.map(({ kind, price }) => [kind, price])).toEqual([['register', 28]]);
    expect(server.zoneOf('fresh.org').nameServers).toHaveLength(4);
    expect(await domains('GetDomainDetail', ask)).toMatchObject({
      ExpirationDate: Date.UTC(2028, 8, 1) / 1000,
      RegistrantPrivacy: true,
    });
  });

  it('knows taken, premium and foreign names', async () => {
    await start();
    const check = (DomainName: string): Promise<unknown> =>
      domains('CheckDomainAvailability', { DomainName });
    expect(await check('taken.com')).toEqual({ Availability: 'UNAVAILABLE' });
    expect(await check('premium.com')).toEqual({ Availability: 'UNAVAILABLE_PREMIUM' });
    expect(await check('x.zz')).toMatchObject({ __type: 'UnsupportedTLD' });
    expect(await domains('GetDomainDetail', { DomainName: 'taken.com' })).toMatchObject({
      __type: 'InvalidInput',
    });
    expect(await domains('ListDomains', { MaxItems: 1 })).toEqual({
      Domains: [
        {
          DomainName: 'example.com',
          AutoRenew: true,
          TransferLock: true,
          Expiry: NOW / 1000 + 300 * 86_400,
        },
      ],
      NextPageMarker: 'page-1',
    });
  });

  it('renews once by CurrentExpiryYear', async () => {
    await start();
    const renewal = { DomainName: 'example.net', CurrentExpiryYear: 2026 };
    expect(await domains('RenewDomain', renewal)).toHaveProperty('OperationId');
    server.advance();
    server.advance();
    expect(await domains('RenewDomain', renewal)).toMatchObject({ __type: 'InvalidInput' });
    expect(server.purchases).toHaveLength(1);
  });

  it('computes the digest of a DNSKEY', async () => {
    await start();
    // RFC 6605 §6.1
    const key = 'GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==';
    const attributes = { Algorithm: 13, Flags: 257, PublicKey: key };
    const input = { DomainName: 'example.net', SigningAttributes: attributes };
    expect(await domains('AssociateDelegationSignerToDomain', input)).toHaveProperty('OperationId');
    server.advance();
    server.advance();
    expect(server.domains.get('example.net')?.dnssecKeys).toMatchObject([
      { KeyTag: 55648, Digest: 'B4C8C1FE2E7477127B27115656AD6256F424625BF5C1E2770CE6D6E37DF61D17' },
    ]);
  });

  it('lets an operation fail or wait for a human', async () => {
    await start();
    server.nextOperation = { statusFlag: 'PENDING_CUSTOMER_ACTION', outcome: 'FAILED', message: 'no' };
    const { OperationId } = await domains('DisableDomainTransferLock', { DomainName: 'example.com' });
    for (let poll = 0; poll < 5; poll++) await domains('GetOperationDetail', { OperationId });
    expect(await domains('GetOperationDetail', { OperationId })).toMatchObject({
      Status: 'IN_PROGRESS',
      StatusFlag: 'PENDING_CUSTOMER_ACTION',
    });
    server.advance();
    expect(await domains('GetOperationDetail', { OperationId })).toMatchObject({
      Status: 'FAILED',
      Message: 'no',
    });
    expect(server.domains.get('example.com')?.transferLock).toBe(true);
  });
});
