import {
  escapeOctets,
  isPlainText,
  MAX_STRING_OCTETS,
  readableText,
  tokenOctets,
  unescapeText,
  unquote,
} from './character-string.ts';
import { readRdata } from './define-type.ts';
import { isGeneric, parseGeneric } from './generic.ts';
import { invalidRdata, missingField, type FieldPlace } from './invalid-rdata.ts';
import type { Rdata, RdataToken, RRType } from './rr-type.ts';
import { splitRdata } from './tokens.ts';
import { WireWriter } from '../wire/writer.ts';

/** RFC 1035 §3.2.1 */
const MAX_RDATA_OCTETS = 65_535;

/**
 * Text: one or more character strings of any octets.
 *
 * A string of more than 255 octets is taken and split, as the wire form needs it (RFC 1035 §3.3); readers such as SPF and DKIM join them
 * again without a blank (RFC 7208 §3.3).
 */
export const TXT: RRType = textType('TXT', 16, 'RFC 1035 §3.3.14', '"v=spf1 -all"');

/** What SPF once was published in, beside TXT; obsolete, and still found in zones. */
export const SPF: RRType = textType('SPF', 99, 'RFC 4408 §3.1.1, obsoleted by RFC 7208', '"v=spf1 -all"');

/** Gives the text of TXT RDATA as its readers see it: all strings joined, UTF-8 decoded. */
export function textOf(rdata: Rdata): string {
  const joined = splitRdata(rdata).map(unquote).join('');
  return isPlainText(joined) ? joined : readableText(unescapeText(joined, { type: 'TXT' }));
}

function textType(type: string, code: number, rfc: string, example: Rdata): RRType {
  const place = { type, field: 'text' };
  const rrType: RRType = {
    type,
    code,
    rfc,
    example,
    parse(tokens) {
      const first = tokens[0];
      if (first === undefined) throw missingField(place);
      if (isGeneric(tokens)) return parseGeneric(rrType, tokens);
      if (tokens.length === 1) return parseString(first, place);
      const rdata = tokens.map((token) => parseString(token, place)).join(' ');
      if (rdata.length > MAX_RDATA_OCTETS) checkSize(rdata, place);
      return rdata;
    },
    toWire,
    fromWire: (message, offset, length) =>
      readRdata(type, message, offset, length, (input) => {
        const strings: string[] = [];
        do strings.push(`"${escapeOctets(input.bytes(input.u8()))}"`);
        while (input.remaining > 0);
        return strings.join(' ');
      }),
    fields: (rdata) => ({ text: textOf(rdata) }),
  };
  return rrType;
}

function toWire(rdata: Rdata): Uint8Array {
  const out = new WireWriter(rdata.length);
  for (const word of splitRdata(rdata)) out.label(unescapeText(unquote(word), { type: 'TXT' }));
  return out.finish();
}

function parseString(token: RdataToken, place: FieldPlace): Rdata {
  const { text } = token;
  if (text.length <= MAX_STRING_OCTETS && isPlainText(text)) return `"${text}"`;
  const octets = tokenOctets(token, place);
  if (octets.length <= MAX_STRING_OCTETS) return `"${escapeOctets(octets)}"`;
  const strings: string[] = [];
  for (let at = 0; at < octets.length; at += MAX_STRING_OCTETS) {
    strings.push(`"${escapeOctets(octets.subarray(at, at + MAX_STRING_OCTETS))}"`);
  }
  const rdata = strings.join(' ');
  checkSize(rdata, place);
  return rdata;
}

function checkSize(rdata: Rdata, place: FieldPlace): void {
  const { length } = toWire(rdata);
  if (length > MAX_RDATA_OCTETS) {
    throw invalidRdata(place, rdata, `it takes ${length} octets and one record holds ${MAX_RDATA_OCTETS}`);
  }
}
