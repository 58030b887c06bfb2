import { defineType } from './define-type.ts';
import { hexRest, u8 } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** Fingerprint of an SSH host key. */
export const SSHFP: RRType = defineType({
  type: 'SSHFP',
  code: 44,
  rfc: 'RFC 4255 §3.1',
  example: '4 2 123456789abcdef67890123456789abcdef67890123456789abcdef123456789',
  fields: [u8('algorithm'), u8('fingerprintType'), hexRest('fingerprint')],
});
