import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provider as cloudflare } from '../../src/adapters/providers/cloudflare/index.ts';
import { isServed, isStuck } from '../../src/core/custom-hostname.ts';
import { isRegctlError, type RegctlError } from '../../src/core/errors.ts';
import type { CustomHostnames, NewHostname } from '../../src/ports/custom-hostnames.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { AccountCheck } from '../../src/ports/dns-provider.ts';
import { openForTest } from '../support/open-provider.ts';
import { startFakeCloudflare, type FakeCloudflare } from '../support/providers/cloudflare.ts';
import type { FakeRequest } from '../support/providers/fake-server.ts';

const ZONE = 'example.com';
const HOST = 'app.customer.com';
const hurried: Clock = { now: () => new Date(), sleep: () => Promise.resolve() };

let fake: FakeCloudflare;
let part: CustomHostnames;
beforeEach(async () => {
  fake = await startFakeCloudflare();
  part = open();
});
afterEach(() => fake.stop());

function openAll(more: Partial<Parameters<typeof openForTest>[1]> = {}): ReturnType<typeof openForTest> {
  return openForTest(cloudflare, {
    endpoint: `${fake.url}/client/v4`,
    credentials: { 'api-token': fake.token },
    clock: hurried,
    ...more,
  });
}

function open(more: Partial<Parameters<typeof openForTest>[1]> = {}): CustomHostnames {
  const { hostnames } = openAll(more);
  if (hostnames === undefined) throw new Error('no custom hostnames');
  return hostnames;
}

const wish = (more: Partial<NewHostname> = {}): NewHostname => ({
  hostname: HOST,
  method: 'http',
  wildcard: false,
  authority: null,
  origin: null,
  ...more,
});

async function failure(work: Promise<unknown>): Promise<RegctlError> {
  try {
    throw new Error(`no error but ${JSON.stringify(await work)}`);
  } catch (error) {
    if (isRegctlError(error)) return error;
    throw error;
  }
}

const steps = (count: number): void => {
  for (let step = 0; step < count; step++) fake.advance();
};
const isCreation = ({ method, path }: FakeRequest): boolean =>
  method === 'POST' && path.endsWith('/custom_hostnames');
const reply = (
  status: number,
  errors: readonly object[],
): { readonly reply: { status: number; body: object } } => ({
  reply: { status, body: { success: false, errors, messages: [], result: null } },
});

