import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createX509 } from '../../../src/adapters/x509/index.ts';
import { checkChain, parseIdentifier, type Identifier } from '../../../src/core/certificate.ts';
import { challengeName } from '../../../src/core/challenge-kind.ts';
import { relativeName } from '../../../src/core/names.ts';
import type { CertificateWish, IssueInput, IssueResult } from '../../../src/control-plane/certs.ts';
import type { ControlPlane } from '../../../src/control-plane/index.ts';
import type { CertificateFiles } from '../../../src/services/certs/stored.ts';
import { createWorldOf, type TestCa, type WorldOf } from '../acme-world.ts';

/** What the suite needs of a CA besides. */
export interface SuiteCa extends TestCa {
  /** Has it say when a certificate should be renewed. */
  setWindow(files: CertificateFiles, start: string, end: string): Promise<void>;
  /** The reason for which it revoked a certificate. */
  revocation(serial: string): Promise<number | undefined>;
  /** Common name of a root in which another chain ends. */
  alternateRoot(): Promise<string>;
}

export interface SuiteOptions {
  readonly dnsServer: string;
  readonly binding?: { readonly keyId: string; readonly hmacKey: string };
}

const x509 = createX509();
const HOUR_MS = 3_600_000;
const BINDING = {
  keyId: 'kid-1',
  hmacKey: 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W',
};
const names = (...texts: readonly string[]): readonly Identifier[] =>
  texts.map((text) => parseIdentifier(text));

