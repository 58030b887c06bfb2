import { defineType } from './define-type.ts';
import { DNSSEC_ALGORITHMS } from './dnssec-numbers.ts';
import { base64Rest, u16, u8, type Mnemonics } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** RFC 4398 §2.1 */
const CERTIFICATE_TYPES: Mnemonics = {
  PKIX: 1,
  SPKI: 2,
  PGP: 3,
  IPKIX: 4,
  ISPKI: 5,
  IPGP: 6,
  ACPKIX: 7,
  IACPKIX: 8,
  URI: 253,
  OID: 254,
};

/** Certificate or revocation list. */
export const CERT: RRType = defineType({
  type: 'CERT',
  code: 37,
  rfc: 'RFC 4398 §2',
  example: '1 12179 8 AQPSKmynfzW4kyBv015MUG2DeIQ3',
  fields: [
    u16('certificateType', CERTIFICATE_TYPES),
    u16('keyTag'),
    u8('algorithm', DNSSEC_ALGORITHMS),
    base64Rest('certificate'),
  ],
});
