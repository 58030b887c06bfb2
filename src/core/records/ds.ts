import { defineType, type TypeDefinition } from './define-type.ts';
import { DNSSEC_ALGORITHMS, DS_DIGEST_OCTETS, DS_DIGEST_TYPES } from './dnssec-numbers.ts';
import { hexRest, u16, u8 } from './fields.ts';
import type { RRType } from './rr-type.ts';

const layout: Pick<TypeDefinition, 'example' | 'fields' | 'check'> = {
  example: '60485 13 2 d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a',
  fields: [
    u16('keyTag'),
    u8('algorithm', DNSSEC_ALGORITHMS),
    u8('digestType', DS_DIGEST_TYPES),
    hexRest('digest'),
  ],
  check(values, refuse) {
    const [, , digestType = '', digest = ''] = values;
    const octets = DS_DIGEST_OCTETS[digestType];
    if (octets !== undefined && digest.length !== 2 * octets) {
      refuse(
        'digest',
        digest,
        `a digest of type ${digestType} has ${octets} octets, not ${digest.length / 2}`,
      );
    }
  },
};

/** Digest of a key of the delegated zone: the link of the chain of trust. */
export const DS: RRType = defineType({ type: 'DS', code: 43, rfc: 'RFC 4034 §5.1', ...layout });

/** The DS that the zone wants its parent to have; `0 0 0 00` asks to remove them all (RFC 8078 §4). */
export const CDS: RRType = defineType({ type: 'CDS', code: 59, rfc: 'RFC 7344 §3.1', ...layout });
