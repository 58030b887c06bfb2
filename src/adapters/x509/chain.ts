import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_subjectAltName,
} from '@peculiar/asn1-x509';
import { GeneralNames, X509Certificate } from '@peculiar/x509';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { toBase64url } from '../../core/base64url.ts';
import { parseIdentifier, type CertificateFacts, type Identifier } from '../../core/certificate.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { parsePem } from '../../core/pem.ts';
import type { X509 } from '../../ports/x509.ts';

/** Certificates of CAs that are kept as they were read: a few of them sign all others. */
const MAX_KEPT = 16;

/** Hands out an extension's value as it stands there: the library's own list writes each extension anew and reads it three times, however few are looked at. */
class ReadableCertificate extends X509Certificate {
  value(extension: string): ArrayBuffer | undefined {
    return this.asn.tbsCertificate.extensions?.find(({ extnID }) => extnID === extension)?.extnValue.buffer;
  }
}

interface Read {
  readonly certificate: ReadableCertificate;
  /** Its key as WebCrypto has it, for each kind of signature. */
  readonly keys: Map<string, Promise<CryptoKey>>;
  readonly facts: Omit<CertificateFacts, 'signedByNext'>;
}

/** Makes the reader of chains. What stands behind the first certificate is that of a CA, and read once. */
export function createChainReader(): X509['readCertificates'] {
  const kept = new Map<string, Read>();
  const readOf = (der: Uint8Array<ArrayBuffer>, isLeaf: boolean): Read => {
    const fingerprint = digest(der);
    const known = kept.get(fingerprint);
    if (known !== undefined) return known;
    const read = readable('a certificate', () => {
      const certificate = new ReadableCertificate(der);
      return { certificate, keys: new Map(), facts: factsOf(certificate, fingerprint) };
    });
    if (!isLeaf && kept.size >= MAX_KEPT) kept.clear();
    if (!isLeaf) kept.set(fingerprint, read);
    return read;
  };
  return async (chain) => {
    const ders =
      typeof chain === 'string'
        ? parsePem(chain).flatMap((block) => (block.label === 'CERTIFICATE' ? [block.der] : []))
        : chain;
    const reads = ders.map((der, i) => readOf(Uint8Array.from(der), i === 0));
    return Promise.all(
      reads.map(async ({ certificate, facts }, i) => ({
        ...facts,
        signedByNext: await isSignedBy(certificate, reads[i + 1]),
      })),
    );
  };
}

async function isSignedBy(certificate: ReadableCertificate, next: Read | undefined): Promise<boolean | null> {
  if (next === undefined) return null;
  const { signatureAlgorithm } = certificate;
  const { publicKey } = next.certificate;
  const kind = JSON.stringify(signatureAlgorithm);
  const key =
    next.keys.get(kind) ?? publicKey.export({ ...publicKey.algorithm, ...signatureAlgorithm }, ['verify']);
  next.keys.set(kind, key);
  try {
    return await certificate.verify({ publicKey: await key, signatureOnly: true });
  } catch {
    // A key of one kind makes no signature of another.
    return false;
  }
}

function factsOf(certificate: ReadableCertificate, fingerprint: string): Read['facts'] {
  const names = certificate.value(id_ce_subjectAltName);
  const constraints = certificate.value(id_ce_basicConstraints);
  const authority = certificate.value(id_ce_authorityKeyIdentifier);
  const authorityKey = authority && AsnConvert.parse(authority, AuthorityKeyIdentifier).keyIdentifier;
  const serial = serialOctets(certificate.serialNumber);
  const { publicKey } = certificate;
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    issuerName: certificate.issuerName.getField('CN')[0] ?? certificate.issuer,
    serial: certificate.serialNumber.toLowerCase(),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    identifiers: names === undefined ? [] : identifiersOf(new GeneralNames(names)),
    isCa: constraints !== undefined && AsnConvert.parse(constraints, BasicConstraints).cA,
    ariId:
      authorityKey === undefined
        ? null
        : `${toBase64url(new Uint8Array(authorityKey.buffer))}.${toBase64url(serial)}`,
    keyType: keyTypeOf(publicKey.algorithm),
    publicKeyHash: digest(publicKey.rawData),
    fingerprint,
  };
}

/** Names and addresses of a subjectAltName. */
export function identifiersOf(names: GeneralNames): readonly Identifier[] {
  return names.toJSON().flatMap(({ type, value }) => {
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

/** Reads with the library, whose errors say nothing to people. @throws RegctlError `INVALID_INPUT` */
export function readable<T>(what: string, read: () => T): T {
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

/** SHA-256, hexadecimal; here and now, as WebCrypto would wake a thread for each few octets. */
export function digest(octets: ArrayBuffer | Uint8Array<ArrayBuffer>): string {
  return bytesToHex(sha256(new Uint8Array(octets)));
}
