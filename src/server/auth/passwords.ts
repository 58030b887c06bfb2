import { equalInConstantTime } from '../../core/constant-time.ts';

/** OWASP's Password Storage Cheat Sheet asks for 600,000 iterations of PBKDF2-HMAC-SHA-256 (read 2026-11-21). */
const ROUNDS = 6;
/** Cloudflare Workers take 100,000 iterations a call; so six calls, each on what the one before gave. */
const ITERATIONS = 100_000;
const SALT_OCTETS = 16;
const KEY_BITS = 256;

/** Gives what is kept of a password: `pbkdf2-sha256$6x100000$SALT$KEY`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_OCTETS));
  const key = await derive(password, salt, ROUNDS, ITERATIONS);
  return `pbkdf2-sha256$${ROUNDS}x${ITERATIONS}$${toBase64(salt)}$${toBase64(key)}`;
}

/** Tells whether a password is the one that was kept, also of one that was kept at another cost. */
export async function verifyPassword(kept: string, password: string): Promise<boolean> {
  const [, rounds, iterations, salt, key] =
    /^pbkdf2-sha256\$(\d{1,3})x(\d{1,7})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/.exec(kept) ?? [];
  if (salt === undefined || key === undefined) return false;
  const derived = await derive(password, fromBase64(salt), Number(rounds), Number(iterations));
  return equalInConstantTime(toBase64(derived), key);
}

async function derive(
  password: string,
  salt: Uint8Array<ArrayBuffer>,
  rounds: number,
  iterations: number,
): Promise<Uint8Array<ArrayBuffer>> {
  // One text has several forms in Unicode, and keyboards differ in which they send (RFC 8265 §4.2.2).
  let octets: Uint8Array<ArrayBuffer> = new TextEncoder().encode(password.normalize('NFC'));
  for (let round = 0; round < rounds; round++) {
    const key = await crypto.subtle.importKey('raw', octets, 'PBKDF2', false, ['deriveBits']);
    const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
    octets = new Uint8Array(await crypto.subtle.deriveBits(parameters, key, KEY_BITS));
  }
  return octets;
}

function toBase64(octets: Uint8Array): string {
  return btoa(String.fromCharCode(...octets));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
