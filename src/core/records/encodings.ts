const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const HEX = /^(?:[0-9A-Fa-f]{2})*$/;

/** Reads base64 with its padding and no stray bits at the end (RFC 4648 §3.5, §4); undefined when it is none. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (!BASE64.test(text)) return undefined;
  const binary = atob(text);
  return btoa(binary) === text ? Uint8Array.from(binary, (char) => char.charCodeAt(0)) : undefined;
}

/** Writes base64 with padding, without line breaks. */
export function encodeBase64(octets: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < octets.length; i++) binary += String.fromCharCode(octets[i] as number);
  return btoa(binary);
}

/** Reads an even number of hex digits of either case; undefined when it is none. */
export function decodeHex(text: string): Uint8Array | undefined {
  if (!HEX.test(text)) return undefined;
  const octets = new Uint8Array(text.length / 2);
  for (let i = 0; i < octets.length; i++) octets[i] = Number.parseInt(text.slice(i * 2, i * 2 + 2), 16);
  return octets;
}

/** Writes octets as lower-case hex. */
export function encodeHex(octets: Uint8Array): string {
  let text = '';
  for (let i = 0; i < octets.length; i++) text += HEX_PAIRS[octets[i] as number] as string;
  return text;
}

const BASE32HEX_DIGITS = '0123456789abcdefghijklmnopqrstuv';

/** Reads base32 with the extended hex alphabet and without padding (RFC 4648 §7, as RFC 5155 §3.3 uses it); undefined when it is none. */
export function decodeBase32Hex(text: string): Uint8Array | undefined {
  if (!/^[0-9a-v]+$/i.test(text)) return undefined;
  const octets: number[] = [];
  let bits = 0;
  let buffer = 0;
  for (const digit of text.toLowerCase()) {
    buffer = ((buffer << 5) | BASE32HEX_DIGITS.indexOf(digit)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      octets.push((buffer >>> bits) & 0xff);
    }
  }
  const stray = bits >= 5 || (buffer & ((1 << bits) - 1)) !== 0;
  return stray ? undefined : Uint8Array.from(octets);
}

/** Writes base32 with the extended hex alphabet, lower case, without padding. */
export function encodeBase32Hex(octets: Uint8Array): string {
  let text = '';
  let bits = 0;
  let buffer = 0;
  for (const octet of octets) {
    buffer = ((buffer << 8) | octet) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32HEX_DIGITS[(buffer >>> (bits - 5)) & 31];
  }
  return bits === 0 ? text : text + BASE32HEX_DIGITS[(buffer << (5 - bits)) & 31];
}

const HEX_PAIRS: readonly string[] = Array.from({ length: 256 }, (_, octet) =>
  octet.toString(16).padStart(2, '0'),
);
