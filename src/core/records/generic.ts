import { decodeHex, encodeHex } from './encodings.ts';
import { invalidRdata } from './invalid-rdata.ts';
import type { Rdata, RdataToken, RRType } from './rr-type.ts';
import { tokenizeRdata } from './tokens.ts';

/** RFC 1035 §3.2.1: the length of RDATA is a number of 16 bits. */
const MAX_RDATA_OCTETS = 65_535;

/** Tells whether RDATA are in the form of RFC 3597 §5, `\# length hex`. */
export function isGeneric(tokens: readonly RdataToken[]): boolean {
  const first = tokens[0];
  return first !== undefined && !first.quoted && first.text === '\\#';
}

/**
 * Reads the generic form of a type that has a form of its own, and gives the latter.
 *
 * @throws RegctlError `INVALID_RDATA` when the octets are no such RDATA
 */
export function parseGeneric(type: RRType, tokens: readonly RdataToken[]): Rdata {
  const octets = genericOctets(type.type, tokens);
  const rdata = type.fromWire(octets, 0, octets.length);
  const canonical = type.parse(tokenizeRdata(rdata, type.type), '');
  if (type.toWire(canonical).length !== octets.length) {
    throw invalidRdata(
      { type: type.type },
      encodeHex(octets),
      'names in the generic form cannot be compressed',
    );
  }
  return canonical;
}

/** Makes a type that has only the generic form. */
export function genericType(type: string, code: number, rfc = 'RFC 3597'): RRType {
  return {
    type,
    code,
    rfc,
    example: '\\# 4 0a000001',
    parse(tokens) {
      if (isGeneric(tokens)) return formatGeneric(genericOctets(type, tokens));
      throw invalidRdata(
        { type },
        tokens.map((token) => token.text).join(' '),
        `${type} data are taken in the form \\# LENGTH HEX of RFC 3597 only`,
      );
    },
    toWire: (rdata) => genericOctets(type, tokenizeRdata(rdata, type)),
    fromWire: (message, offset, length) => formatGeneric(message.subarray(offset, offset + length)),
    fields: (rdata) => ({ data: encodeHex(genericOctets(type, tokenizeRdata(rdata, type))) }),
  };
}

/** Writes octets in the generic form. */
export function formatGeneric(octets: Uint8Array): Rdata {
  return octets.length === 0 ? '\\# 0' : `\\# ${octets.length} ${encodeHex(octets)}`;
}

function genericOctets(type: string, tokens: readonly RdataToken[]): Uint8Array {
  const length = tokens[1]?.text ?? '';
  if (!/^\d{1,5}$/.test(length) || Number(length) > MAX_RDATA_OCTETS) {
    throw invalidRdata(
      { type, field: 'length' },
      length,
      `a whole number from 0 to ${MAX_RDATA_OCTETS} is expected`,
    );
  }
  const hex = tokens
    .slice(2)
    .map((token) => token.text)
    .join('');
  const octets = decodeHex(hex);
  if (octets === undefined || tokens.some((token) => token.quoted))
    throw invalidRdata({ type, field: 'data' }, hex, 'an even number of hex digits is expected');
  if (octets.length !== Number(length)) {
    throw invalidRdata(
      { type, field: 'data' },
      hex,
      `${length} octets are announced and ${octets.length} are given`,
    );
  }
  return octets;
}
