import type { FieldPlace } from './invalid-rdata.ts';
import { invalidRdata } from './invalid-rdata.ts';
import type { RdataToken } from './rr-type.ts';

/** RFC 1035 §3.3: one length octet. */
export const MAX_STRING_OCTETS = 255;

/** Printable ASCII but quote and backslash: such text is its own canonical form. */
const PLAIN = /^[ !#-[\]-~]*$/;

const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Tells whether text needs no escapes and no UTF-8: each character is one octet, itself. */
export function isPlainText(text: string): boolean {
  return PLAIN.test(text);
}

/**
 * Gives the octets of text with `\X` and `\DDD` escapes (RFC 1035 §5.1); characters beyond ASCII become UTF-8.
 *
 * @throws RegctlError `INVALID_RDATA` for a broken escape
 */
export function unescapeText(text: string, place: FieldPlace): Uint8Array {
  if (!text.includes('\\')) return utf8Encoder.encode(text);
  const source = utf8Encoder.encode(text);
  const octets = new Uint8Array(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at++) {
    let octet = source[at] as number;
    if (octet === 0x5c) {
      at += 1;
      octet = source[at] ?? -1;
      if (octet === -1) throw invalidRdata(place, text, 'it ends in a lone backslash');
      if (isDigit(octet)) {
        octet = threeDigits(source, at);
        if (octet > 255)
          throw invalidRdata(place, text, 'a backslash with digits needs three of them, from 000 to 255');
        at += 2;
      }
    }
    octets[length++] = octet;
  }
  return octets.slice(0, length);
}

/**
 * Gives the octets of a word that is a character string.
 *
 * @throws RegctlError `INVALID_RDATA` for a broken escape, or for a quote inside a word without quotes: some servers take `a="b"` as two strings
 */
export function tokenOctets(token: RdataToken, place: FieldPlace): Uint8Array {
  if (!token.quoted && /^(?:[^"\\]|\\.)*"/s.test(token.text)) {
    throw invalidRdata(
      place,
      token.text,
      'a double quote inside it needs a backslash, or the whole text quotes',
    );
  }
  return unescapeText(token.text, place);
}

/** Writes octets as canonical text without quotes: `\"`, `\\`, and `\DDD` outside 0x20–0x7e. */
export function escapeOctets(octets: Uint8Array): string {
  let text = '';
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] as number;
    if (octet === 0x22 || octet === 0x5c) text += `\\${String.fromCharCode(octet)}`;
    else if (octet < 0x20 || octet > 0x7e) text += decimalEscape(octet);
    else text += String.fromCharCode(octet);
  }
  return text;
}

/** Writes an octet as `\DDD`. */
export function decimalEscape(octet: number): string {
  return `\\${String(octet).padStart(3, '0')}`;
}

/** Gives text for people: the octets as UTF-8, or with `\DDD` escapes where they are none. */
export function readableText(octets: Uint8Array): string {
  try {
    return utf8Decoder.decode(octets);
  } catch {
    return escapeOctets(octets); // not UTF-8: the escaped form loses nothing
  }
}

/** Takes canonical text out of its quotes. */
export function unquote(text: string): string {
  return text.slice(1, -1);
}

function isDigit(octet: number): boolean {
  return octet >= 0x30 && octet <= 0x39;
}

function threeDigits(source: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at; i < at + 3; i++) {
    const octet = source[i] ?? 0;
    if (!isDigit(octet)) return 256;
    value = value * 10 + octet - 0x30;
  }
  return value;
}