describe('a custom hostname', () => {
  it('goes through both its states, each by itself', async () => {
    const made = await part.create(ZONE, wish());
    expect(made).toMatchObject({ hostname: HOST, zone: ZONE, state: 'pending', status: 'pending' });
    expect(made.certificate).toMatchObject({ state: 'pending', status: 'initializing', proofs: [] });
    const read = await part.get(ZONE, HOST);
    expect(read.certificate).toMatchObject({
      status: 'pending_validation',
      method: 'http',
      authority: 'google',
    });
    expect(read.certificate?.proofs).toMatchObject([{ kind: 'http' }]);
    expect(read.ownership).toMatchObject([
      { kind: 'txt', name: `_cf-custom-hostname.${HOST}` },
      { kind: 'http' },
    ]);
    steps(1);
    expect((await part.get(ZONE, HOST)).problems).toEqual(['custom hostname does not CNAME to this zone.']);
    fake.hostnames.dns.cnames.set(HOST, 'customers.example.com');
    steps(1);
    const half = await part.get(ZONE, HOST);
    expect([half.state, half.certificate?.state, isServed(half)]).toEqual(['active', 'pending', false]);
    steps(2);
    const whole = await part.get(ZONE, HOST);
    expect([whole.state, whole.certificate?.state, isServed(whole)]).toEqual(['active', 'active', true]);
    expect(whole.certificate?.expiresAt).toMatch(/^2027-/);
  });

  it('has a certificate before it points here, by TXT', async () => {
    await part.create(ZONE, wish({ method: 'txt' }));
    const { certificate } = await part.get(ZONE, HOST);
    const [proof] = certificate?.proofs ?? [];
    if (proof?.kind !== 'txt') throw new Error('no TXT');
    fake.hostnames.dns.txt.set(proof.name, [proof.value]);
    steps(3);
    const after = await part.get(ZONE, HOST);
    expect([after.state, after.certificate?.state]).toEqual(['pending', 'active']);
  });

  it('is proven for ever by a delegated challenge', async () => {
    await part.create(ZONE, wish({ method: 'txt', wildcard: true }));
    const { certificate } = await part.get(ZONE, HOST);
    expect(certificate?.proofs).toHaveLength(2);
    const suffix = await part.delegation(ZONE);
    expect(certificate?.delegations).toEqual([
      { kind: 'cname', name: `_acme-challenge.${HOST}`, target: `${HOST}.${suffix}` },
    ]);
    fake.hostnames.dns.cnames.set(`_acme-challenge.${HOST}`, `${HOST}.${suffix}`);
    steps(3);
    expect((await part.get(ZONE, HOST)).certificate).toMatchObject({ state: 'active', wildcard: true });
  });

  it('tells that it moved away, and that it is blocked', async () => {
    await part.create(ZONE, wish());
    fake.hostnames.dns.cnames.set(HOST, 'customers.example.com');
    steps(5);
    fake.hostnames.dns.cnames.delete(HOST);
    steps(1);
    const moved = await part.get(ZONE, HOST);
    expect([moved.state, moved.certificate?.state, isStuck(moved)]).toEqual(['moved', 'active', true]);
    fake.hostnames.blocked.add(HOST);
    steps(1);
    expect((await part.get(ZONE, HOST)).state).toBe('blocked');
  });

  it('begins its validation anew by the same object, or by another method', async () => {
    await part.create(ZONE, wish({ method: 'txt', authority: 'lets_encrypt' }));
    await part.get(ZONE, HOST);
    steps(25);
    expect((await part.get(ZONE, HOST)).certificate).toMatchObject({ state: 'failed' });
    const fresh = await part.refresh(ZONE, HOST, null);
    expect(fresh.certificate).toMatchObject({ state: 'pending', method: 'txt', authority: 'lets_encrypt' });
    const patch = fake.requests.find(({ method }) => method === 'PATCH');
    expect(JSON.parse(patch?.body ?? '')).toEqual({
      ssl: { method: 'txt', type: 'dv', certificate_authority: 'lets_encrypt' },
    });
    expect((await part.refresh(ZONE, HOST, 'http')).certificate).toMatchObject({ method: 'http' });
  });

  it('is gone once deleted', async () => {
    await part.create(ZONE, wish());
    await part.delete(ZONE, HOST);
    expect(await part.list(ZONE)).toEqual([]);
    expect((await failure(part.get(ZONE, HOST))).code).toBe('HOSTNAME_NOT_FOUND');
    expect((await failure(part.delete(ZONE, HOST))).code).toBe('HOSTNAME_NOT_FOUND');
  });

  it('is found by its whole name among others that contain it', async () => {
    for (const hostname of [`my${HOST}`, HOST, `${HOST}.org`]) await part.create(ZONE, wish({ hostname }));
    expect((await part.get(ZONE, HOST)).hostname).toBe(HOST);
  });

  it('is listed over pages', async () => {
    fake.maxPerPage = 5;
    for (let i = 0; i < 12; i++) await part.create(ZONE, wish({ hostname: `h${String(i)}.customer.com` }));
    expect(await part.list(ZONE)).toHaveLength(12);
    expect(await part.quota(ZONE)).toEqual({ used: 12, allocated: 100 });
  });

  it('has states that nobody knows yet as unknown, with their words', async () => {
    await part.create(ZONE, wish());
    await part.get(ZONE, HOST);
    Object.assign(fake.hostnames.hostname(HOST), { status: 'quarantined' });
    Object.assign(fake.hostnames.hostname(HOST).certificate, { status: 'pending_moonrise' });
    const strange = await part.get(ZONE, HOST);
    expect(strange).toMatchObject({ state: 'unknown', status: 'quarantined' });
    expect(strange.certificate).toMatchObject({ state: 'unknown', status: 'pending_moonrise' });
    expect([isServed(strange), isStuck(strange)]).toEqual([false, false]);
  });
});

