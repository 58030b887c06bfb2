import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseIdentifier } from '../../src/core/certificate.ts';
import type { RegctlError } from '../../src/core/errors.ts';
import type { CertificateWish, IssueResult } from '../../src/control-plane/certs.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { LocalDeps } from '../../src/control-plane/local.ts';
import type { CertificateAuthority } from '../../src/ports/certificate-authority.ts';
import { compound, Problem } from '../support/acme/problem.ts';
import { startAcmeServer, type AcmeServer } from '../support/acme/server.ts';
import { createWorldOf, type WorldOf } from '../support/acme-world.ts';
import { refused } from '../support/refused.ts';

const IN_USE = 'in-use.example.org';

/** Refuses one kind of request, the first `times` of them. */
function refusing(
  kind: string,
  make: () => Problem,
  times = Infinity,
): (asked: string) => Problem | undefined {
  let left = times;
  return (asked) => (asked === kind && left-- > 0 ? make() : undefined);
}

interface Row {
  readonly title: string;
  readonly names?: readonly string[];
  readonly arrange: (server: AcmeServer) => void;
  readonly wrap?: (ca: CertificateAuthority) => Partial<CertificateAuthority>;
  readonly code: string;
  readonly kind: string;
  readonly reason: string;
  readonly hint: string;
  readonly retryAfterSeconds?: number;
}

const limited =
  (detail: string, headers: { readonly [name: string]: string } = {}) =>
  (): Problem =>
    new Problem('rateLimited', detail, { status: 429, headers });
const in2Hours = (): string => new Date(Date.now() + 7_200_000).toISOString().slice(0, 19).replace('T', ' ');

const ROWS: readonly Row[] = [
  {
    title: 'a limit with seconds to wait',
    names: [IN_USE, 'limited-1.example.org'],
    arrange: ({ moods }) =>
      (moods.refuse = refusing('new-order', limited('too many certificates', { 'retry-after': '86400' }))),
    code: 'RATE_LIMITED',
    kind: 'scheduled',
    reason: 'too many certificates (rateLimited)',
    hint: 'or choose another CA with `--ca`',
    retryAfterSeconds: 86_400,
  },
  {
    title: 'a limit with a date to wait for',
    names: [IN_USE, 'limited-2.example.org'],
    arrange: ({ moods }) =>
      (moods.refuse = refusing('new-order', () =>
        limited('too many', { 'retry-after': new Date(Date.now() + 7_200_000).toUTCString() })(),
      )),
    code: 'RATE_LIMITED',
    kind: 'scheduled',
    reason: 'too many (rateLimited)',
    hint: 'try again after 2',
    retryAfterSeconds: 7_200,
  },
  {
    title: 'a limit with its time in the words alone',
    names: [IN_USE, 'limited-3.example.org'],
    arrange: ({ moods }) =>
      (moods.refuse = refusing('new-order', () =>
        limited(`too many, retry after ${in2Hours()} UTC: see https://ca.example/limits`)(),
      )),
    code: 'RATE_LIMITED',
    kind: 'scheduled',
    reason: 'retry after',
    hint: 'try again after 2',
    retryAfterSeconds: 7_200,
  },
  {
    title: 'a limit that says nothing of time',
    arrange: ({ moods }) => (moods.refuse = refusing('new-order', limited('too many'))),
    code: 'RATE_LIMITED',
    kind: 'scheduled',
    reason: 'too many',
    hint: 'try again after 2',
    retryAfterSeconds: 3_600,
  },
  {
    title: 'a name that is paused until a person lifts it',
    arrange: ({ moods }) =>
      (moods.refuse = refusing(
        'new-order',
        limited('1 name is paused: visit https://ca.example/unpause?jwt=abc.'),
      )),
    code: 'CA_REFUSED',
    kind: 'user',
    reason: 'is paused',
    hint: 'read https://ca.example/unpause?jwt=abc',
  },
  {
    title: 'a storm of refused nonces',
    arrange: ({ moods }) => (moods.nonceReject = 100),
    code: 'PROVIDER_UNAVAILABLE',
    kind: 'transient',
    reason: 'the nonce is not good (badNonce)',
    hint: 'try again later',
  },
  {
    title: 'a CA that fails',
    arrange: ({ moods }) =>
      (moods.refuse = refusing(
        'finalize',
        () => new Problem('serverInternal', 'we are sorry', { status: 500 }),
      )),
    code: 'PROVIDER_UNAVAILABLE',
    kind: 'transient',
    reason: 'we are sorry (serverInternal)',
    hint: 'choose another CA',
  },
  {
    title: 'new terms of service',
    arrange: ({ moods }) =>
      (moods.refuse = refusing(
        'new-order',
        () =>
          new Problem('userActionRequired', 'the terms changed', {
            status: 403,
            more: { instance: 'https://ca.example/agree' },
          }),
      )),
    code: 'ACME_ACCOUNT_UNUSABLE',
    kind: 'operator',
    reason: 'the terms changed',
    hint: 'read https://ca.example/agree',
  },
  {
    title: 'names that the CA does not issue for, each named',
    names: [IN_USE, 'a.blocked.example', 'b.blocked.example'],
    arrange: ({ moods }) => (moods.blocked = ['blocked.example']),
    code: 'CA_REFUSED',
    kind: 'user',
    reason: 'b.blocked.example: we do not issue for b.blocked.example (rejectedIdentifier)',
    hint: 'change what is asked for',
  },
  {
    title: 'a compound of malformed names under another type',
    arrange: ({ moods }) =>
      (moods.refuse = refusing('new-order', () =>
        compound('malformed', [{ name: IN_USE, problem: new Problem('caa', 'CAA forbids it') }]),
      )),
    code: 'CA_REFUSED',
    kind: 'user',
    reason: `${IN_USE}: CAA forbids it (caa)`,
    hint: 'change what is asked for',
  },
  {
    title: 'CAA records that only the CA saw',
    names: ['caa.example.net'],
    arrange: () => undefined,
    wrap: (ca) => ({ directory: async (signal) => ({ ...(await ca.directory(signal)), caaIdentities: [] }) }),
    code: 'CHALLENGE_FAILED',
    kind: 'user',
    reason: 'CAA record for caa.example.net prevents issuance (caa)',
    hint: 'regctl dns query _acme-challenge.caa.example.net TXT',
  },
  {
    title: 'a hundred and one names',
    names: [IN_USE, ...Array.from({ length: 100 }, (_, i) => `n${i}.example.org`)],
    arrange: () => undefined,
    code: 'CA_REFUSED',
    kind: 'request',
    reason: 'an order is for 100 names at most (malformed)',
    hint: 'change what is asked for',
  },
  {
    title: 'an address, which is proven by other means',
    names: [IN_USE, '192.0.2.7'],
    arrange: () => undefined,
    code: 'CA_REFUSED',
    kind: 'request',
    reason: 'the CA takes addresses by http-01, tls-alpn-01 only',
    hint: 'leave it out',
  },
];

