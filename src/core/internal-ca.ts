import { parseIdentifier, type Identifier } from './certificate.ts';
import { der } from './der.ts';
import { RegctlError } from './errors.ts';
import { isWithin, parseDomainName } from './names.ts';
import { ipv4Octets, ipv6Octets, parseIpv6 } from './records/ip-address.ts';

/** Milliseconds that the root lasts: as long as a laboratory does. */
export const ROOT_LIFE_MS: number = 10 * 365 * 86_400_000;
/** Milliseconds that a certificate lasts: nothing tells clients of one that was given up, so that its end must. */
export const LEAF_LIFE_MS: number = 7 * 86_400_000;
/** Milliseconds by which certificates begin before now, for clocks that are behind. */
export const BACKDATED_MS: number = 300_000;

/** What a root may sign for: a domain with all below it, or a network of addresses. */
export type PermittedSubtree =
  | { readonly type: 'dns'; readonly value: string }
  | { readonly type: 'ip'; readonly value: string; readonly prefix: number };

/**
 * Reads what a root is to be limited to: a domain (`lab.example.org`, `test`), or addresses (`10.0.0.0/8`, `2001:db8::/32`).
 *
 * @throws RegctlError `INVALID_INPUT`, `INVALID_NAME`
 */
export function parseSubtree(text: string): PermittedSubtree {
  const [, address, digits] = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(text) ?? [];
  if (address === undefined) return { type: 'dns', value: parseDomainName(text.replace(/^\*?\./, '')) };
  const { type, value } = parseIdentifier(address);
  const prefix = Number(digits);
  if (type === 'ip' && prefix <= addressOctets(value).length * 8) return { type, value, prefix };
  throw new RegctlError('INVALID_INPUT', `${text} is no network`, {
    reason: 'a network is an address and how many of its bits count',
    hint: 'write it as 10.0.0.0/8 or 2001:db8::/32',
  });
}

/** Writes a limit as it is read. */
export function formatSubtree(subtree: PermittedSubtree): string {
  return subtree.type === 'dns' ? subtree.value : `${subtree.value}/${subtree.prefix}`;
}

/** Whether a limited root may sign for a name; without limits it may sign for any. */
export function mayIssue(permitted: readonly PermittedSubtree[], { type, value }: Identifier): boolean {
  if (permitted.length === 0) return true;
  if (type === 'dns') {
    const name = parseDomainName(value.replace(/^\*\./, ''));
    return permitted.some((one) => one.type === 'dns' && isWithin(name, parseDomainName(one.value)));
  }
  const octets = addressOctets(value);
  return permitted.some((one) => {
    if (one.type !== 'ip') return false;
    const base = addressOctets(one.value);
    const mask = maskOctets(one.prefix, base.length);
    return (
      base.length === octets.length &&
      octets.every((octet, i) => ((octet ^ (base[i] ?? 0)) & (mask[i] ?? 0)) === 0)
    );
  });
}

/**
 * NameConstraints of a limited root as DER. Addresses that are not permitted are excluded in words: a kind of name that is not mentioned would be free
 * (RFC 5280 §4.2.1.10).
 */
export function encodeNameConstraints(permitted: readonly PermittedSubtree[]): Uint8Array<ArrayBuffer> {
  const subtrees = permitted.map((one) =>
    one.type === 'dns'
      ? der(0x30, der(0x82, new TextEncoder().encode(one.value)))
      : network(addressOctets(one.value), one.prefix),
  );
  // A root for addresses alone must not sign for names: the empty name is within no other.
  const noNames = permitted.some((one) => one.type === 'dns') ? [] : [der(0x30, der(0x82))];
  const none = [4, 16]
    .filter((size) => !permitted.some((one) => one.type === 'ip' && addressOctets(one.value).length === size))
    .map((size) => network(new Uint8Array(size), 0));
  const excluded = [...noNames, ...none];
  return der(0x30, der(0xa0, ...subtrees), ...(excluded.length === 0 ? [] : [der(0xa1, ...excluded)]));
}

function network(address: Uint8Array, prefix: number): Uint8Array {
  const mask = maskOctets(prefix, address.length);
  const base = address.map((octet, i) => octet & (mask[i] ?? 0));
  return der(0x30, der(0x87, Uint8Array.of(...base, ...mask)));
}

function maskOctets(prefix: number, length: number): Uint8Array {
  return Uint8Array.from(
    { length },
    (_, i) => (0xff << (8 - Math.min(Math.max(prefix - i * 8, 0), 8))) & 0xff,
  );
}

function addressOctets(address: string): Uint8Array {
  const groups = parseIpv6(address);
  return groups === undefined ? ipv4Octets(address) : ipv6Octets(groups);
}
