import type { Identifier } from '../../core/certificate.ts';
import { der, derUnsigned } from '../../core/der.ts';
import { addressOctets } from '../../core/records/ip-address.ts';
import type { X509 } from '../../ports/x509.ts';
import { importPair, type KeyParams } from './key-pair.ts';

type Octets = Uint8Array<ArrayBuffer>;

/** Tags of DER (X.690 §8). */
const [BIT_STRING, OCTET_STRING, NULL, OID, SEQUENCE, SET] = [3, 4, 5, 6, 0x30, 0x31] as const;
/** Tags of this form: `attributes [0]`, `dNSName [2]`, `iPAddress [7]`. */
const [ATTRIBUTES, DNS_NAME, IP_ADDRESS] = [0xa0, 0x82, 0x87] as const;

/** extensionRequest, 1.2.840.113549.1.9.14 (RFC 2985 §5.4.2). */
const EXTENSION_REQUEST = der(OID, Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0e));
/** subjectAltName, 2.5.29.17 (RFC 5280 §4.2.1.6). */
const SUBJECT_ALT_NAME = der(OID, Uint8Array.of(0x55, 0x1d, 0x11));
/** ecdsa-with-SHA256 and ecdsa-with-SHA384, 1.2.840.10045.4.3.2 and 1.2.840.10045.4.3.3 (RFC 5758 §3.2). */
const ECDSA_SHA256 = der(OID, Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const ECDSA_SHA384 = der(OID, Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03));
/** sha256WithRSAEncryption, 1.2.840.113549.1.1.11 (RFC 4055 §5). */
const RSA_SHA256 = der(OID, Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b));

/**
 * Makes a request (RFC 2986 §4.2). It has no common name: a name of more than 64 characters has no room in one, and nobody reads it.
 * The library would write and read it several times over, and the form is fixed but for key, names and signature.
 */
export const createCsr: X509['createCsr'] = async (keyPem, identifiers) => {
  const { pair, params } = await importPair(keyPem);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey));
  const noName = der(SEQUENCE);
  const extensions = der(SEQUENCE, alternativeNames(identifiers));
  const attribute = der(SEQUENCE, EXTENSION_REQUEST, der(SET, extensions));
  const version = derUnsigned(Uint8Array.of(0));
  const info = der(SEQUENCE, version, noName, publicKey, der(ATTRIBUTES, attribute));
  const { algorithm, value } = await sign(pair.privateKey, params, info);
  return der(SEQUENCE, info, algorithm, der(BIT_STRING, Uint8Array.of(0), value));
};

function alternativeNames(identifiers: readonly Identifier[]): Octets {
  const names = identifiers.map(({ type, value }) =>
    type === 'dns' ? der(DNS_NAME, new TextEncoder().encode(value)) : der(IP_ADDRESS, addressOctets(value)),
  );
  return der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTET_STRING, der(SEQUENCE, ...names)));
}

async function sign(
  key: CryptoKey,
  { name, hash }: KeyParams,
  octets: Octets,
): Promise<{ readonly algorithm: Octets; readonly value: Octets }> {
  const value = new Uint8Array(await crypto.subtle.sign({ name, hash }, key, octets));
  if (name !== 'ECDSA') return { algorithm: der(SEQUENCE, RSA_SHA256, der(NULL)), value };
  const algorithm = der(SEQUENCE, hash === 'SHA-384' ? ECDSA_SHA384 : ECDSA_SHA256);
  // WebCrypto gives r and s side by side, X.509 has them as integers (RFC 3279 §2.2.3).
  const [r, s] = [value.subarray(0, value.length / 2), value.subarray(value.length / 2)];
  return { algorithm, value: der(SEQUENCE, derUnsigned(r), derUnsigned(s)) };
}
