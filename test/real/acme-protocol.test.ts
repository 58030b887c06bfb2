import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { createAcmeAuthority } from '../../src/adapters/acme/index.ts';
import { createX509 } from '../../src/adapters/x509/index.ts';
import { checkChain, type Identifier } from '../../src/core/certificate.ts';
import { relativeName } from '../../src/core/names.ts';
import { parsePem } from '../../src/core/pem.ts';
import type { AcmeSigner, CertificateAuthority } from '../../src/ports/certificate-authority.ts';
import { createAcmeWorld, type AcmeWorld } from '../support/acme-world.ts';
import { pebbleStands } from '../support/servers/pebble.ts';

const stands = pebbleStands();
const x509 = createX509();
const DEADLINE_MS = 20_000;

describe.runIf(stands !== 'none')('ACME, by the wire', () => {
  let world: AcmeWorld;
  let ca: CertificateAuthority;
  let signer: AcmeSigner;

  beforeAll(async () => {
    world = await createAcmeWorld({ nonceReject: 50, authzReuse: 100, alternateRoots: 1 });
    ca = createAcmeAuthority(world.pebble.directoryUrl, { http: world.pebble.http, clock: systemClock });
    const keyPem = await x509.createKey('ec256');
    const account = await ca.register({ keyPem, contact: ['mailto:a@example.org'] });
    signer = { keyPem, accountUrl: account.url };
  });
  afterAll(() => world.dispose());

  /** Goes on while `look` gives undefined. */
  async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const seen = await look();
      if (seen !== undefined) return seen;
      if (Date.now() > deadline) throw new Error('it does not come to an end');
    }
  }

  async function setTxt(name: string, value: string): Promise<void> {
    const target = {
      kind: 'edit',
      edits: [{ op: 'add', name, type: 'TXT', ttl: 60, rdata: [`"${value}"`] }],
    } as const;
    const plan = await world.regctl.plans.create({ zone: 'example.org', target });
    await world.regctl.plans.apply({ plan });
  }

  async function issue(
    identifiers: readonly Identifier[],
  ): Promise<{ chainPem: string; alternates: readonly string[]; keyPem: string }> {
    let order = await ca.newOrder(signer, { identifiers });
    for (const url of order.authorizations) {
      const authorization = await ca.authorization(signer, url);
      if (authorization.status === 'valid') continue;
      const challenge = authorization.challenges.find((one) => one.type === 'dns-01');
      const name = `_acme-challenge.${authorization.identifier.value}`;
      const value = await ca.dnsChallengeValue(signer, challenge?.token ?? '');
      await setTxt(relativeName(name, 'example.org'), value);
      await world.regctl.lookups.wait({
        name,
        type: 'TXT',
        expected: [`"${value}"`],
        zone: { zone: 'example.org' },
      });
      await ca.answerChallenge(signer, challenge?.url ?? '');
      const settled = await until(async () => {
        const now = await ca.authorization(signer, url);
        return now.status === 'pending' ? undefined : now;
      });
      expect(settled.status).toBe('valid');
    }
    const keyPem = await x509.createKey('ec256');
    order = await ca.finalize(signer, order, await x509.createCsr(keyPem, identifiers));
    const certificate = await until(async () => (await ca.order(signer, order.url)).certificate ?? undefined);
    return { ...(await ca.certificate(signer, certificate)), keyPem };
  }

  it('issues a certificate through a zone file, with every second nonce refused', async () => {
    const identifiers = [{ type: 'dns', value: 'www.example.org' }] as const;
    const { chainPem, keyPem, alternates } = await issue(identifiers);
    const chain = await x509.readCertificates(chainPem);
    const wanted = { identifiers, publicKeyHash: await x509.publicKeyHash(keyPem) };
    expect(checkChain(chain, wanted, new Date())).toBeUndefined();
    expect(alternates).toHaveLength(1);
    const other = await x509.readCertificates((await ca.certificate(signer, alternates[0] ?? '')).chainPem);
    expect(other.at(-1)?.issuer).not.toBe(chain.at(-1)?.issuer);
  });

  it('finds the account of a key, changes the key, and the account answers to the new one alone', async () => {
    const [oldKey, newKey] = [await x509.createKey('ec256'), await x509.createKey('ec384')];
    const { url } = await ca.register({ keyPem: oldKey, contact: [] });
    await ca.changeKey({ accountUrl: url, keyPem: oldKey }, newKey);
    expect(await ca.findAccount(oldKey)).toBeUndefined();
    expect((await ca.findAccount(newKey))?.url).toBe(url);
    await ca.deactivateAccount({ accountUrl: url, keyPem: newKey });
    await expect(
      ca.newOrder(
        { accountUrl: url, keyPem: newKey },
        { identifiers: [{ type: 'dns', value: 'a.example.org' }] },
      ),
    ).rejects.toMatchObject({ code: 'ACME_ACCOUNT_UNUSABLE' });
  });

  it('revokes with a reason, by the account and by the key of the certificate, once and again', async () => {
    const first = await issue([{ type: 'dns', value: 'r1.example.org' }]);
    const [leaf] = parsePem(first.chainPem);
    const der = leaf?.der ?? new Uint8Array();
    await ca.revoke(signer, der, 4);
    await ca.revoke({ certificateKeyPem: first.keyPem }, der, 1);
    const [facts] = await x509.readCertificates(first.chainPem);
    const status: unknown = JSON.parse(
      await world.pebble.manage(`/cert-status-by-serial/${facts?.serial ?? ''}`),
    );
    expect(status).toMatchObject({ Status: 'Revoked', Reason: 4 });
  });

  it('keeps what the CA said of a refusal', async () => {
    const order = { identifiers: [{ type: 'dns', value: 'no_such.example.org' }] } as const;
    const failure = await ca.newOrder(signer, order).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'CA_REFUSED',
      details: { acme: { type: 'malformed' }, status: 400 },
    });
  });
});
