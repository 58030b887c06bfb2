import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Random } from '../../ports/random.ts';

/** Octets of a secret; Standard Webhooks takes 24 to 64. */
const SECRET_OCTETS = 32;
const PREFIX = 'whsec_';

/** Makes the secret that an endpoint checks signatures with. */
export function makeWebhookSecret(random: Random): string {
  return `${PREFIX}${toBase64(random.bytes(SECRET_OCTETS))}`;
}

/** Gives the headers of a message, one signature for each secret that is good. @see https://www.standardwebhooks.com */
export function webhookHeaders(
  secrets: readonly string[],
  message: { readonly id: string; readonly at: Date; readonly body: string },
): { readonly [header: string]: string } {
  const timestamp = String(Math.floor(message.at.getTime() / 1_000));
  const signed = new TextEncoder().encode(`${message.id}.${timestamp}.${message.body}`);
  return {
    'content-type': 'application/json',
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets
      .map((secret) => `v1,${toBase64(hmac(sha256, fromBase64(secret.slice(PREFIX.length)), signed))}`)
      .join(' '),
  };
}

function toBase64(octets: Uint8Array): string {
  return btoa(String.fromCharCode(...octets));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
