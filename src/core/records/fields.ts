import type { Json } from '../errors.ts';
import { MAX_NAME_OCTETS, parseDomainName, type DomainName } from '../names.ts';
import type { WireReader } from '../wire/reader.ts';
import type { WireWriter } from '../wire/writer.ts';
import {
  escapeOctets,
  isPlainText,
  MAX_STRING_OCTETS,
  readableText,
  tokenOctets,
  unescapeText,
  unquote,
} from './character-string.ts';
import { decodeBase64, decodeHex, encodeBase64, encodeHex } from './encodings.ts';
import { invalidRdata, type FieldPlace } from './invalid-rdata.ts';
import {
  formatIpv4,
  formatIpv6,
  ipv4Octets,
  ipv6Groups,
  ipv6Octets,
  isIpv4,
  parseIpv6,
} from './ip-address.ts';
import type { RdataToken } from './rr-type.ts';

/** One field of RDATA: its text, wire and JSON forms. A type is a list of these, see `defineType`. */
export interface Field {
  /** The RFC's name for it in camelCase, as JSON output shows it. */
  readonly name: string;
  /** Set on a last field that takes all words left: joined, as blanks may break encoded data, or as a list, which may be empty. */
  readonly takesRest?: 'joined' | 'list';
  /** Set on a name that other checks follow: the target of a CNAME, the exchange of an MX. */
  readonly isTarget?: boolean;
  /** Reads one word and gives its canonical form. @throws RegctlError `INVALID_RDATA` */
  parse(token: RdataToken, origin: DomainName, place: FieldPlace): string;
  /** Writes canonical text as octets. */
  write(text: string, out: WireWriter): void;
  /** Reads octets and gives canonical text. @throws RegctlError `MALFORMED_MESSAGE` */
  read(input: WireReader): string;
  toJson(text: string): Json;
}

/** A number of 8 bits. `mnemonics` may be written in its place; the canonical form is the number. */
export function u8(name: string, mnemonics?: Mnemonics): Field {
  return uint(name, 1, mnemonics);
}

/** A number of 16 bits. */
export function u16(name: string, mnemonics?: Mnemonics): Field {
  return uint(name, 2, mnemonics);
}

/** A number of 32 bits. */
export function u32(name: string): Field {
  return uint(name, 4);
}

/** Seconds in 32 bits, in master files also with units: `1h30m`. */
export function duration(name: string): Field {
  const seconds = u32(name);
  return {
    ...seconds,
    parse(token, origin, place) {
      const total = token.quoted ? undefined : parseDuration(token.text);
      return seconds.parse(
        total === undefined ? token : { text: String(total), quoted: false },
        origin,
        place,
      );
    },
  };
}

/** A domain name, never compressed when written. */
export function domainName(name: string, options: { readonly isTarget?: boolean } = {}): Field {
  return {
    name,
    ...(options.isTarget === true ? { isTarget: true } : {}),
    parse: parseNameToken,
    write: (text, out) => out.name(text.slice(0, -1)),
    read: (input) => `${input.name()}.`,
    toJson: (text) => text,
  };
}

/** One character string of at most 255 octets. */
export function characterString(name: string): Field {
  return {
    name,
    parse(token, _origin, place) {
      if (token.text.length <= MAX_STRING_OCTETS && isPlainText(token.text)) return `"${token.text}"`;
      const octets = tokenOctets(token, place);
      if (octets.length > MAX_STRING_OCTETS) {
        throw invalidRdata(
          place,
          token.text,
          `it has ${octets.length} octets and ${MAX_STRING_OCTETS} are allowed`,
        );
      }
      return `"${escapeOctets(octets)}"`;
    },
    write: (text, out) => out.label(unescapeText(unquote(text), { type: name })),
    read: (input) => `"${escapeOctets(input.bytes(input.u8()))}"`,
    toJson: (text) => readableText(unescapeText(unquote(text), { type: name })),
  };
}

/** All octets that are left, as one quoted text without a length octet (RFC 8659 §4.1.1, RFC 7553 §4.4). */
export function textRest(name: string): Field {
  return {
    name,
    parse: (token, _origin, place) =>
      isPlainText(token.text) ? `"${token.text}"` : `"${escapeOctets(tokenOctets(token, place))}"`,
    write: (text, out) => out.bytes(unescapeText(unquote(text), { type: name })),
    read: (input) => `"${escapeOctets(input.rest())}"`,
    toJson: (text) => readableText(unescapeText(unquote(text), { type: name })),
  };
}

/** All octets that are left, in base64. */
export function base64Rest(name: string): Field {
  return encodedRest(name, 'base64 with its padding', decodeBase64, encodeBase64);
}

/** All octets that are left, in hex. */
export function hexRest(name: string): Field {
  return encodedRest(name, 'an even number of hex digits', decodeHex, encodeHex);
}

