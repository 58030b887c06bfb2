import { defineType } from './define-type.ts';
import { hexRest, u32, u8 } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** Octets of a digest by its algorithm: SHA-384, SHA-512. */
const DIGEST_OCTETS: { readonly [algorithm: string]: number } = { 1: 48, 2: 64 };

/** Digest of the whole zone. */
export const ZONEMD: RRType = defineType({
  type: 'ZONEMD',
  code: 63,
  rfc: 'RFC 8976 §2.2',
  example:
    '2026112101 1 1 c68090d90a7aed716bc459f9340e3d7c1370d4d24b7e2fc3a1ddc0b9a87153b9a9713b3c9ae5cc27777f98b8e730044c',
  check([, , hashAlgorithm = '', digest = ''], refuse) {
    const octets = DIGEST_OCTETS[hashAlgorithm];
    if (octets !== undefined && digest.length !== 2 * octets) {
      refuse(
        'digest',
        digest,
        `a digest of algorithm ${hashAlgorithm} has ${octets} octets, not ${digest.length / 2}`,
      );
    }
  },
  fields: [u32('serial'), u8('scheme'), u8('hashAlgorithm'), hexRest('digest')],
});
