import 'reflect-metadata/lite';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
  X509Certificate,
} from '@peculiar/x509';
import { toBase64url } from '../../core/base64url.ts';
import { parseIdentifier, type CertificateFacts, type Identifier } from '../../core/certificate.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { formatPem, parsePem } from '../../core/pem.ts';
import type { X509 } from '../../ports/x509.ts';
import { createRoot, signCsr } from './authority.ts';
import { importPair, KEY_PARAMS } from './key-pair.ts';

/** Makes and reads keys, requests and certificates by WebCrypto and @peculiar/x509. */
export function createX509(): X509 {
  return {
    createKey: async (type) => {
      const pair = await crypto.subtle.generateKey(KEY_PARAMS[type], true, ['sign', 'verify']);
      if (!('privateKey' in pair)) throw new RegctlError('INTERNAL', 'defect: a key pair was asked for');
      const der = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
      return formatPem('PRIVATE KEY', der);
    },
    createCsr,
    readCsr,
    publicKeyHash: async (keyPem) => {
      const { publicKey } = await importPair(keyPem);
      return digest(await crypto.subtle.exportKey('spki', publicKey));
    },
    readCertificates: async (chain) => {
      const ders =
        typeof chain === 'string'
          ? parsePem(chain).flatMap((block) => (block.label === 'CERTIFICATE' ? [block.der] : []))
          : chain;
      const certificates = ders.map((der) =>
        readable('a certificate', () => new X509Certificate(Uint8Array.from(der))),
      );
      return Promise.all(certificates.map((one, i) => factsOf(one, certificates[i + 1])));
    },
    createRoot,
    signCsr,
  };
}

async function createCsr(
  keyPem: string,
  identifiers: readonly Identifier[],
): Promise<Uint8Array<ArrayBuffer>> {
  const { pair, params } = await importPair(keyPem);
  const csr = await Pkcs10CertificateRequestGenerator.create({
    // No common name: a name of more than 64 characters has no room in one, and nobody reads it.
    keys: pair,
    signingAlgorithm: { name: params.name, hash: params.hash },
    extensions: [
      new SubjectAlternativeNameExtension(identifiers.map(({ type, value }) => ({ type, value }))),
    ],
  });
  return new Uint8Array(csr.rawData);
}

async function readCsr(pem: string): ReturnType<X509['readCsr']> {
  const der = parsePem(pem).find((block) => block.label.endsWith('CERTIFICATE REQUEST'))?.der;
  const csr = readable(
    'the certificate signing request',
    () => new Pkcs10CertificateRequest(der ?? new Uint8Array()),
  );
  if (!(await csr.verify()))
    throw new RegctlError('INVALID_INPUT', 'the certificate signing request is not signed by its own key', {
      reason: 'it was changed since, or cut short',
      hint: 'make it again',
    });
  const names = csr.extensions.find((one) => one instanceof SubjectAlternativeNameExtension);
  return {
    der: new Uint8Array(csr.rawData),
    identifiers: identifiersOf(names),
    publicKeyHash: await digest(csr.publicKey.rawData),
  };
}

async function factsOf(
  certificate: X509Certificate,
  next: X509Certificate | undefined,
): Promise<CertificateFacts> {
  const authority = certificate.getExtension(AuthorityKeyIdentifierExtension)?.keyId;
  const serial = serialOctets(certificate.serialNumber);
  const { publicKey } = certificate;
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    issuerName: certificate.issuerName.getField('CN')[0] ?? certificate.issuer,
    serial: certificate.serialNumber.toLowerCase(),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    identifiers: identifiersOf(certificate.getExtension(SubjectAlternativeNameExtension) ?? undefined),
    isCa: certificate.getExtension(BasicConstraintsExtension)?.ca ?? false,
    ariId: authority === undefined ? null : `${toBase64url(octetsOfHex(authority))}.${toBase64url(serial)}`,
    keyType: keyTypeOf(publicKey.algorithm),
    publicKeyHash: await digest(publicKey.rawData),
    fingerprint: await digest(certificate.rawData),
    signedByNext:
      next === undefined
        ? null
        : await certificate.verify({ publicKey: next.publicKey, signatureOnly: true }),
  };
}

function identifiersOf(names: SubjectAlternativeNameExtension | undefined): readonly Identifier[] {
  return (names?.names.toJSON() ?? []).flatMap(({ type, value }) => {
    if (type !== 'dns' && type !== 'ip') return [];
    try {
      return [parseIdentifier(value)];
    } catch (error) {
      // A name that no public CA would sign (`localhost`) is still one that this certificate has.
      if (isRegctlError(error, 'INVALID_NAME')) return [{ type, value: value.toLowerCase() }];
      throw error;
    }
  });
}

/** RFC 9773 §4.1: the content octets of the DER INTEGER, with the leading zero where the first bit is set. */
function serialOctets(hex: string): Uint8Array {
  const octets = octetsOfHex(hex.length % 2 === 0 ? hex : `0${hex}`);
  return (octets[0] ?? 0) >= 0x80 ? Uint8Array.of(0, ...octets) : octets;
}

function octetsOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function keyTypeOf(algorithm: Algorithm): string {
  if ('modulusLength' in algorithm) return `rsa${String(algorithm.modulusLength)}`;
  const curve = 'namedCurve' in algorithm ? String(algorithm.namedCurve) : algorithm.name;
  return curve.replace(/^P-/, 'ec');
}

function readable<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new RegctlError('INVALID_INPUT', `${what} cannot be read`, {
      reason: 'it is not DER of the form X.509 describes',
      hint: 'look at it with `openssl x509 -text` or `openssl req -text`',
      cause: error,
    });
  }
}

async function digest(octets: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', octets));
  return Array.from(hash, (octet) => octet.toString(16).padStart(2, '0')).join('');
}