export const ipv4Address: Field = {
  name: 'address',
  parse(token, _origin, place) {
    if (!token.quoted && isIpv4(token.text)) return token.text;
    throw invalidRdata(place, token.text, 'an IPv4 address is four numbers from 0 to 255, such as 192.0.2.1');
  },
  write: (text, out) => out.bytes(ipv4Octets(text)),
  read: (input) => formatIpv4(input.bytes(4)),
  toJson: (text) => text,
};

export const ipv6Address: Field = {
  name: 'address',
  parse(token, _origin, place) {
    const groups = token.quoted ? undefined : parseIpv6(token.text);
    if (groups === undefined)
      throw invalidRdata(place, token.text, 'an IPv6 address is expected, such as 2001:db8::1');
    return formatIpv6(groups);
  },
  write: (text, out) => out.bytes(ipv6Octets(parseIpv6(text) ?? [])),
  read: (input) => formatIpv6(ipv6Groups(input.bytes(16))),
  toJson: (text) => text,
};

/** Words that may stand for numbers, upper case. */
export type Mnemonics = { readonly [mnemonic: string]: number };

/**
 * Reads a domain name in RDATA and gives it absolute, with trailing dot: `@` is the origin, a name without trailing dot is relative.
 *
 * @throws RegctlError `INVALID_RDATA`
 */
export function parseNameToken(token: RdataToken, origin: DomainName, place: FieldPlace): string {
  const { text, quoted } = token;
  if (quoted) throw invalidRdata(place, text, 'a name stands without quotes');
  if (text.length <= MAX_NAME_OCTETS - 1 && PLAIN_ABSOLUTE.test(text)) return text;
  if (text === '@') return `${origin}.`;
  try {
    const name = parseDomainName(text);
    if (isAbsolute(text) || origin === '') return `${name}.`;
    return `${parseDomainName(`${name}.${origin}`)}.`;
  } catch (error) {
    throw invalidRdata(
      place,
      text,
      error instanceof Error && 'reason' in error ? String(error.reason) : 'it is not a domain name',
      error,
    );
  }
}

/** A canonical absolute name that takes no work. */
const PLAIN_ABSOLUTE = /^(?:\*\.)?(?:[a-z0-9_-]{1,63}\.)+$/;

function isAbsolute(text: string): boolean {
  if (!text.endsWith('.')) return false;
  const backslashes = /\\*$/.exec(text.slice(0, -1));
  return (backslashes?.[0].length ?? 0) % 2 === 0;
}

function uint(name: string, octets: 1 | 2 | 4, mnemonics?: Mnemonics): Field {
  const max = 2 ** (8 * octets) - 1;
  return {
    name,
    parse(token, _origin, place) {
      const text = token.text;
      const value = token.quoted ? -1 : readUint(text);
      if (value >= 0 && value <= max) {
        return text.length > 1 && text.charCodeAt(0) === 0x30 ? String(value) : text;
      }
      const named = mnemonics?.[text.toUpperCase()];
      if (named !== undefined && !token.quoted) return String(named);
      throw invalidRdata(place, text, `a whole number from 0 to ${max} is expected`);
    },
    write(text, out) {
      if (octets === 1) out.u8(Number(text));
      else if (octets === 2) out.u16(Number(text));
      else out.u32(Number(text));
    },
    read: (input) => String(octets === 1 ? input.u8() : octets === 2 ? input.u16() : input.u32()),
    toJson: Number,
  };
}

/** Reads decimal digits; -1 when there is anything else. */
function readUint(text: string): number {
  if (text.length === 0 || text.length > 15) return -1;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

const UNIT_SECONDS: { readonly [unit: string]: number } = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };

/** Reads `1w2d3h4m5s`, each unit at most once and in this order; undefined when it is something else, plain digits too. */
function parseDuration(text: string): number | undefined {
  const match = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/i.exec(text);
  if (match === null || text === '') return undefined;
  const units = Object.values(UNIT_SECONDS);
  return units.reduce((total, seconds, i) => total + Number(match[i + 1] ?? 0) * seconds, 0);
}

function encodedRest(
  name: string,
  expected: string,
  decode: (text: string) => Uint8Array | undefined,
  encode: (octets: Uint8Array) => string,
): Field {
  return {
    name,
    takesRest: 'joined',
    parse(token, _origin, place) {
      const octets = token.quoted ? undefined : decode(token.text);
      if (octets === undefined || octets.length === 0)
        throw invalidRdata(place, token.text, `${expected} is expected`);
      return encode(octets);
    },
    write: (text, out) => out.bytes(decode(text) ?? new Uint8Array()),
    read: (input) => encode(input.rest()),
    toJson: (text) => text,
  };
}
