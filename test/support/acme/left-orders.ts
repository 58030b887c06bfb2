import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createX509 } from '../../../src/adapters/x509/index.ts';
import { parseIdentifier } from '../../../src/core/certificate.ts';
import { RegctlError } from '../../../src/core/errors.ts';
import type { CertificateWish, IssueInput, IssueResult } from '../../../src/control-plane/certs.ts';
import type { ControlPlane } from '../../../src/control-plane/index.ts';
import type { CertificateAuthority, NewOrder } from '../../../src/ports/certificate-authority.ts';
import { createWorldOf, type TestCa, type WorldOf } from '../acme-world.ts';
import { refused } from '../refused.ts';

const x509 = createX509();
const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory';

/** What becomes of an order that a run left, when the next run wishes something else. */
export function describeLeftOrders(
  title: string,
  isThere: boolean,
  start: (dnsServer: string) => Promise<TestCa>,
): void {
  describe.runIf(isThere)(`orders that were left at ${title}`, () => {
    let world: WorldOf<TestCa>;
    let placed: NewOrder[] = [];
    beforeAll(async () => {
      world = await createWorldOf(start);
    });
    afterAll(() => world.dispose());

    /** A run in which some calls to the CA are not answered as they should be; the CA has a second directory. */
    const open = (
      change: (ca: CertificateAuthority, url: string) => Partial<CertificateAuthority> = () => ({}),
    ): ControlPlane =>
      world.open((deps) => ({
        ...deps,
        openAuthority: async (url, surroundings) => {
          const ca = await deps.openAuthority(url === STAGING ? world.ca.directoryUrl : url, surroundings);
          const counted: CertificateAuthority = {
            ...ca,
            newOrder: (signer, order, signal) => {
              placed.push(order);
              return ca.newOrder(signer, order, signal);
            },
          };
          return { ...counted, ...change(counted, url) };
        },
      }));
    const issue = (
      regctl: ControlPlane,
      name: string,
      wish: Partial<CertificateWish> = {},
      more: Partial<IssueInput> & { readonly warnings?: string[] } = {},
    ): Promise<IssueResult> => {
      const { warnings, ...input } = more;
      return regctl.certs.issue(
        {
          identifiers: [parseIdentifier(name)],
          agreesToTerms: true,
          ...input,
          wish: { cas: [world.ca.directoryUrl], profile: 'classic', ...wish },
        },
        { onEvent: ({ message }) => warnings?.push(message) },
      );
    };
    const cut = (): Promise<never> =>
      Promise.reject(new RegctlError('NETWORK', 'cut', { details: { class: 'transient' } }));
    /** Leaves an order whose request the CA has, or has not. */
    const leave = async (
      at: 'certificate' | 'finalize',
      name: string,
      wish: Partial<CertificateWish> = {},
    ): Promise<void> => {
      expect(
        await refused(
          issue(
            open(() => ({ [at]: cut })),
            name,
            wish,
          ),
        ),
      ).toMatchObject({ code: 'NETWORK' });
      placed = [];
    };
    const csrFor = async (name: string): Promise<{ readonly csr: string; readonly keyHash: string }> => {
      const keyPem = await x509.createKey('ec384');
      const der = await x509.createCsr(keyPem, [parseIdentifier(name)]);
      return { csr: Buffer.from(der).toString('base64url'), keyHash: await x509.publicKeyHash(keyPem) };
    };
    const leafOf = async (
      name: string,
    ): Promise<{ readonly keyType?: string; readonly publicKeyHash?: string }> => {
      const { chainPem, keyPem } = await world.regctl.certs.files(name);
      const [leaf] = await x509.readCertificates(chainPem);
      if (keyPem !== null) expect(leaf?.publicKeyHash).toBe(await x509.publicKeyHash(keyPem));
      return leaf ?? {};
    };
    /** Keys that belong to no certificate and no ACME account. */
    const lostKeys = async (): Promise<readonly string[]> => {
      const certificates = await world.regctl.certs.list({ limit: 1_000 });
      const accounts = await world.regctl.certs.accounts.list();
      const used = [...certificates.map((one) => one.issued?.keyId), ...accounts.map((one) => one.keyId)];
      return readdirSync(join(world.folder, 'state', 'keys')).filter(
        (file) => !used.includes(file.replace('.pem', '')),
      );
    };

    it('fetches what was made with another key, puts it to use, says so, and orders what is wished', async () => {
      const name = 'made.example.org';
      await leave('certificate', name);
      const warnings: string[] = [];
      const failing = open(() => ({ newOrder: cut }));
      const wish = { keyType: 'ec384' } as const;
      expect(await refused(issue(failing, name, wish, { warnings }))).toMatchObject({ code: 'NETWORK' });
      // Another wish that came to nothing changes neither what is in use nor what it is renewed by.
      const fetched = await world.regctl.certs.get(name);
      expect([fetched.wish.keyType, (await leafOf(name)).keyType]).toEqual(['ec256', 'ec256']);
      expect(warnings.join()).toContain('with another key or profile, which is in use now');
      const { certificate } = await issue(open(), name, wish);
      expect([placed.length, certificate.wish.keyType, (await leafOf(name)).keyType]).toEqual([
        1,
        'ec384',
        'ec384',
      ]);
      expect(await lostKeys()).toEqual([]);
    });

    it('orders what is wished in the same run where nothing stands in the way', async () => {
      const name = 'same-run.example.org';
      await leave('certificate', name, { profile: 'shortlived' });
      const { certificate } = await issue(open(), name);
      expect([placed.map((one) => one.profile), certificate.issued?.profile]).toEqual([
        ['classic'],
        'classic',
      ]);
      expect(await lostKeys()).toEqual([]);
    });

    it.each(['ec384', 'rsa2048'] as const)(
      'goes on with a placed order, and another key: %s',
      async (keyType) => {
        const name = `${keyType}.example.org`;
        await leave('finalize', name);
        await issue(open(), name, { keyType });
        expect([placed, (await leafOf(name)).keyType]).toEqual([[], keyType]);
        expect(await lostKeys()).toEqual([]);
      },
    );

    it('goes on with a placed order for a request made elsewhere, and for a key of its own again', async () => {
      const name = 'requested.example.org';
      const { csr, keyHash } = await csrFor(name);
      await leave('finalize', name);
      await issue(open(), name, { csr });
      expect([placed, (await leafOf(name)).publicKeyHash]).toEqual([[], keyHash]);
      const other = await csrFor('own.example.org');
      await leave('finalize', 'own.example.org', { csr: other.csr });
      const { certificate } = await issue(open(), 'own.example.org', { csr: null });
      expect([placed, certificate.issued?.keyId]).toEqual([[], expect.stringMatching(/^key_/)]);
      expect((await leafOf('own.example.org')).publicKeyHash).not.toBe(other.keyHash);
      expect(await lostKeys()).toEqual([]);
    });

    it('gives a placed order up where another profile is wished', async () => {
      await leave('finalize', 'profile.example.org', { profile: 'shortlived' });
      const { certificate } = await issue(open(), 'profile.example.org');
      expect([placed.map((one) => one.profile), certificate.issued?.profile]).toEqual([
        ['classic'],
        'classic',
      ]);
      expect(await lostKeys()).toEqual([]);
    });

    it('makes a key of the kind that is wished where the one to keep is of another', async () => {
      const name = 'reuse.example.org';
      await issue(open(), name, { reuseKey: true });
      const { publicKeyHash } = await leafOf(name);
      await issue(open(), name, {}, { force: true });
      expect((await leafOf(name)).publicKeyHash).toBe(publicKeyHash);
      await issue(open(), name, { keyType: 'ec384' });
      expect((await leafOf(name)).keyType).toBe('ec384');
      expect(await lostKeys()).toEqual([]);
    });

    it('keeps the order at the next CA while the first is asked again', async () => {
      const name = 'second.example.org';
      const cas = [STAGING, world.ca.directoryUrl];
      const broken = (_: CertificateAuthority, url: string): Partial<CertificateAuthority> =>
        url === STAGING ? { newOrder: cut } : { certificate: cut };
      expect(await refused(issue(open(broken), name, { cas }))).toMatchObject({ code: 'NETWORK' });
      placed = [];
      const firstBroken = open((_, url) => (url === STAGING ? { newOrder: cut } : {}));
      const { certificate } = await issue(firstBroken, name, { cas });
      expect([placed, certificate.issued?.directoryUrl]).toEqual([[], world.ca.directoryUrl]);
      expect(await lostKeys()).toEqual([]);
    });

    it('issues by the CA that is named, also where another run issued by another meanwhile', async () => {
      const name = 'named.example.org';
      await issue(open(), name);
      /** Forces an issue while another run forces one by the first directory. */
      const forceMeanwhile = async (ca: string): Promise<IssueResult> => {
        const ordering = Promise.withResolvers<undefined>();
        const waitedFor = Promise.withResolvers<undefined>();
        const slow = open((authority) => ({
          newOrder: async (...call) => {
            ordering.resolve(undefined);
            await waitedFor.promise;
            return authority.newOrder(...call);
          },
        }));
        const input = { identifiers: [parseIdentifier(name)], agreesToTerms: true, force: true };
        const first = slow.certs.issue({ ...input, wish: { cas: [world.ca.directoryUrl] } });
        await ordering.promise;
        const onEvent = ({ kind }: { readonly kind: string }): void => {
          if (kind === 'waiting') waitedFor.resolve(undefined);
        };
        const second = open().certs.issue({ ...input, wish: { cas: [ca] } }, { onEvent });
        return (await Promise.all([first, second]))[1];
      };
      expect((await forceMeanwhile(world.ca.directoryUrl)).outcome).toBe('kept');
      const { outcome, certificate } = await forceMeanwhile(STAGING);
      expect([outcome, certificate.issued?.directoryUrl]).toEqual(['issued', STAGING]);
    });
  });
}