/** What every CA does for regctl, whoever wrote it. */
export function describeIssuance(
  title: string,
  isThere: boolean,
  start: (options: SuiteOptions) => Promise<SuiteCa>,
): void {
  describe.runIf(isThere)(`certificates by ${title}`, () => {
    let world: WorldOf<SuiteCa>;
    beforeAll(async () => {
      world = await createWorldOf((dnsServer) => start({ dnsServer }));
    });
    afterAll(() => world.dispose());

    const issue = (
      identifiers: readonly Identifier[],
      wish: Partial<CertificateWish> = {},
      more: Partial<IssueInput> = {},
      regctl: ControlPlane = world.regctl,
    ): Promise<IssueResult> =>
      regctl.certs.issue({
        identifiers,
        agreesToTerms: true,
        ...more,
        wish: { cas: [world.ca.directoryUrl], profile: 'classic', ...wish },
      });
    /** Requests of an issue, the looks that came to nothing counted apart. */
    const requestsOf = async (work: () => Promise<unknown>): Promise<number> => {
      world.ca.requests.length = 0;
      await work();
      return new Set(world.ca.requests).size;
    };
    const txt = async (zone: string): Promise<readonly string[]> =>
      (await world.regctl.zones.read({ zone })).rrsets.flatMap(({ type, rdata }) =>
        type === 'TXT' ? rdata : [],
      );

    it('issues for one name in at most eight requests, for apex and wildcard in eleven', async () => {
      await world.regctl.certs.accounts.create({ ca: world.ca.directoryUrl, agreesToTerms: true });
      await issue(names('first.example.net'));
      expect(await requestsOf(() => issue(names('www.example.org')))).toBeLessThanOrEqual(8);
      const both = names('example.org', '*.example.org');
      expect(await requestsOf(() => issue(both))).toBeLessThanOrEqual(11);
      const { chainPem, keyPem } = await world.regctl.certs.files('example.org');
      const wanted = { identifiers: both, publicKeyHash: await x509.publicKeyHash(keyPem ?? '') };
      expect(checkChain(await x509.readCertificates(chainPem), wanted, new Date())).toBeUndefined();
      expect(await txt('example.org')).toEqual([]);
    });

    it('issues for a hundred names in one order, for IDN, and for names of more than 64 characters', async () => {
      const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.example.net`;
      const many = Array.from({ length: 98 }, (_, i) => `n${i}.example.org`);
      const { certificate } = await issue(
        names(...many, 'b\u00fccher.example.net', long),
        {},
        { name: 'many' },
      );
      const [leaf] = await x509.readCertificates(certificate.issued?.chainPem ?? '');
      expect(leaf?.identifiers).toHaveLength(100);
      expect(leaf?.identifiers.map((one) => one.value)).toEqual(
        expect.arrayContaining([long, 'xn--bcher-kva.example.net']),
      );
      expect([...(await txt('example.org')), ...(await txt('example.net'))]).toEqual([]);
    }, 60_000);

    it('proves names under a name of the account, and takes the record away', async () => {
      const account = await world.regctl.certs.accounts.get(world.ca.directoryUrl);
      const placed = new Set<string>();
      // What the CA is told to look at has been written by then.
      const watching = world.open((deps) => ({
        ...deps,
        openAuthority: async (url, surroundings) => {
          const ca = await deps.openAuthority(url, surroundings);
          return {
            ...ca,
            answerChallenge: async (...call) => {
              const { rrsets } = await world.regctl.zones.read({ zone: 'example.org' });
              for (const { name, type } of rrsets) if (type === 'TXT') placed.add(name);
              return ca.answerChallenge(...call);
            },
          };
        },
      }));
      const both = names('account.example.org', '*.account.example.org');
      await issue(both, { challenge: 'dns-account-01' }, {}, watching);
      const name = challengeName('dns-account-01', 'account.example.org', account.url);
      expect([...placed]).toEqual([relativeName(name, 'example.org')]);
      expect(await txt('example.org')).toEqual([]);
    });

    it('proves names for good by one record, written once, by regctl or by hand', async () => {
      const { url } = await world.regctl.certs.accounts.get(world.ca.directoryUrl);
      const both = names('persist.example.org', '*.persist.example.org');
      const wish = { challenge: 'dns-persist-01' } as const;
      await issue(both, wish);
      const [record = '', ...others] = await txt('example.org');
      expect(record).toMatch(/; policy=wildcard"$/);
      expect([record.includes(`; accounturi=${url}`), others]).toEqual([true, []]);
      await issue(both, wish, { force: true });
      await issue(names('persist.example.org'), wish, { name: 'single' });
      expect(await txt('example.org')).toEqual([record]);
      // Of a zone that no account serves, the error has the record to write.
      const elsewhere = names('www.not-ours.example');
      await expect(issue(elsewhere, wish)).rejects.toMatchObject({
        code: 'ZONE_NOT_FOUND',
        hint: `write it by hand: _validation-persist.www.not-ours.example TXT ${record.replace('; policy=wildcard', '')}`,
      });
      const edit = { op: 'remove', name: '_validation-persist.persist', type: 'TXT' } as const;
      const plan = await world.regctl.plans.create({
        zone: 'example.org',
        target: { kind: 'edit', edits: [edit] },
      });
      await world.regctl.plans.apply({ plan, allowDeletes: 1 });
    });

    it('issues many certificates of one zone at the same time', async () => {
      const rounds = [0, 1, 2];
      const client = async (which: number): Promise<void> => {
        for (const round of rounds) await issue(names(`at-once-${which}-${round}.example.net`));
      };
      await Promise.all([0, 1, 2, 3].map(client));
      const all = await world.regctl.certs.list({ limit: 1_000 });
      expect(all.filter((one) => one.name.startsWith('at-once-') && one.issued !== null)).toHaveLength(12);
      expect(await txt('example.net')).toEqual([]);
    });

    it('renews in the window that the CA gives, naming the old certificate', async () => {
      let { certificate } = await issue(names('ari.example.org'));
      // Pebble 2.10 does not find a serial number that DER writes with a leading zero, one of 256.
      while (Buffer.from(certificate.issued?.ariId?.split('.')[1] ?? '', 'base64url')[0] === 0)
        ({ certificate } = await issue(names('ari.example.org'), {}, { force: true }));
      const at = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();
      await world.ca.setWindow(await world.regctl.certs.files('ari.example.org'), at(-2), at(-1));
      const placed: (string | undefined)[] = [];
      const watching = world.open((deps) => ({
        ...deps,
        openAuthority: async (url, surroundings) => {
          const ca = await deps.openAuthority(url, surroundings);
          return {
            ...ca,
            newOrder: (signer, order, signal) => {
              placed.push(order.replaces);
              return ca.newOrder(signer, order, signal);
            },
          };
        },
      }));
      const warnings: string[] = [];
      const onEvent = (event: { readonly message: string }): number => warnings.push(event.message);
      const [renewed] = await watching.certs.renew({ name: 'ari.example.org' }, { onEvent });
      const { outcome, reason, error } = renewed ?? {};
      expect({ outcome, reason, error }).toEqual({ outcome: 'renewed', reason: 'window', error: null });
      expect({ placed, warnings }).toEqual({ placed: [certificate.issued?.ariId], warnings: [] });
    });

    it('takes the profile that is asked for', async () => {
      const { certificate } = await issue(names('short.example.org'), { profile: 'shortlived' });
      const { notBefore = '', notAfter = '', profile } = certificate.issued ?? {};
      expect(profile).toBe('shortlived');
      expect(Date.parse(notAfter) - Date.parse(notBefore)).toBeLessThan(7 * 24 * HOUR_MS);
    });

    it('gives the chain that a person prefers', async () => {
      const preferredChain = await world.ca.alternateRoot();
      const { certificate } = await issue(names('chain.example.org'), { preferredChain });
      const chain = await x509.readCertificates(certificate.issued?.chainPem ?? '');
      expect(chain.at(-1)?.issuerName).toBe(preferredChain);
    });

    it('revokes with each of the reasons that subscribers may give', async () => {
      const reasons = {
        unspecified: 0,
        'key-compromise': 1,
        superseded: 4,
        'cessation-of-operation': 5,
      } as const;
      for (const [reason, number] of Object.entries(reasons)) {
        const name = `${reason}.example.org`;
        const { certificate } = await issue(names(name));
        await world.regctl.certs.revoke(name, { reason: reason as keyof typeof reasons });
        const given = await world.ca.revocation(certificate.issued?.serial ?? '');
        expect({ reason, given }).toEqual({ reason, given: number });
      }
    });

    it('changes the key of the account, and ends it', async () => {
      const { directoryUrl } = world.ca;
      const before = await world.regctl.certs.accounts.get(directoryUrl);
      const after = await world.regctl.certs.accounts.changeKey(directoryUrl);
      expect([after.url, after.keyId === before.keyId]).toEqual([before.url, false]);
      expect((await issue(names('rolled.example.org'))).outcome).toBe('issued');
      await world.regctl.certs.accounts.deactivate(directoryUrl, { forget: false });
      expect(await world.regctl.certs.accounts.list()).toEqual([]);
      expect((await issue(names('anew.example.org'))).outcome).toBe('issued');
    });

    it('issues for a request made elsewhere', async () => {
      const keyPem = await x509.createKey('rsa2048');
      const csr = Buffer.from(await x509.createCsr(keyPem, names('csr.example.org'))).toString('base64url');
      const { certificate } = await issue(names('csr.example.org'), { csr });
      const [leaf] = await x509.readCertificates(certificate.issued?.chainPem ?? '');
      expect([certificate.issued?.keyId, leaf?.publicKeyHash]).toEqual([
        null,
        await x509.publicKeyHash(keyPem),
      ]);
    });

    it('is gone to where the CA before it is dead', async () => {
      const cas = ['http://127.0.0.1:9/dir', world.ca.directoryUrl];
      const { certificate } = await issue(names('next.example.org'), { cas });
      expect(certificate.issued?.directoryUrl).toBe(world.ca.directoryUrl);
    });

    it('wants an account of its own where it says so', async () => {
      const bound = await createWorldOf((dnsServer) => start({ dnsServer, binding: BINDING }));
      try {
        const input = {
          identifiers: names('eab.example.org'),
          agreesToTerms: true,
          wish: { cas: [bound.ca.directoryUrl] },
        };
        const refused = { code: 'ACME_ACCOUNT_UNUSABLE' };
        await expect(bound.regctl.certs.issue(input)).rejects.toMatchObject(refused);
        const wrong = { ...BINDING, hmacKey: Buffer.from('wrong'.repeat(9)).toString('base64url') };
        await expect(bound.regctl.certs.issue({ ...input, binding: wrong })).rejects.toMatchObject(refused);
        const { certificate } = await bound.regctl.certs.issue({ ...input, binding: BINDING });
        expect(certificate.issued).not.toBeNull();
      } finally {
        await bound.dispose();
      }
    });
  });
}