describe('what a CA refuses', () => {
  let world: WorldOf<AcmeServer>;
  beforeAll(async () => {
    world = await createWorldOf((dnsServer) => startAcmeServer({ dnsServers: [dnsServer] }));
    const edits = [{ op: 'add', name: 'caa', type: 'CAA', rdata: ['0 issue "other.example"'] }] as const;
    const plan = await world.regctl.plans.create({ zone: 'example.net', target: { kind: 'edit', edits } });
    await world.regctl.plans.apply({ plan });
    await issue([IN_USE]);
  });
  afterAll(() => world.dispose());
  beforeEach(() => world.ca.calm());

  const issue = (
    names: readonly string[],
    wish: Partial<CertificateWish> = {},
    regctl: ControlPlane = world.regctl,
    timeoutMs = 60_000,
  ): Promise<IssueResult> =>
    regctl.certs.issue(
      {
        identifiers: names.map((one) => parseIdentifier(one)),
        name: names[0] ?? '',
        agreesToTerms: true,
        force: true,
        wish: { cas: [world.ca.directoryUrl], profile: 'classic', ...wish },
      },
      { timeoutMs },
    );
  const serial = async (name: string): Promise<string | undefined> =>
    (await world.regctl.certs.get(name)).issued?.serial;
  const expectClean = async (): Promise<void> => {
    for (const zone of ['example.org', 'example.net', 'blocked.example']) {
      const { rrsets } = await world.regctl.zones.read({ zone });
      expect(rrsets.filter((rrset) => rrset.type === 'TXT')).toEqual([]);
    }
  };
  const withAuthority =
    (change: (ca: CertificateAuthority) => Partial<CertificateAuthority>) =>
    (deps: LocalDeps): LocalDeps => ({
      ...deps,
      openAuthority: async (url, surroundings) => {
        const ca = await deps.openAuthority(url, surroundings);
        return { ...ca, ...change(ca) };
      },
    });
  const sent = (start: string): number => world.ca.requests.filter((one) => one.startsWith(start)).length;

  it.each(ROWS)(
    '$title: the words of the CA, what to do next, and the certificate in use stays',
    async (row) => {
      const before = await serial(IN_USE);
      row.arrange(world.ca);
      const regctl = row.wrap === undefined ? world.regctl : world.open(withAuthority(row.wrap));
      const error = await refused(issue(row.names ?? [IN_USE], {}, regctl));
      expect(error).toMatchObject({ code: row.code, details: { class: row.kind } });
      expect(error.reason).toContain(row.reason);
      expect(error.hint).toContain(row.hint);
      if (row.retryAfterSeconds !== undefined)
        expect(Math.abs((error.retryAfterSeconds ?? 0) - row.retryAfterSeconds)).toBeLessThanOrEqual(60);
      expect(await serial(IN_USE)).toBe(before);
      await expectClean();
      world.ca.calm();
      expect((await issue([IN_USE])).outcome).toBe('issued');
    },
  );

  it('goes on where the CA refuses every second nonce, or is away for a moment', async () => {
    Object.assign(world.ca.moods, { nonceReject: 50 });
    expect((await issue(['nonces.example.org'])).outcome).toBe('issued');
    const away = (): Problem =>
      new Problem('serverInternal', 'busy', { status: 503, headers: { 'retry-after': '0' } });
    Object.assign(world.ca.moods, { nonceReject: 0, refuse: refusing('new-nonce', away, 2) });
    expect((await issue(['busy.example.org'], {}, world.open())).outcome).toBe('issued');
  });

  it('leaves an order that takes its time, and the next run goes on with it', async () => {
    Object.assign(world.ca.moods, { coy: 1, retryAfter: '3600' });
    const error = await refused(issue(['slow.example.org']));
    expect(error).toMatchObject({ code: 'CERTIFICATE_PENDING', retryAfterSeconds: 3_600, exitCode: 8 });
    world.ca.calm();
    world.ca.requests.length = 0;
    await issue(['slow.example.org']);
    expect([sent('POST /new-order'), sent('POST /challenge')]).toEqual([0, 0]);
    await expectClean();
  });

  it('orders anew where an order expired, or was forgotten, before it was gone on with', async () => {
    Object.assign(world.ca.moods, { coy: 1, retryAfter: '3600' });
    expect((await refused(issue(['expired.example.org']))).code).toBe('CERTIFICATE_PENDING');
    world.ca.calm();
    world.ca.expireOrders();
    world.ca.requests.length = 0;
    expect((await issue(['expired.example.org'])).outcome).toBe('issued');
    expect(sent('POST /new-order')).toBe(1);
    Object.assign(world.ca.moods, { coy: 1, retryAfter: '3600' });
    expect((await refused(issue(['gone.example.org']))).code).toBe('CERTIFICATE_PENDING');
    world.ca.calm();
    const gone = (): Problem => new Problem('malformed', 'no such order', { status: 404 });
    world.ca.moods.refuse = refusing('order', gone, 1);
    expect((await issue(['gone.example.org'])).outcome).toBe('issued');
    await expectClean();
  });

  it('names what was not found of an order that is half valid, and proves the rest no more', async () => {
    const wrong = world.open(
      withAuthority((ca) => ({
        dnsChallengeValue: async (signer, token) =>
          ++asked === 2 ? 'x'.repeat(43) : ca.dnsChallengeValue(signer, token),
      })),
    );
    let asked = 0;
    world.ca.moods.reuse = true;
    const error = await refused(issue(['half1.example.org', 'half2.example.org'], {}, wrong));
    expect(error).toMatchObject({ code: 'CHALLENGE_FAILED', details: { class: 'user' } });
    const [bad = ''] = (error.details?.['names'] ?? []) as readonly string[];
    expect(error.reason).toContain(
      `Incorrect TXT record "${'x'.repeat(43)}" found at _acme-challenge.${bad}`,
    );
    expect(error.hint).toContain(`regctl dns query _acme-challenge.${bad} TXT`);
    await expectClean();
    world.ca.requests.length = 0;
    await issue(['half1.example.org', 'half2.example.org']);
    expect(sent('POST /challenge')).toBe(1);
  });

  it('says that an account was ended at the CA, and opens another when it is told to forget it', async () => {
    const before = await serial(IN_USE);
    world.ca.deactivateAccounts();
    const error = await refused(issue([IN_USE]));
    expect(error).toMatchObject({ code: 'ACME_ACCOUNT_UNUSABLE', details: { class: 'operator' } });
    expect(error.reason).toBe('the account was deactivated (unauthorized)');
    expect(error.hint).toContain(`regctl certs account delete ${world.ca.directoryUrl} --forget`);
    expect(await serial(IN_USE)).toBe(before);
    await world.regctl.certs.accounts.deactivate(world.ca.directoryUrl, { forget: true });
    expect((await issue([IN_USE])).outcome).toBe('issued');
  });

  it.each([
    ['replaced it already', () => new Problem('alreadyReplaced', 'replaced', { status: 409 })],
    ['does not know it', () => new Problem('malformed', 'not ours', { status: 404 })],
    ['has it of another account', () => new Problem('unauthorized', 'not yours', { status: 403 })],
  ])('orders without naming the old certificate where the CA %s', async (_, make) => {
    await issue(['old.example.org']);
    world.ca.moods.refuse = (kind, body) =>
      kind === 'new-order' && typeof body === 'object' && body !== null && 'replaces' in body
        ? make()
        : undefined;
    world.ca.requests.length = 0;
    expect((await issue(['old.example.org'])).outcome).toBe('issued');
    expect(sent('POST /new-order')).toBe(2);
  });
});

