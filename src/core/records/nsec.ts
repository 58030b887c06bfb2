import { defineType } from './define-type.ts';
import { decodeBase32Hex, decodeHex, encodeBase32Hex, encodeHex } from './encodings.ts';
import { domainName, u16, u8, type Field } from './fields.ts';
import { invalidRdata } from './invalid-rdata.ts';
import type { RRType } from './rr-type.ts';
import { typeBitmap } from './type-bitmap.ts';

/** Octets behind a length octet, in some encoding. */
function counted(
  name: string,
  expected: string,
  decode: (text: string) => Uint8Array | undefined,
  encode: (octets: Uint8Array) => string,
): Field {
  return {
    name,
    parse(token, _origin, place) {
      const octets = token.quoted ? undefined : decode(token.text);
      if (octets === undefined || octets.length > 255)
        throw invalidRdata(place, token.text, `${expected} is expected`);
      return encode(octets);
    },
    write: (text, out) => out.label(decode(text) ?? new Uint8Array()),
    read: (input) => encode(input.bytes(input.u8())),
    toJson: (text) => text,
  };
}

/** RFC 5155 §3.3: `-` stands for a salt of no octets. */
const salt = counted(
  'salt',
  'hex digits or -',
  (text) => (text === '-' ? new Uint8Array() : text === '' ? undefined : decodeHex(text)),
  (octets) => (octets.length === 0 ? '-' : encodeHex(octets)),
);

const nextHashedOwner = counted(
  'nextHashedOwner',
  'base32hex without padding',
  decodeBase32Hex,
  encodeBase32Hex,
);

const hashParameters: readonly Field[] = [u8('hashAlgorithm'), u8('flags'), u16('iterations'), salt];

/** Next name of a signed zone, and the types at this one. */
export const NSEC: RRType = defineType({
  type: 'NSEC',
  code: 47,
  rfc: 'RFC 4034 §4.1',
  example: 'host.example.net. A MX RRSIG NSEC TYPE1234',
  fields: [domainName('nextName'), typeBitmap],
});

/** The same with hashed names. */
export const NSEC3: RRType = defineType({
  type: 'NSEC3',
  code: 50,
  rfc: 'RFC 5155 §3.2',
  example: '1 1 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG',
  fields: [...hashParameters, nextHashedOwner, typeBitmap],
});

/** How the names of a signed zone are hashed. */
export const NSEC3PARAM: RRType = defineType({
  type: 'NSEC3PARAM',
  code: 51,
  rfc: 'RFC 5155 §4.2',
  example: '1 0 0 -',
  fields: hashParameters,
});
