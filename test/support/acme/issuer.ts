import 'reflect-metadata/lite';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { Problem } from './problem.ts';
import { PROFILES, type Issued, type Order } from './state.ts';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

/** Signs certificates by one intermediate that two roots signed: the second chain is the alternate one. */
export interface Issuer {
  readonly rootNames: readonly string[];
  issue(order: Order, csr: Uint8Array, accountThumbprint: string): Promise<Omit<Issued, 'id' | 'account'>>;
}

type Authority = { readonly certificate: X509Certificate; readonly keys: CryptoKeyPair };

export async function createIssuer(now: () => number): Promise<Issuer> {
  const rootNames = ['Strict Root One', 'Strict Root Two'];
  const roots = await Promise.all(rootNames.map((name) => authority(name, undefined)));
  const keys = await newKeys();
  const intermediates = await Promise.all(roots.map((root) => authority('Strict Intermediate', root, keys)));
  const [first] = intermediates;
  if (first === undefined) throw new Error('there is no intermediate');
  return {
    rootNames,
    issue: async (order, csrOctets, accountThumbprint) => {
      const csr = await readRequest(order, csrOctets);
      const publicKey = await csr.publicKey.export();
      const thumbprint = await calculateJwkThumbprint(await exportJWK(publicKey));
      if (thumbprint === accountThumbprint) throw new Problem('badCSR', 'the key is that of the account');
      const notBefore = Math.floor(now() / 1000) * 1000;
      const notAfter = notBefore + (PROFILES[order.profile ?? 'classic'] ?? 90) * DAY_MS;
      const serial = Buffer.from(crypto.getRandomValues(new Uint8Array(10)));
      // Every second number has its highest bit set, and so a leading zero in DER.
      serial[0] = ((serial[0] ?? 0) | 0x01) & 0xff;
      const certificate = await X509CertificateGenerator.create({
        serialNumber: serial.toString('hex'),
        subject: '',
        issuer: first.certificate.subject,
        notBefore: new Date(notBefore),
        notAfter: new Date(notAfter),
        publicKey: csr.publicKey,
        signingKey: first.keys.privateKey,
        signingAlgorithm: ECDSA,
        extensions: [
          new SubjectAlternativeNameExtension(
            order.names.map(({ type, value }) => ({ type: type as 'dns', value })),
            true,
          ),
          new BasicConstraintsExtension(false),
          await AuthorityKeyIdentifierExtension.create(first.keys.publicKey),
        ],
      });
      const leaf = new Uint8Array(certificate.rawData);
      const keyId = certificate.getExtension(AuthorityKeyIdentifierExtension)?.keyId ?? '';
      const number = (serial[0] & 0x80) === 0 ? serial : Buffer.concat([Buffer.from([0]), serial]);
      return {
        names: order.names,
        chains: intermediates.map(
          (one) => `${certificate.toString('pem')}\n${one.certificate.toString('pem')}\n`,
        ),
        leaf,
        jwkThumbprint: thumbprint,
        ariId: `${Buffer.from(keyId, 'hex').toString('base64url')}.${number.toString('base64url')}`,
        serial: serial.toString('hex'),
        notBefore,
        notAfter,
        window: undefined,
        replaced: false,
        revoked: undefined,
      };
    },
  };
}

async function readRequest(order: Order, octets: Uint8Array): Promise<Pkcs10CertificateRequest> {
  let csr: Pkcs10CertificateRequest;
  try {
    csr = new Pkcs10CertificateRequest(Uint8Array.from(octets));
  } catch {
    throw new Problem('badCSR', 'it cannot be read');
  }
  if (!(await csr.verify())) throw new Problem('badCSR', 'it is not signed by its key');
  const extension = csr.extensions.find((one) => one instanceof SubjectAlternativeNameExtension);
  const names = (extension?.names.toJSON() ?? []).map(({ type, value }) => `${type}:${value}`);
  const wanted = order.names.map(({ type, value }) => `${type}:${value}`);
  if (names.toSorted().join() !== wanted.toSorted().join())
    throw new Problem('badCSR', `it is for ${names.join()}, and the order for ${wanted.join()}`);
  const [common] = csr.subjectName.getField('CN');
  if (common !== undefined && (common.length > 64 || !names.includes(`dns:${common}`)))
    throw new Problem('badCSR', 'the common name is too long, or none of the names');
  return csr;
}

async function newKeys(): Promise<CryptoKeyPair> {
  return (await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify'])) as CryptoKeyPair;
}

async function authority(
  name: string,
  above: Authority | undefined,
  given?: CryptoKeyPair,
): Promise<Authority> {
  const keys = given ?? (await newKeys());
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: above?.certificate.subject ?? `CN=${name}`,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + 3_650 * DAY_MS),
    publicKey: keys.publicKey,
    signingKey: (above?.keys ?? keys).privateKey,
    signingAlgorithm: ECDSA,
    extensions: [
      new BasicConstraintsExtension(true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create((above?.keys ?? keys).publicKey),
    ],
  });
  return { certificate, keys };
}
