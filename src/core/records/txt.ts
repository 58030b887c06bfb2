import {
  escapeOctets,
  isPlainText,
  MAX_STRING_OCTETS,
  readableText,
  unescapeText,
  unquote,
} from './character-string.ts';
import { readRdata } from './define-type.ts';
import { isGeneric, parseGeneric } from './generic.ts';
import { invalidRdata, missingField } from './invalid-rdata.ts';
import type { Rdata, RdataToken, RRType } from './rr-type.ts';
import { splitRdata } from './tokens.ts';
import { WireWriter } from '../wire/writer.ts';

const PLACE = { type: 'TXT', field: 'text' };

/** RFC 1035 §3.2.1 */
const MAX_RDATA_OCTETS = 65_535;

/**
 * Text: one or more character strings of any octets.
 *
 * A string of more than 255 octets is taken and split, as the wire form needs it (RFC 1035 §3.3); readers such as SPF and DKIM join them
 * again without a blank (RFC 7208 §3.3).
 */
export const TXT: RRType = {
  type: 'TXT',
  code: 16,
  rfc: 'RFC 1035 §3.3.14',
  example: '"v=spf1 -all"',
  parse(tokens) {
    const first = tokens[0];
    if (first === undefined) throw missingField(PLACE);
    if (tokens.length === 1) return parseString(first);
    if (isGeneric(tokens)) return parseGeneric(TXT, tokens);
    const rdata = tokens.map(parseString).join(' ');
    if (rdata.length > MAX_RDATA_OCTETS) checkSize(rdata);
    return rdata;
  },
  toWire(rdata) {
    const out = new WireWriter(rdata.length);
    for (const word of splitRdata(rdata)) out.label(unescapeText(unquote(word), PLACE));
    return out.finish();
  },
  fromWire(message, offset, length) {
    return readRdata('TXT', message, offset, length, (input) => {
      const strings: string[] = [];
      do strings.push(`"${escapeOctets(input.bytes(input.u8()))}"`);
      while (input.remaining > 0);
      return strings.join(' ');
    });
  },
  fields: (rdata) => ({ text: textOf(rdata) }),
};

/** Gives the text of TXT RDATA as its readers see it: all strings joined, UTF-8 decoded. */
export function textOf(rdata: Rdata): string {
  const joined = splitRdata(rdata).map(unquote).join('');
  return isPlainText(joined) ? joined : readableText(unescapeText(joined, PLACE));
}

function parseString(token: RdataToken): Rdata {
  const { text } = token;
  if (text.length <= MAX_STRING_OCTETS && isPlainText(text)) return `"${text}"`;
  const octets = unescapeText(text, PLACE);
  if (octets.length <= MAX_STRING_OCTETS) return `"${escapeOctets(octets)}"`;
  const strings: string[] = [];
  for (let at = 0; at < octets.length; at += MAX_STRING_OCTETS) {
    strings.push(`"${escapeOctets(octets.subarray(at, at + MAX_STRING_OCTETS))}"`);
  }
  const rdata = strings.join(' ');
  checkSize(rdata);
  return rdata;
}

function checkSize(rdata: Rdata): void {
  const { length } = TXT.toWire(rdata);
  if (length > MAX_RDATA_OCTETS) {
    throw invalidRdata(PLACE, rdata, `it takes ${length} octets and one record holds ${MAX_RDATA_OCTETS}`);
  }
}
