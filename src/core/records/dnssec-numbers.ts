import type { Mnemonics } from './fields.ts';

/** DNSSEC algorithm numbers of the IANA registry, by mnemonic; the canonical form of RDATA has the number. */
export const DNSSEC_ALGORITHMS: Mnemonics = {
  RSAMD5: 1,
  DH: 2,
  DSA: 3,
  RSASHA1: 5,
  'DSA-NSEC3-SHA1': 6,
  NSEC3DSA: 6,
  'RSASHA1-NSEC3-SHA1': 7,
  NSEC3RSASHA1: 7,
  RSASHA256: 8,
  RSASHA512: 10,
  'ECC-GOST': 12,
  ECCGOST: 12,
  ECDSAP256SHA256: 13,
  ECDSAP384SHA384: 14,
  ED25519: 15,
  ED448: 16,
  INDIRECT: 252,
  PRIVATEDNS: 253,
  PRIVATEOID: 254,
};

/** DS digest types of the IANA registry, by mnemonic. */
export const DS_DIGEST_TYPES: Mnemonics = {
  'SHA-1': 1,
  SHA1: 1,
  'SHA-256': 2,
  SHA256: 2,
  GOST: 3,
  'SHA-384': 4,
  SHA384: 4,
};

/** Octets of a digest, by digest type. */
export const DS_DIGEST_OCTETS: { readonly [digestType: string]: number } = { 1: 20, 2: 32, 3: 32, 4: 48 };
