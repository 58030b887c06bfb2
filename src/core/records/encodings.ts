const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const HEX = /^(?:[0-9A-Fa-f]{2})*$/;

/** Reads base64 with its padding (RFC 4648 §4); undefined when it is none. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (!BASE64.test(text)) return undefined;
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
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

const HEX_PAIRS: readonly string[] = Array.from({ length: 256 }, (_, octet) =>
  octet.toString(16).padStart(2, '0'),
);
