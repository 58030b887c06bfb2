import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { RegctlError } from './errors.ts';
import { labelOctets, type DomainName } from './names.ts';
import { rdataToWire } from './records/index.ts';
import type { Rdata } from './rrset.ts';

/** RFC 8624 §3.3: what a DS should be made with today. */
export const PREFERRED_DIGEST = 2;

/** Set on keys that a DS may point to (RFC 4034 §2.1.1: secure entry point). */
const SEP_FLAG = 1;

/** Gives the key tag of DNSKEY RDATA (RFC 4034 appendix B). */
export function keyTag(dnskey: Rdata): number {
  const octets = rdataToWire('DNSKEY', dnskey);
  let sum = 0;
  for (const [i, octet] of octets.entries()) sum += i % 2 === 0 ? octet << 8 : octet;
  return (sum + (sum >> 16)) & 0xffff;
}

/**
 * Gives the DS RDATA for a key (RFC 4034 §5.1.4): digest of the owner name and the DNSKEY RDATA.
 *
 * @returns undefined for a digest type that cannot be computed here
 */
export function dsOf(
  owner: DomainName,
  dnskey: Rdata,
  digestType: number = PREFERRED_DIGEST,
): Rdata | undefined {
  const hash = digestType === 1 ? sha1 : digestType === 2 ? sha256 : digestType === 4 ? sha384 : undefined;
  if (hash === undefined) return undefined;
  const labels = labelOctets(owner).flatMap((label) => [label.length, ...label]);
  const input = Uint8Array.from([...labels, 0, ...rdataToWire('DNSKEY', dnskey)]);
  const [, , algorithm = '0'] = dnskey.split(' ');
  return `${String(keyTag(dnskey))} ${algorithm} ${String(digestType)} ${bytesToHex(hash(input))}`;
}

/** Tells whether a DS points to one of the keys. An unknown digest type is judged by tag and algorithm. */
export function dsMatches(owner: DomainName, ds: Rdata, dnskeys: readonly Rdata[]): boolean {
  const [tag, algorithm, type] = ds.split(' ');
  return dnskeys.some((key) => {
    if (String(keyTag(key)) !== tag || key.split(' ')[2] !== algorithm) return false;
    const computed = dsOf(owner, key, Number(type));
    return computed === undefined || computed === ds;
  });
}

/** The keys that a DS should be made for: those with the secure-entry-point flag, else all zone keys. */
export function entryKeys(dnskeys: readonly Rdata[]): readonly Rdata[] {
  const entry = dnskeys.filter((key) => (Number(key.split(' ')[0]) & SEP_FLAG) === SEP_FLAG);
  return entry.length > 0 ? entry : dnskeys;
}

/** What is held of a domain's DS at the registry, and what its served keys call for; `problem` says why these are not known. */
export interface DsState {
  readonly ds: readonly Rdata[] | null;
  readonly dnskey: readonly Rdata[];
  readonly wanted: readonly Rdata[];
  readonly problem: string | null;
}

/**
 * The DS that a domain has once a wish is carried out: what is held where that is in step with the keys, as nothing is replaced for its own sake.
 *
 * @throws RegctlError `NETWORK` where the keys are not known, `DELEGATION_UNSAFE` where none is served by every name server; neither for `disable`
 */
export function dsAfter(
  name: DomainName,
  wish: 'enable' | 'disable' | 'sync',
  { ds, dnskey, wanted, problem }: DsState,
): readonly Rdata[] {
  if (wish === 'disable') return [];
  if (problem !== null) throw keysUnknown(name, problem);
  if (wish === 'enable' && wanted.length === 0) throw unsigned(name);
  const held = ds ?? [];
  // A DS with another digest of the same key is as good.
  const isInStep =
    held.length > 0 &&
    held.every((one) => dsMatches(name, one, dnskey)) &&
    wanted.every((one) => held.some((other) => other.split(' ')[0] === one.split(' ')[0]));
  return isInStep ? held : wanted;
}

function keysUnknown(name: DomainName, problem: string): RegctlError {
  return new RegctlError('NETWORK', `the keys of ${name} are not known`, {
    reason: problem,
    hint: `mend the name server and try again, or \`regctl domains dnssec disable ${name}\``,
  });
}

function unsigned(name: DomainName): RegctlError {
  return new RegctlError('DELEGATION_UNSAFE', `${name} is not signed by all of its name servers`, {
    reason: 'there is no DNSKEY that each of them serves: a DS at the registry would make the domain bogus',
    hint: 'sign the zone at its DNS host first',
  });
}
