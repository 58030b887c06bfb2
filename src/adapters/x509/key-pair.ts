import type { KeyType } from '../../core/certificate.ts';
import { RegctlError } from '../../core/errors.ts';
import { parsePem } from '../../core/pem.ts';

export type KeyParams = (RsaHashedKeyGenParams | EcKeyGenParams) & { readonly hash: string };

const PUBLIC_EXPONENT = new Uint8Array([1, 0, 1]);
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: PUBLIC_EXPONENT } as const;
/** Parameters of WebCrypto for each kind of key. */
export const KEY_PARAMS: { readonly [T in KeyType]: KeyParams } = {
  ec256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  ec384: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  rsa2048: { ...RSA, modulusLength: 2048 },
  rsa3072: { ...RSA, modulusLength: 3072 },
  rsa4096: { ...RSA, modulusLength: 4096 },
};
/** How keys are read: RSA of any length the same way. */
const READABLE = [KEY_PARAMS.ec256, KEY_PARAMS.ec384, KEY_PARAMS.rsa2048] as const;

/** A key as it was read, with its public half. */
export interface ReadKey {
  readonly pair: CryptoKeyPair;
  readonly publicKey: CryptoKey;
  readonly params: KeyParams;
}

/** Reads a private key. @throws RegctlError `INVALID_INPUT` */
export async function importPair(pem: string): Promise<ReadKey> {
  const der = parsePem(pem).find((block) => block.label === 'PRIVATE KEY')?.der ?? new Uint8Array();
  for (const params of READABLE) {
    try {
      const privateKey = await crypto.subtle.importKey('pkcs8', der, params, true, ['sign']);
      const {
        d: _,
        p: _p,
        q: _q,
        dp: _dp,
        dq: _dq,
        qi: _qi,
        ...open
      } = await crypto.subtle.exportKey('jwk', privateKey);
      const jwk = { ...open, key_ops: ['verify'] };
      const publicKey = await crypto.subtle.importKey('jwk', jwk, params, true, ['verify']);
      return { pair: { privateKey, publicKey }, publicKey, params };
    } catch {
      // The wrong kind is told by a refusal of WebCrypto and by nothing else; the next is tried.
    }
  }
  throw new RegctlError('INVALID_INPUT', 'a key cannot be read', {
    reason: 'it is not PKCS #8 in PEM of an EC key on P-256 or P-384, or of an RSA key',
    hint: 'convert it with `openssl pkcs8 -topk8 -nocrypt`',
  });
}
