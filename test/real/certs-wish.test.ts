import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createX509 } from '../../src/adapters/x509/index.ts';
import { formatPem } from '../../src/core/pem.ts';
import { parseIdentifier } from '../../src/core/certificate.ts';
import type { Certificate, CertificateWish, IssueResult } from '../../src/control-plane/certs.ts';
import { startAcmeServer, type AcmeServer } from '../support/acme/server.ts';
import { createWorldOf, type WorldOf } from '../support/acme-world.ts';
import { createCliHome, type CliHome, type CliResult } from '../support/run-cli.ts';

const NAME = 'wish.example.org';
const RUNS = 25;

/** What may change without an issue, because no renewal can fail by it. */
function provenPart(wish: CertificateWish): object {
  const { renewBeforeMs: _, reuseKey: _1, preferredChain: _2, profileRequired: _3, cas: _4, ...rest } = wish;
  return { ...rest, challenge: rest.challenge ?? 'dns-01' };
}

describe('the wish of a certificate that is in use', () => {
  let world: WorldOf<AcmeServer>;
  let home: CliHome;
  beforeAll(async () => {
    world = await createWorldOf((dnsServer) => startAcmeServer({ dnsServers: [dnsServer] }));
    home = createCliHome();
    const x509 = createX509();
    for (const [file, name] of [
      ['own.csr', NAME],
      ['other.csr', 'other.example.org'],
      ['requested.csr', 'requested.example.org'],
    ] as const) {
      const der = await x509.createCsr(await x509.createKey('ec256'), [parseIdentifier(name)]);
      writeFileSync(join(home.project, file), formatPem('CERTIFICATE REQUEST', der));
    }
    writeFileSync(join(home.project, 'no.csr'), 'nothing');
    await issue([]);
  });
  afterAll(async () => {
    home.dispose();
    await world.dispose();
  });

  const run = (argv: readonly string[]): Promise<CliResult> => home.run(argv, { controlPlane: world.open() });
  const issue = async (flags: readonly string[], name = NAME): Promise<CliResult> => {
    const named = flags.includes('--ca') ? [] : ['--ca', world.ca.directoryUrl];
    return run(['certs', 'issue', name, ...named, '--agree-terms', ...flags]);
  };
  const certificate = (name = NAME): Promise<Certificate> => world.regctl.certs.get(name);

  /** Each flag as somebody might type it, right or wrong. */
  const words = (): readonly (readonly string[])[] => [
    ...[world.ca.directoryUrl, 'letsencrpyt', 'http://127.0.0.1:9/dir', 'ftp://ca.example', 'internal'].map(
      (ca) => ['--ca', ca],
    ),
    ...['classic', 'shortlived', 'golden'].map((profile) => ['--cert-profile', profile]),
    ...['classic', 'golden'].map((profile) => ['--prefer-cert-profile', profile]),
    ...['ec256', 'ec384', 'rsa1024'].map((type) => ['--key-type', type]),
    ...['dns-01', 'dns-account-01', 'http-01'].map((kind) => ['--challenge', kind]),
    ...['24h', '99999h', '5', '-3h'].map((time) => ['--renew-before', time]),
    ...['own.csr', 'other.csr', 'no.csr', 'missing.csr'].map((file) => ['--csr', file]),
    ...['local', 'locla'].map((account) => ['--account', account]),
    ...['files', 'nowhere=/etc'].map((place) => ['--deliver', place]),
    ['--preferred-chain', 'No Such Root'],
    ['--email', 'nobody'],
    ['--name', '../up'],
    ['--reuse-key'],
    ['--force'],
    ['--drop-names'],
    ['--frce'],
    ['more.example.org'],
    ['www.not-ours.example'],
    ['*.'],
  ];

  const pickOf = (word: string): number => words().findIndex((flags) => flags.includes(word));

  it('changes by what was issued and by nothing else, whatever is typed in whatever order', async () => {
    const typed = fc.uniqueArray(fc.nat({ max: words().length - 1 }), { minLength: 1, maxLength: 4 });
    let failed = 0;
    let issued = 0;
    await fc.assert(
      fc.asyncProperty(typed, async (picks) => {
        const flags = picks.flatMap((pick) => words()[pick] ?? []);
        const before = await certificate();
        const { exitCode, stderr } = await issue(flags);
        const after = await certificate();
        const isIssued = after.issued?.fingerprint !== before.issued?.fingerprint;
        const what = `${flags.join(' ')}: ${exitCode} ${stderr}`;
        if (exitCode !== 0 && exitCode !== 9) {
          failed++;
          expect(after.wish, what).toEqual(before.wish);
        } else if (isIssued) issued++;
        if (!isIssued) {
          expect(provenPart(after.wish), what).toEqual(provenPart(before.wish));
          const known = [world.ca.directoryUrl, 'internal', ...before.wish.cas];
          expect(
            after.wish.cas.filter((ca) => !known.includes(ca)),
            what,
          ).toEqual([]);
        }
        // What an issue has proven, a renewal can do as well.
        const [renewal] = await world.open().certs.renew({ name: NAME, force: true });
        expect([renewal?.outcome, renewal?.error?.message], what).toEqual(['renewed', undefined]);
      }),
      // One that fails and one that issues, whatever is drawn.
      { numRuns: RUNS, examples: ['--frce', 'ec384'].map((word) => [[pickOf(word)]]) },
    );
    expect(failed * issued, `${failed} failed, ${issued} issued`).toBeGreaterThan(0);
  }, 300_000);

  it('is told where it is not followed: what only an issue would prove', async () => {
    const name = 'told.example.org';
    const again = (flags: readonly string[]): Promise<CliResult> => issue(flags, name);
    expect((await again([])).exitCode).toBe(0);
    const before = await certificate(name);
    const kept = await again([
      '--account',
      'local',
      '--challenge',
      'dns-account-01',
      '--ca',
      world.ca.directoryUrl,
    ]);
    expect(kept, kept.stderr).toMatchObject({ exitCode: 0 });
    expect(kept.stderr).toContain(
      'renewed as before; issued anew by `--force` it follows --account, --challenge too',
    );
    expect((await certificate(name)).wish).toEqual(before.wish);
    expect(await again(['--account', 'locla'])).toMatchObject({ exitCode: 5, stdout: '' });
    // A CA that nobody has spoken with may be none.
    const cas = [world.ca.directoryUrl, 'http://127.0.0.1:9/dir'].flatMap((ca) => ['--ca', ca]);
    expect((await again(cas)).stderr).toContain('it follows --ca too');
    expect((await certificate(name)).wish).toEqual(before.wish);
    expect((await again(['--ca', 'http://127.0.0.1:9/dir'])).exitCode).toBe(10);
    expect((await again(['--renew-before', '48h'])).exitCode).toBe(0);
    expect((await certificate(name)).wish).toEqual({ ...before.wish, renewBeforeMs: 48 * 3_600_000 });
    const long = await again(['--renew-before', '9999h']);
    expect(long.stderr).toContain('does not live as long as it should be renewed before its end');
    const [renewal] = await world.open().certs.renew({ name });
    expect(renewal?.outcome).toBe('not-due');
  });

  it('does not go to a CA that nobody trusts, unless that is forced', async () => {
    const name = 'trusted.example.org';
    expect((await issue([], name)).exitCode).toBe(0);
    const before = await certificate(name);
    expect((await run(['certs', 'ca', 'create', '--permit', 'example.org'])).exitCode).toBe(0);
    for (const ca of ['internal', 'letsencrypt-staging']) {
      const refused = await issue(['--ca', ca], name);
      expect(refused, refused.stderr).toMatchObject({ exitCode: 7, stdout: '' });
      expect(refused.stderr).toContain(`${name} is in use, issued by ${world.ca.directoryUrl}`);
    }
    expect(await certificate(name)).toEqual(before);
    expect((await issue(['--ca', 'internal', '--force'], name)).exitCode).toBe(0);
    expect((await issue(['--ca', 'internal', '--key-type', 'ec384'], name)).exitCode).toBe(0);
    const profile = await issue(['--ca', 'internal', '--cert-profile', 'classic'], name);
    expect([profile.exitCode, profile.stderr]).toEqual([
      7,
      expect.stringContaining('the CA of this machine has no profiles'),
    ]);
    expect((await certificate(name)).wish.profile).toBeNull();
  });

  it('is renewed by the account that is named where two serve its zone that it was not proven by, and says how that is done', async () => {
    const name = 'two.example.org';
    expect((await issue([], name)).exitCode).toBe(0);
    const add = (account: string): Promise<unknown> =>
      world.regctl.accounts.add({
        name: account,
        provider: 'zonefile',
        endpoint: join(world.folder, 'zones'),
        settings: { 'nameserver-address': world.nameServer },
      });
    await Promise.all([add('second'), add('third')]);
    await world.regctl.accounts.remove('local');
    try {
      const failed = await run(['certs', 'renew', name, '--force']);
      expect([failed.exitCode, failed.stdout]).toEqual([2, '']);
      const said = /`regctl (certs issue two\.example\.org .*--account )ACCOUNT( --force)`/.exec(
        failed.stderr,
      );
      expect(said, failed.stderr).not.toBeNull();
      const { exitCode, stderr } = await run(`${said?.[1] ?? ''}third${said?.[2] ?? ''}`.split(' '));
      expect(exitCode, stderr).toBe(0);
      expect(await run(['certs', 'renew', name, '--force'])).toMatchObject({ exitCode: 0 });
    } finally {
      await add('local');
      await world.regctl.accounts.remove('second');
      await world.regctl.accounts.remove('third');
    }
  });

  it('is met by whatever profile the CA gives where none is named, and by no other where one is', async () => {
    const again = (wish: Partial<CertificateWish>): Promise<IssueResult> =>
      world.regctl.certs.issue({
        identifiers: [parseIdentifier('profile.example.org')],
        agreesToTerms: true,
        wish: { cas: [world.ca.directoryUrl], ...wish },
      });
    const any = { profile: null, profileRequired: true };
    expect([(await again(any)).outcome, (await again(any)).outcome]).toEqual(['issued', 'kept']);
    const golden = { profile: 'golden', profileRequired: false };
    expect([(await again(golden)).outcome, (await again(golden)).outcome]).toEqual(['issued', 'kept']);
    await expect(again({ ...golden, profileRequired: true })).rejects.toMatchObject({ code: 'CA_REFUSED' });
  });

  it('has no two kinds of key, nor two kinds of profile', async () => {
    const name = 'requested.example.org';
    for (const flags of [
      ['--csr', 'requested.csr', '--key-type', 'ec256'],
      ['--key-type', 'ec256', '--csr', 'requested.csr'],
      ['--prefer-cert-profile', 'classic', '--cert-profile', 'classic'],
    ])
      expect(await issue(flags, name), flags.join(' ')).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('contradict each other') as string,
      });
    expect((await issue(['--csr', 'requested.csr'], name)).exitCode).toBe(0);
    const more = await issue(['more.example.org'], name);
    expect([more.exitCode, more.stderr]).toEqual([
      2,
      expect.stringContaining(`it is for ${name}, and what is wished for more.example.org ${name}`),
    ]);
    expect((await certificate(name)).issued?.keyId).toBeNull();
    expect((await issue(['--key-type', 'ec256'], name)).exitCode).toBe(0);
    expect((await certificate(name)).issued?.keyId).toMatch(/^key_/);
  });

  it.each([['--ca'], ['--key-type', 'ec384'], ['--forec'], ['two', 'names']])(
    'certs renew takes no other wish: %s',
    async (...flags) => {
      const before = await certificate();
      expect((await run(['certs', 'renew', NAME, ...flags])).exitCode).toBe(2);
      expect(await certificate()).toEqual(before);
    },
  );
});