describe('a limit that a CA told of', () => {
  let world: WorldOf<AcmeServer>;
  beforeAll(async () => {
    world = await createWorldOf((dnsServer) => startAcmeServer({ dnsServers: [dnsServer] }));
  });
  afterAll(() => world.dispose());
  beforeEach(() => world.ca.calm());

  /** Regctl some minutes later, as a run of its own. */
  const later = (minutes: number): ControlPlane =>
    world.open((deps) => ({
      ...deps,
      clock: { ...deps.clock, now: () => new Date(Date.now() + minutes * 60_000) },
    }));
  const issue = (
    names: readonly string[],
    minutes = 0,
    wish: Partial<CertificateWish> = {},
  ): Promise<IssueResult> =>
    later(minutes).certs.issue({
      identifiers: names.map((one) => parseIdentifier(one)),
      agreesToTerms: true,
      force: true,
      wish: { cas: [world.ca.directoryUrl], ...wish },
    });
  /** Requests that are sent meanwhile, but for questions about a renewal window. */
  const asked = async (work: () => Promise<unknown>): Promise<number> => {
    world.ca.requests.length = 0;
    await work();
    return world.ca.requests.filter((one) => !one.includes('/renewal-info')).length;
  };
  const limit = (kind: string, detail: string): void => {
    world.ca.moods.refuse = refusing(kind, limited(detail, { 'retry-after': '7200' }));
  };

  it('is kept to until it is over, in the words of the CA, by whoever would ask', async () => {
    const { certificate } = await issue(['kept.example.org']);
    limit('new-order', 'too many orders for this');
    expect((await refused(issue(['kept.example.org']))).code).toBe('RATE_LIMITED');
    world.ca.calm();
    let error: RegctlError | undefined;
    expect(await asked(async () => (error = await refused(issue(['kept.example.org'], 100))))).toBe(0);
    expect(error).toMatchObject({ code: 'RATE_LIMITED', exitCode: 10, details: { class: 'scheduled' } });
    expect(error?.message).toMatch(/ is not asked before 2\d{3}-/);
    expect(error?.reason).toMatch(/^it refused the same at 2.*: too many orders for this \(rateLimited\)$/);
    expect(Math.abs((error?.retryAfterSeconds ?? 0) - 1_200)).toBeLessThanOrEqual(60);
    // A renewal by itself keeps to it too, and comes back when it is over.
    expect(await asked(() => later(110).certs.renew({ name: 'kept.example.org', force: true }))).toBe(0);
    const failed = await world.regctl.certs.get('kept.example.org');
    expect(failed.issued).toEqual(certificate.issued);
    expect(Math.abs(Date.parse(failed.nextCheckAt ?? '') - Date.now() - 7_200_000)).toBeLessThan(120_000);
    // Other names are none of its business, and it ends.
    expect((await issue(['other.example.org'])).outcome).toBe('issued');
    expect((await issue(['kept.example.org'], 121)).outcome).toBe('issued');
  });

  it('holds back what it is about as far as the CA says, and nothing else', async () => {
    limit('new-order', 'too many certificates (50) already issued for "a.example.net" in the last 168h0m0s');
    await refused(issue(['www.a.example.net']));
    limit('new-order', 'too many failed authorizations (5) for "b.example.net" in the last 1h0m0s');
    await refused(issue(['b.example.net', 'c.example.net']));
    world.ca.calm();
    for (const names of [['a.example.net'], ['x.y.a.example.net', 'd.example.net'], ['*.b.example.net']])
      expect(await asked(() => refused(issue(names))), names.join()).toBe(0);
    for (const name of ['aa.example.net', 'www.b.example.net', 'c.example.net'])
      expect((await issue([name])).outcome, name).toBe('issued');
    limit('new-order', 'too many new orders (300) from this account in the last 3h0m0s');
    await refused(issue(['e.example.net']));
    world.ca.calm();
    expect(await asked(() => refused(issue(['f.example.net'], 100)))).toBe(0);
    expect((await issue(['f.example.net'], 121)).outcome).toBe('issued');
  });

  it('lets the next CA be asked at once', async () => {
    limit('new-order', 'too many');
    const names = ['next.example.org'];
    await refused(issue(names, 200));
    world.ca.calm();
    const second = await startAcmeServer({ dnsServers: [world.nameServer] });
    try {
      const cas = [world.ca.directoryUrl, second.directoryUrl];
      let result: IssueResult | undefined;
      expect(await asked(async () => (result = await issue(names, 200, { cas })))).toBe(0);
      expect(result?.certificate.issued?.directoryUrl).toBe(second.directoryUrl);
    } finally {
      await second.stop();
    }
  });

  it('leaves an order that was placed, and the next run goes on with it when it is over', async () => {
    const names = ['step.example.org'];
    limit('finalize', 'slow down');
    expect((await refused(issue(names, 200))).code).toBe('RATE_LIMITED');
    world.ca.calm();
    expect(await asked(() => refused(issue(names, 300)))).toBe(0);
    await issue(names, 321);
    expect(world.ca.requests.filter((one) => one.startsWith('POST /new-order'))).toEqual([]);
  });

  it('is about whatever is asked where it is none of the words of ACME', async () => {
    world.ca.moods.refuse = refusing(
      'new-order',
      () =>
        new Problem('about:blank', 'too many requests', { status: 429, headers: { 'retry-after': '60' } }),
    );
    await refused(issue(['any.example.org'], 400));
    world.ca.calm();
    expect(await asked(() => refused(issue(['another.example.org'], 400)))).toBe(0);
    expect((await issue(['another.example.org'], 402)).outcome).toBe('issued');
  });

  it('is asked about once more where it says nothing of time', async () => {
    world.ca.moods.refuse = refusing('new-order', limited('too many'), 1);
    await refused(issue(['unsaid.example.org'], 500));
    expect((await issue(['unsaid.example.org'], 500)).outcome).toBe('issued');
  });

  it('holds back new ACME accounts', async () => {
    const fresh = await createWorldOf((dnsServer) => startAcmeServer({ dnsServers: [dnsServer] }));
    try {
      const ca = fresh.ca.directoryUrl;
      fresh.ca.moods.refuse = refusing('new-account', limited('too many accounts', { 'retry-after': '600' }));
      const create = (): Promise<unknown> => fresh.regctl.certs.accounts.create({ ca, agreesToTerms: true });
      expect((await refused(create())).code).toBe('RATE_LIMITED');
      fresh.ca.calm();
      fresh.ca.requests.length = 0;
      expect((await refused(create())).reason).toContain('too many accounts (rateLimited)');
      expect(fresh.ca.requests).toEqual([]);
    } finally {
      await fresh.dispose();
    }
  });
});

describe('a CA that looks from two places', () => {
  it('is told apart from a wrong record when one of them does not see it', async () => {
    // The second name server has the zone without the record.
    const other = await createWorldOf((dnsServer) => startAcmeServer({ dnsServers: [dnsServer] }));
    const world = await createWorldOf((dnsServer) =>
      startAcmeServer({ dnsServers: [dnsServer, other.nameServer] }),
    );
    try {
      const work = world.regctl.certs.issue({
        identifiers: [parseIdentifier('www.example.org')],
        agreesToTerms: true,
        wish: { cas: [world.ca.directoryUrl] },
      });
      await expect(work).rejects.toMatchObject({
        code: 'CHALLENGE_FAILED',
        reason: expect.stringContaining('During secondary validation: No TXT record found') as string,
        details: { class: 'propagation' },
      });
    } finally {
      await Promise.all([world.dispose(), other.dispose()]);
    }
  });
});
