import type { CertificateFacts, Identifier, KeyType, Life } from '../core/certificate.ts';
import type { PermittedSubtree } from '../core/internal-ca.ts';

/**
 * Makes keys and requests, and reads certificates.
 *
 * Contract: keys are PEM of PKCS #8, unencrypted; what cannot be read throws RegctlError `INVALID_INPUT`.
 */
export interface X509 {
  createKey(type: KeyType): Promise<string>;
  /** A certificate signing request as DER: all names in subjectAltName, no common name. */
  createCsr(keyPem: string, identifiers: readonly Identifier[]): Promise<Uint8Array<ArrayBuffer>>;
  /** Reads a request from outside, and checks that it is signed by its own key. */
  readCsr(pem: string): Promise<{
    readonly der: Uint8Array<ArrayBuffer>;
    readonly identifiers: readonly Identifier[];
    readonly publicKeyHash: string;
  }>;
  /** The `publicKeyHash` of a request (DER) that was made here or checked before. */
  requestKeyHash(csr: Uint8Array<ArrayBuffer>): Promise<string>;
  /** SHA-256 of the public key's SubjectPublicKeyInfo, hexadecimal. */
  publicKeyHash(keyPem: string): Promise<string>;
  /** Reads the certificates of a PEM text or of DER octets, in their order. */
  readCertificates(chain: string | readonly Uint8Array[]): Promise<readonly CertificateFacts[]>;
  /** Makes the certificate of a root that signs with this key, PEM. @param permitted - what it may sign for; anything where there is none */
  createRoot(
    keyPem: string,
    root: { readonly name: string; readonly permitted: readonly PermittedSubtree[]; readonly life: Life },
  ): Promise<string>;
  /** Signs a request (DER) by a root for TLS servers and clients, PEM; the names are those given, not those of the request. */
  signCsr(
    root: { readonly certificatePem: string; readonly keyPem: string },
    request: {
      readonly csr: Uint8Array<ArrayBuffer>;
      readonly identifiers: readonly Identifier[];
      readonly life: Life;
    },
  ): Promise<string>;
}
