import type { Json } from '../errors.ts';
import { decimalEscape, readableText, unescapeText } from './character-string.ts';
import { decodeBase64, encodeBase64 } from './encodings.ts';
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

/** One service parameter of SVCB and HTTPS: its text, wire and JSON forms (RFC 9460 §7). */
export interface SvcParam {
  /** Makes the wire form of the value of `key=value`, escapes resolved; undefined when it is not valid. */
  encode(value: Uint8Array): Uint8Array | undefined;
  /** Gives the value's octets as they stand behind `key=`, before escaping; undefined when the wire form is not valid. */
  decode(octets: Uint8Array): Uint8Array | undefined;
  toJson(octets: Uint8Array): Json;
  /** What is expected, for errors. */
  readonly expected: string;
}

const KEYS: { readonly [name: string]: number } = {
  mandatory: 0,
  alpn: 1,
  'no-default-alpn': 2,
  port: 3,
  ipv4hint: 4,
  ech: 5,
  ipv6hint: 6,
  dohpath: 7,
};

/** Known to IANA, but not by name to the servers of today: taken as input, written as `key8`. */
const INPUT_ONLY_KEYS: { readonly [name: string]: number } = { ohttp: 8 };

const KEY_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(KEYS).map(([name, key]) => [key, name]),
);

const textEncoder = new TextEncoder();

/** RFC 9460 §14.3.1: 65535 is reserved as invalid. */
const MAX_KEY = 65_534;

/** Gives the number of a key by its name or as `key667`; undefined when it is none. */
export function svcKeyNumber(name: string): number | undefined {
  const known = KEYS[name] ?? INPUT_ONLY_KEYS[name];
  if (known !== undefined) return known;
  const match = /^key(0|[1-9]\d{0,4})$/.exec(name);
  return match !== null && Number(match[1]) <= MAX_KEY ? Number(match[1]) : undefined;
}

/** Gives the name of a key, `key667` where it has none. */
export function svcKeyName(key: number): string {
  return KEY_NAMES.get(key) ?? `key${key}`;
}

/** Gives the rules of a key; those without known rules hold any octets. */
export function svcParam(key: number): SvcParam {
  return PARAMS[key] ?? opaque;
}

/** Resolves the escapes of a value as it stands behind `key=`, with or without quotes around it. */
export function unescapeSvcValue(text: string, place: FieldPlace): Uint8Array {
  const quoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"');
  if (!quoted && /(?:^|[^\\])(?:\\\\)*"/.test(text))
    throw invalidRdata(place, text, 'a double quote stands inside a value');
  return unescapeText(quoted ? text.slice(1, -1) : text, place);
}

/** Writes a value so that it is one word of a master file without quotes. */
export function escapeSvcValue(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) {
    if (octet <= 0x20 || octet >= 0x7f) text += decimalEscape(octet);
    else if ('"();\\'.includes(String.fromCharCode(octet))) text += `\\${String.fromCharCode(octet)}`;
    else text += String.fromCharCode(octet);
  }
  return text;
}

const opaque: SvcParam = {
  expected: 'any text',
  encode: (value) => value,
  decode: (octets) => octets,
  toJson: readableText,
};

const mandatory: SvcParam = {
  expected: 'a list of keys, each once, such as alpn,port',
  encode(value) {
    const keys = readableText(value).split(',').map(svcKeyNumber);
    if (!keys.every((key) => key !== undefined) || new Set(keys).size !== keys.length || keys.includes(0))
      return undefined;
    keys.sort((a, b) => a - b);
    return Uint8Array.from(keys.flatMap((key) => [key >>> 8, key & 0xff]));
  },
  decode(octets) {
    const keys = u16List(octets);
    return keys.length === 0 || octets.length % 2 === 1
      ? undefined
      : textEncoder.encode(keys.map(svcKeyName).join(','));
  },
  toJson: (octets) => u16List(octets).map(svcKeyName),
};

const COMMA = 0x2c;
const BACKSLASH = 0x5c;

