import { defineType } from './define-type.ts';
import { hexRest, u8 } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** Octets of a fingerprint by its type: SHA-1, SHA-256. */
const FINGERPRINT_OCTETS: { readonly [type: string]: number } = { 1: 20, 2: 32 };

/** Fingerprint of an SSH host key. */
export const SSHFP: RRType = defineType({
  type: 'SSHFP',
  code: 44,
  rfc: 'RFC 4255 §3.1',
  example: '4 2 123456789abcdef67890123456789abcdef67890123456789abcdef123456789',
  check(values, refuse) {
    const [, type = '', fingerprint = ''] = values;
    const octets = FINGERPRINT_OCTETS[type];
    if (octets !== undefined && fingerprint.length !== 2 * octets) {
      refuse(
        'fingerprint',
        fingerprint,
        `a fingerprint of type ${type} has ${octets} octets, not ${fingerprint.length / 2}`,
      );
    }
  },
  fields: [u8('algorithm'), u8('fingerprintType'), hexRest('fingerprint')],
});
