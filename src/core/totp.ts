import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { equalInConstantTime } from './constant-time.ts';

/** RFC 6238 as every authenticator has it: SHA-1, six digits, thirty seconds. HMAC does not rest on what SHA-1 lacks. */
const STEP_MS = 30_000;
const DIGITS = 6;
/** Steps by which clocks may differ either way. */
const WINDOW = 1;
/** RFC 4648 §6. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Octets of a secret: as many as the digest has (RFC 4226 §4). */
export const TOTP_SECRET_OCTETS = 20;

/** Gives the code of a step (RFC 4226 §5.3). */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const digest = hmac(sha1, secret, new Uint8Array(counter.buffer));
  const offset = (digest.at(-1) ?? 0) & 0xf;
  const number = new DataView(digest.buffer, digest.byteOffset).getUint32(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** Finds the step whose code this is, about a time; undefined for none. It takes the same time whichever it is. */
export function matchingStep(secret: Uint8Array, code: string, now: Date): number | undefined {
  const present = Math.floor(now.getTime() / STEP_MS);
  let found: number | undefined;
  for (let step = present - WINDOW; step <= present + WINDOW; step++)
    if (equalInConstantTime(totpCode(secret, step), code)) found = step;
  return found;
}

/** Writes a secret as people type it into an authenticator. */
export function toBase32(octets: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const octet of octets) {
    value = ((value << 8) | octet) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(value >> bits) & 31] ?? '';
    }
  }
  return bits === 0 ? text : text + (BASE32[(value << (5 - bits)) & 31] ?? '');
}

/** The address that a QR code holds: `otpauth://totp/regctl:ada@example.org?secret=…`. */
export function otpauthUri(secret: string, host: string, email: string): string {
  const label = `${encodeURIComponent(host)}:${encodeURIComponent(email)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(host)}&algorithm=SHA1&digits=6&period=30`;
}