const alpn: SvcParam = {
  expected: 'a list of protocol names of 1 to 255 octets, such as h2,h3',
  encode(value) {
    const names: number[][] = [[]];
    for (let i = 0; i < value.length; i++) {
      if (value[i] === COMMA) names.push([]);
      else {
        // RFC 9460 appendix A.1: inside an item a backslash stands before a comma or a backslash.
        if (value[i] === BACKSLASH) i += 1;
        if (value[i] === undefined) return undefined;
        names.at(-1)?.push(value[i] as number);
      }
    }
    if (names.some((name) => name.length === 0 || name.length > 255)) return undefined;
    return Uint8Array.from(names.flatMap((name) => [name.length, ...name]));
  },
  decode(octets) {
    const names = alpnNames(octets);
    if (names === undefined) return undefined;
    const escaped = names.map((name) =>
      Array.from(name).flatMap((octet) =>
        octet === COMMA || octet === BACKSLASH ? [BACKSLASH, octet] : [octet],
      ),
    );
    return Uint8Array.from(escaped.flatMap((name, i) => (i === 0 ? name : [COMMA, ...name])));
  },
  toJson: (octets) => (alpnNames(octets) ?? []).map(readableText),
};

const empty: SvcParam = {
  expected: 'no value',
  encode: (value) => (value.length === 0 ? value : undefined),
  decode: (octets) => (octets.length === 0 ? octets : undefined),
  toJson: () => true,
};

const port: SvcParam = {
  expected: 'a whole number from 0 to 65535',
  encode(value) {
    const text = readableText(value);
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) return undefined;
    return Uint8Array.of(Number(text) >>> 8, Number(text) & 0xff);
  },
  decode: (octets) => (octets.length === 2 ? textEncoder.encode(String(u16List(octets)[0])) : undefined),
  toJson: (octets) => u16List(octets)[0] ?? null,
};

const ech: SvcParam = {
  expected: 'base64 with its padding',
  encode(value) {
    const octets = decodeBase64(readableText(value));
    return octets === undefined || octets.length === 0 ? undefined : octets;
  },
  decode: (octets) => (octets.length === 0 ? undefined : textEncoder.encode(encodeBase64(octets))),
  toJson: encodeBase64,
};

const dohpath: SvcParam = {
  // RFC 9461 §5
  expected: 'a path template that begins with / and has the variable dns, such as /dns-query{?dns}',
  encode: (value) => (isDohPath(value) ? value : undefined),
  decode: (octets) => octets,
  toJson: readableText,
};

const PARAMS: { readonly [key: number]: SvcParam } = {
  0: mandatory,
  1: alpn,
  2: empty,
  3: port,
  4: addressList(4, 'IPv4', (text) => (isIpv4(text) ? ipv4Octets(text) : undefined), formatIpv4),
  5: ech,
  6: addressList(16, 'IPv6', ipv6OctetsOf, (octets) => formatIpv6(ipv6Groups(octets))),
  7: dohpath,
  8: empty,
};

function addressList(
  octetsEach: number,
  family: string,
  parse: (text: string) => Uint8Array | undefined,
  format: (octets: Uint8Array) => string,
): SvcParam {
  const addresses = (octets: Uint8Array): string[] =>
    Array.from({ length: octets.length / octetsEach }, (_, i) =>
      format(octets.subarray(i * octetsEach, (i + 1) * octetsEach)),
    );
  return {
    expected: `one or more ${family} addresses with commas between them`,
    encode(value) {
      const list = readableText(value).split(',').map(parse);
      if (!list.every((octets) => octets !== undefined)) return undefined;
      return Uint8Array.from(list.flatMap((octets) => [...octets]));
    },
    decode: (octets) =>
      octets.length === 0 || octets.length % octetsEach !== 0
        ? undefined
        : textEncoder.encode(addresses(octets).join(',')),
    toJson: addresses,
  };
}

function ipv6OctetsOf(text: string): Uint8Array | undefined {
  const groups = parseIpv6(text);
  return groups === undefined ? undefined : ipv6Octets(groups);
}

function isDohPath(value: Uint8Array): boolean {
  const text = readableText(value);
  return text.startsWith('/') && /\{[^}]*\bdns\b[^}]*\}/.test(text);
}

function alpnNames(octets: Uint8Array): Uint8Array[] | undefined {
  const names: Uint8Array[] = [];
  let at = 0;
  while (at < octets.length) {
    const length = octets[at] as number;
    if (length === 0 || at + 1 + length > octets.length) return undefined;
    names.push(octets.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
  return names.length === 0 ? undefined : names;
}

function u16List(octets: Uint8Array): number[] {
  return Array.from(
    { length: Math.floor(octets.length / 2) },
    (_, i) => ((octets[2 * i] as number) << 8) | (octets[2 * i + 1] as number),
  );
}
