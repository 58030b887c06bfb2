import { defineType, type TypeDefinition } from './define-type.ts';
import { DNSSEC_ALGORITHMS } from './dnssec-numbers.ts';
import { base64Rest, u16, u8 } from './fields.ts';
import type { RRType } from './rr-type.ts';

const layout: Pick<TypeDefinition, 'example' | 'fields'> = {
  example: '257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=',
  fields: [u16('flags'), u8('protocol'), u8('algorithm', DNSSEC_ALGORITHMS), base64Rest('publicKey')],
};

/** Key that signs the zone. */
export const DNSKEY: RRType = defineType({ type: 'DNSKEY', code: 48, rfc: 'RFC 4034 §2.1', ...layout });

/** Key for which the zone wants a DS at its parent; `0 3 0 AA==` asks to remove them all (RFC 8078 §4). */
export const CDNSKEY: RRType = defineType({ type: 'CDNSKEY', code: 60, rfc: 'RFC 7344 §3.2', ...layout });
