import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { RegctlError } from '../../core/errors.ts';
import type { KeyWrapper } from '../../ports/secret-box.ts';
import { decrypt, encrypt, importKey } from './sealing.ts';

const KEY_OCTETS = 32;

/** Reads a master key of 32 octets in base64, which then wraps by AES-256-GCM. @throws RegctlError `INVALID_CONFIG` naming where it came from */
export function parseMasterKey(text: string, source: string): KeyWrapper {
  const octets = octetsOf(text.trim());
  if (octets.length !== KEY_OCTETS) {
    throw new RegctlError('INVALID_CONFIG', `${source} holds no master key`, {
      reason: `a master key is ${KEY_OCTETS} octets in base64, this has ${octets.length}`,
      hint: 'give the one that the vault was made with; for a new server make one with `openssl rand -base64 32`',
    });
  }
  return {
    id: bytesToHex(sha256(octets)).slice(0, 16),
    wrap: async (context, key) => encrypt(await importKey(octets), context, key),
    unwrap: async (context, wrapped) => decrypt(await importKey(octets), context, wrapped),
  };
}

/** What is no base64 has no octets. */
function octetsOf(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}
