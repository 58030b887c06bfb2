import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { encodeNameConstraints } from '../../core/internal-ca.ts';
import type { X509 } from '../../ports/x509.ts';
import { importPair } from './key-pair.ts';

/** Of NameConstraints (RFC 5280 §4.2.1.10). */
const NAME_CONSTRAINTS = '2.5.29.30';

/** Makes the certificate of a root: it signs certificates and nothing else, and no other CA below it. */
export const createRoot: X509['createRoot'] = async (keyPem, { name, permitted, life }) => {
  const { pair, params } = await importPair(keyPem);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    keys: pair,
    signingAlgorithm: { name: params.name, hash: params.hash },
    notBefore: new Date(life.notBefore),
    notAfter: new Date(life.notAfter),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(pair.publicKey),
      ...(permitted.length === 0
        ? []
        : [new Extension(NAME_CONSTRAINTS, true, encodeNameConstraints(permitted))]),
    ],
  });
  return `${certificate.toString('pem')}\n`;
};

/** Signs a request. Nothing is taken from it but the key: what else it may ask for is not its to decide. */
export const signCsr: X509['signCsr'] = async (root, { csr, identifiers, life }) => {
  const issuer = new X509Certificate(root.certificatePem);
  const { pair, params } = await importPair(root.keyPem);
  const { publicKey } = new Pkcs10CertificateRequest(csr);
  const certificate = await X509CertificateGenerator.create({
    issuer: issuer.subjectName,
    publicKey,
    signingKey: pair.privateKey,
    signingAlgorithm: { name: params.name, hash: params.hash },
    notBefore: new Date(life.notBefore),
    notAfter: new Date(life.notAfter),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      // The subject is empty: then the names are critical (RFC 5280 §4.2.1.6).
      new SubjectAlternativeNameExtension(
        identifiers.map(({ type, value }) => ({ type, value })),
        true,
      ),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return `${certificate.toString('pem')}\n`;
};