describe('keys of custom hostnames', () => {
  it('are dropped from replies and have no place in requests', async () => {
    const secret = '-----BEGIN PRIVATE KEY-----';
    const ssl = {
      status: 'active',
      method: 'http',
      custom_key: secret,
      custom_certificate: 'x',
      custom_cert_bundle: [{ custom_key: secret }],
    };
    const result = [{ id: 'f', hostname: HOST, status: 'active', ssl, custom_key: secret }];
    fake.inject(
      {
        reply: { status: 200, body: { success: true, errors: [], result, result_info: { total_pages: 1 } } },
      },
      { when: ({ path }) => path.endsWith('/custom_hostnames') },
    );
    expect(JSON.stringify(await part.list(ZONE))).not.toMatch(/PRIVATE|custom_/);
    const smuggled = { ...wish(), custom_key: secret, ssl: { custom_key: secret } };
    await part.create(ZONE, smuggled);
    expect(fake.requests.map(({ body }) => body).join('')).not.toMatch(/PRIVATE|custom_key|custom_cert/);
  });
});

describe('refusals around custom hostnames', () => {
  it.each<[what: string, input: Partial<NewHostname>, code: string, reason: RegExp]>([
    ['an address', { hostname: '192.0.2.1' }, 'INVALID_NAME', /no hostname.*\(1407\)/],
    ['a reserved top-level domain', { hostname: 'app.customer.test' }, 'INVALID_NAME', /\(1409\)/],
    ['a public suffix', { hostname: 'co.uk' }, 'INVALID_NAME', /public suffix.*\(1410\)/],
    ['an example domain', { hostname: 'app.example.org' }, 'INVALID_NAME', /\(1411\)/],
    ['a wildcard by http', { wildcard: true }, 'INVALID_INPUT', /\(1448\)/],
    ['an unknown method', { method: 'pigeon' }, 'INVALID_INPUT', /\(1432\)/],
    ['an origin on a plan without them', { origin: 'o.example.com' }, 'ACCOUNT_GATE', /\(1414\)/],
  ])('tell %s', async (_, input, code, reason) => {
    const error = await failure(part.create(ZONE, wish(input)));
    expect(error).toMatchObject({ code, provider: 'cloudflare' });
    expect(error.reason).toMatch(reason);
    expect(error.hint).not.toBe('');
    // The token was not asked about: the refusal says itself what it is.
    expect(fake.requests.filter(({ path }) => path.includes('/tokens/'))).toEqual([]);
  });

  it('tell a duplicate, a quota that is used up and one that is not there', async () => {
    await part.create(ZONE, wish());
    expect(await failure(part.create(ZONE, wish()))).toMatchObject({
      code: 'ALREADY_EXISTS',
      hint: expect.stringContaining('hostnames get') as string,
    });
    fake.hostnames.quota = 1;
    const full = await failure(part.create(ZONE, wish({ hostname: 'b.customer.com' })));
    expect(full).toMatchObject({
      code: 'ACCOUNT_GATE',
      reason: expect.stringContaining('as many') as string,
    });
    fake.hostnames.quota = 0;
    const off = await failure(part.create(ZONE, wish({ hostname: 'b.customer.com' })));
    expect(off).toMatchObject({
      code: 'ACCOUNT_GATE',
      reason: expect.stringContaining('switched on') as string,
    });
  });

  it('tell an origin without a record, and take one that has it', async () => {
    fake.paid = true;
    expect((await failure(part.create(ZONE, wish({ origin: 'none.example.com' })))).reason).toContain('1421');
    expect(await part.create(ZONE, wish({ origin: 'www.example.com' }))).toMatchObject({
      origin: 'www.example.com',
    });
  });

  it('tell a change that is not to be had now', async () => {
    await part.create(ZONE, wish());
    fake.inject(reply(409, [{ code: 1439, message: 'Unsupported modification.' }]), {
      when: ({ method }) => method === 'PATCH',
    });
    expect((await failure(part.refresh(ZONE, HOST, null))).code).toBe('CAPABILITY_MISSING');
  });

  it('tell what the token may not do', async () => {
    const limited = open({ credentials: { 'api-token': fake.limitedToken } });
    expect(await failure(limited.create(ZONE, wish()))).toMatchObject({
      code: 'PERMISSION_MISSING',
      reason: expect.stringContaining('SSL and Certificates:Edit') as string,
    });
  });

  it('are transient where the server fails', async () => {
    fake.inject(reply(500, [{ code: 1500, message: 'Internal error.' }]), { when: isCreation });
    expect(await failure(part.create(ZONE, wish()))).toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      details: { outcome: 'unknown' },
    });
  });

  it('say of a lost reply that nobody knows, and send nothing twice', async () => {
    fake.inject('lost-after', { when: isCreation });
    expect(await failure(part.create(ZONE, wish()))).toMatchObject({ details: { outcome: 'unknown' } });
    expect(fake.requests.filter(isCreation)).toHaveLength(1);
    expect((await part.get(ZONE, HOST)).state).toBe('pending');
  });
});

