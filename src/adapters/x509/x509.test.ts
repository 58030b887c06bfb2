import 'reflect-metadata/lite';
import { AuthorityKeyIdentifierExtension, X509CertificateGenerator } from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { KEY_TYPES } from '../../core/certificate.ts';
import { formatPem } from '../../core/pem.ts';
import { createX509 } from './index.ts';

const x509 = createX509();

describe('x509', () => {
  it.each(KEY_TYPES)('makes %s keys, and requests that name their key and names', async (type) => {
    const key = await x509.createKey(type);
    const identifiers = [
      { type: 'dns', value: `${'a'.repeat(60)}.example.org` },
      { type: 'ip', value: '2001:db8::1' },
    ] as const;
    const der = await x509.createCsr(key, identifiers);
    const read = await x509.readCsr(formatPem('CERTIFICATE REQUEST', der));
    expect(read.identifiers).toEqual(identifiers);
    expect(read.publicKeyHash).toBe(await x509.publicKeyHash(key));
    expect(await x509.requestKeyHash(der)).toBe(read.publicKeyHash);
  });

  it('names a certificate for renewal information as RFC 9773 does in its example', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      serialNumber: '0087654321',
      name: 'CN=x',
      keys,
      signingAlgorithm: algorithm,
      extensions: [new AuthorityKeyIdentifierExtension('69885b6b87464041e1b37b847ba0ae2cde01c8d4')],
    });
    const [facts] = await x509.readCertificates(certificate.toString('pem'));
    expect(facts?.ariId).toBe('aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE');
  });

  it('tells of each chain whether its certificates are signed by the next, though it knows the CA from another', async () => {
    const life = { notBefore: '2026-01-01T00:00:00Z', notAfter: '2036-01-01T00:00:00Z' };
    const identifiers = [{ type: 'dns', value: 'a.example.org' }] as const;
    const rootOf = async (name: string) => {
      const keyPem = await x509.createKey('ec256');
      return { keyPem, certificatePem: await x509.createRoot(keyPem, { name, permitted: [], life }) };
    };
    const signBy = async (root: Awaited<ReturnType<typeof rootOf>>) =>
      x509.signCsr(root, {
        csr: await x509.createCsr(await x509.createKey('ec256'), identifiers),
        identifiers,
        life,
      });
    const [one, other] = [await rootOf('one'), await rootOf('other')];
    const signed = async (leaf: string, root: typeof one) =>
      (await x509.readCertificates(`${leaf}${root.certificatePem}`)).map((facts) => facts.signedByNext);
    for (let round = 0; round < 2; round++) {
      expect(await signed(await signBy(one), one)).toEqual([true, null]);
      expect(await signed(await signBy(one), other)).toEqual([false, null]);
      expect(await signed(await signBy(other), other)).toEqual([true, null]);
    }
  });

  it.each(['', 'nonsense', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'])(
    'refuses %j for a key',
    async (pem) => {
      await expect(x509.publicKeyHash(pem)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    },
  );

  it('refuses a request that was cut short or changed', async () => {
    const key = await x509.createKey('ec256');
    const der = await x509.createCsr(key, [{ type: 'dns', value: 'a.example.org' }]);
    const cut = formatPem('CERTIFICATE REQUEST', der.slice(0, -9));
    await expect(x509.readCsr(cut)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const at = Buffer.from(der).indexOf('a.example.org');
    const changed = Uint8Array.from(der, (octet, i) => (i === at ? 0x62 : octet));
    await expect(x509.readCsr(formatPem('CERTIFICATE REQUEST', changed))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});
