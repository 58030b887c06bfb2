import { sha256 } from '@noble/hashes/sha2.js';
import { fromBase64url, toBase64url } from '../../core/base64url.ts';
import { RegctlError } from '../../core/errors.ts';
import { parsePem } from '../../core/pem.ts';

/** An account's (or certificate's) key, ready to sign. */
export interface SigningKey {
  readonly algorithm: 'ES256' | 'ES384' | 'RS256';
  /** The public half, members in lexical order and nothing else (RFC 7638 §3). */
  readonly jwk: { readonly [member: string]: string };
  sign(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
}

/** One request body as RFC 8555 §6.2 wants it: flattened JSON serialization. */
export interface Jws {
  readonly protected: string;
  readonly payload: string;
  readonly signature: string;
}

type KeyKind = readonly [
  SigningKey['algorithm'],
  EcKeyImportParams | RsaHashedImportParams,
  EcdsaParams | AlgorithmIdentifier,
];

const KINDS: readonly KeyKind[] = [
  ['ES256', { name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }],
  ['ES384', { name: 'ECDSA', namedCurve: 'P-384' }, { name: 'ECDSA', hash: 'SHA-384' }],
  ['RS256', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, { name: 'RSASSA-PKCS1-v1_5' }],
];

const MEMBERS = ['crv', 'e', 'kty', 'n', 'x', 'y'] as const;

/** Reads a key of PKCS #8 in PEM. @throws RegctlError `INVALID_INPUT` for one that is none or of a kind no CA takes */
export async function importSigningKey(pem: string): Promise<SigningKey> {
  const der = parsePem(pem).find((block) => block.label === 'PRIVATE KEY')?.der;
  for (const [algorithm, importAs, signAs] of der === undefined ? [] : KINDS) {
    const key = await tryImport(der as Uint8Array<ArrayBuffer>, importAs);
    if (key === undefined) continue;
    const all: { readonly [member: string]: unknown } = { ...(await crypto.subtle.exportKey('jwk', key)) };
    const jwk = Object.fromEntries(
      MEMBERS.flatMap((member) => (typeof all[member] === 'string' ? [[member, all[member]]] : [])),
    );
    return {
      algorithm,
      jwk,
      sign: async (data) => new Uint8Array(await crypto.subtle.sign(signAs, key, data)),
    };
  }
  throw new RegctlError('INVALID_INPUT', 'a key cannot be read', {
    reason: 'it is not PKCS #8 in PEM of an EC key on P-256 or P-384, or of an RSA key',
    hint: 'convert it with `openssl pkcs8 -topk8 -nocrypt`',
  });
}

/** The wrong kind is told by a refusal of WebCrypto and by nothing else. */
async function tryImport(der: Uint8Array<ArrayBuffer>, importAs: KeyKind[1]): Promise<CryptoKey | undefined> {
  try {
    return await crypto.subtle.importKey('pkcs8', der, importAs, true, ['sign']);
  } catch {
    return undefined;
  }
}

/** Signs a payload; an empty string is the payload of POST-as-GET (RFC 8555 §6.3). */
export async function signJws(
  key: SigningKey,
  header: { readonly [name: string]: unknown },
  payload: object | '',
): Promise<Jws> {
  const parts = encodeParts({ alg: key.algorithm, ...header }, payload);
  return {
    ...parts,
    signature: toBase64url(await key.sign(octetsOf(`${parts.protected}.${parts.payload}`))),
  };
}

/**
 * Makes the JWS that ties an account key to an account at the CA (RFC 8555 §7.3.4).
 *
 * @throws RegctlError `INVALID_INPUT` for a key that is not base64
 */
export async function signBinding(
  binding: { readonly keyId: string; readonly hmacKey: string },
  url: string,
  jwk: SigningKey['jwk'],
): Promise<Jws> {
  const secret = fromBase64url(binding.hmacKey.trim());
  if (secret === undefined || secret.length === 0)
    throw new RegctlError('INVALID_INPUT', 'the HMAC key of the external account cannot be read', {
      reason: 'it is not base64url',
      hint: 'copy it once more from the CA, whole and alone',
    });
  const parts = encodeParts({ alg: 'HS256', kid: binding.keyId, url }, jwk);
  const hash = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', secret, hash, false, ['sign']);
  const signature = await crypto.subtle.sign(hash, key, octetsOf(`${parts.protected}.${parts.payload}`));
  return { ...parts, signature: toBase64url(new Uint8Array(signature)) };
}

/** The digest that names a key (RFC 7638). */
export function thumbprint(key: SigningKey): string {
  return digestText(JSON.stringify(key.jwk));
}

/** SHA-256 of a text, base64url. */
export function digestText(text: string): string {
  return toBase64url(sha256(octetsOf(text)));
}

function encodeParts(header: object, payload: object | ''): Omit<Jws, 'signature'> {
  const encode = (text: string): string => toBase64url(octetsOf(text));
  return {
    protected: encode(JSON.stringify(header)),
    payload: payload === '' ? '' : encode(JSON.stringify(payload)),
  };
}

function octetsOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
