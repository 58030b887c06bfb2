import { RegctlError } from '../../core/errors.ts';

/** NIST SP 800-38D §8.2: 96-bit random nonces. One data key seals far fewer than the 2^32 secrets that they are good for. */
const NONCE_OCTETS = 12;

/** Takes 32 octets as a key of AES-256-GCM. */
export function importKey(octets: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', octets, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** The name is authenticated with the secret, so that two secrets cannot be exchanged. */
export async function encrypt(
  key: CryptoKey,
  name: string,
  octets: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_OCTETS));
  const additionalData = new TextEncoder().encode(name);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, octets);
  return `v1.${toBase64(iv)}.${toBase64(new Uint8Array(sealed))}`;
}

/** @throws RegctlError `STORE_FAILED` for what was changed, or encrypted under another key or name */
export async function decrypt(key: CryptoKey, name: string, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const [version, iv, sealed] = text.split('.');
  if (version !== 'v1' || iv === undefined || sealed === undefined)
    throw damaged('a secret has an unknown form');
  const additionalData = new TextEncoder().encode(name);
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: fromBase64(iv), additionalData },
        key,
        fromBase64(sealed),
      ),
    );
  } catch (error) {
    throw damaged('a secret was changed, or sealed under another key', error);
  }
}

/** That a vault does not open, and why. */
export function damaged(reason: string, cause?: unknown): RegctlError {
  return new RegctlError('STORE_FAILED', 'the vault cannot be opened', {
    reason,
    hint: 'give the server the master key that it was made with: `regctl server doctor`',
    cause,
  });
}

export function toBase64(octets: Uint8Array): string {
  return btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join(''));
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