describe('the fallback origin', () => {
  it('is nothing, then pending, then in use', async () => {
    expect(await part.fallbackOrigin(ZONE)).toBeNull();
    const set = await part.setFallbackOrigin(ZONE, 'www.example.com');
    expect(set).toMatchObject({ origin: 'www.example.com', state: 'pending', status: 'initializing' });
    steps(2);
    expect(await part.fallbackOrigin(ZONE)).toMatchObject({ state: 'active' });
  });

  it('needs a record in the zone', async () => {
    expect(await failure(part.setFallbackOrigin(ZONE, 'none.example.com'))).toMatchObject({
      code: 'INVALID_INPUT',
      hint: expect.stringContaining('dns set') as string,
    });
  });
});

describe('an account for the custom hostnames of one zone', () => {
  const only = (more: object = {}): Parameters<typeof open>[0] => ({
    settings: { 'saas-zone-id': fake.zone(ZONE).id },
    zones: [ZONE],
    credentials: { 'api-token': fake.saasToken },
    ...more,
  });
  const named = (checks: readonly AccountCheck[], name: string): AccountCheck | undefined =>
    checks.find((check) => check.name === name);

  it('works with a token that may do nothing else, and asks for no zone', async () => {
    const all = openAll(only());
    expect([all.dns, all.registrar]).toEqual([undefined, undefined]);
    await all.hostnames?.create(ZONE, wish());
    expect(
      fake.requests.map(({ path }) => path).filter((path) => !path.includes('/custom_hostnames')),
    ).toEqual([]);
    expect(await failure(open(only()).list('example.net'))).toMatchObject({ code: 'ZONE_NOT_FOUND' });
  });

  it('proves that its token is limited to that', async () => {
    const checks = await openAll(only()).test();
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['credential', true],
      ['custom hostnames', true],
      ['scope', true],
    ]);
    expect(named(checks, 'scope')?.detail).toContain('nothing but SSL for SaaS');
    expect(await part.list(ZONE)).toEqual([]);
  });

  it('names what its token may do beside that', async () => {
    const wide = named(await openAll(only({ credentials: { 'api-token': fake.token } })).test(), 'scope');
    expect(wide).toMatchObject({ ok: false, code: 'PERMISSION_MISSING' });
    expect(wide?.detail).toMatch(/1 other zones.*DNS records.*registrations/);
  });

  it('says that its token may only read', async () => {
    fake.tokens.get(fake.saasToken)?.permissions.delete('ssl:edit');
    expect(named(await openAll(only()).test(), 'custom hostnames')).toMatchObject({
      ok: false,
      code: 'PERMISSION_MISSING',
    });
  });

  it('needs the name of its zone', async () => {
    expect(await failure(open(only({ zones: [] })).zones())).toMatchObject({ code: 'INVALID_CONFIG' });
  });
});
