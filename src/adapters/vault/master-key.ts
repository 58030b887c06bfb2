import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { RegctlError } from '../../core/errors.ts';
import type { MasterKey } from './secret-box.ts';

const KEY_OCTETS = 32;

/** Reads a master key of 32 octets in base64. @throws RegctlError `INVALID_CONFIG` naming where it came from */
export function parseMasterKey(text: string, source: string): MasterKey {
  const octets = octetsOf(text.trim());
  if (octets.length !== KEY_OCTETS) {
    throw new RegctlError('INVALID_CONFIG', `${source} holds no master key`, {
      reason: `a master key is ${KEY_OCTETS} octets in base64, this has ${octets.length}`,
      hint: 'make one with `openssl rand -base64 32`',
    });
  }
  return { id: bytesToHex(sha256(octets)).slice(0, 16), octets };
}

/** What is no base64 has no octets. */
function octetsOf(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}
