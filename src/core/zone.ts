import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { canonicalJson } from './canonical-json.ts';
import { nameSortKey, type DomainName } from './names.ts';
import { rrType } from './records/index.ts';
import { rrsetKey, type RRset } from './rrset.ts';

/** A zone's content: every RRset it holds, SOA included where the provider shows one. Plain JSON data. */
export interface Zone {
  readonly name: DomainName;
  /** One per name and type, in no promised order; `sortRRsets` gives the canonical one. */
  readonly rrsets: readonly RRset[];
}

/** Text handed to the hash at once, in characters: large enough that the calls do not count, small beside a zone. */
const HASH_CHUNK_CHARS = 65_536;

/** Gives the RRsets in the order people read: the apex first, SOA and NS before all else, names in canonical order (RFC 4034 §6.1). */
export function sortRRsets(rrsets: readonly RRset[]): RRset[] {
  const keyed = rrsets.map((rrset) => ({
    rrset,
    name: rrset.name === '@' ? '' : nameSortKey(rrset.name),
    type: typeRank(rrset.type),
  }));
  keyed.sort((a, b) => (a.name === b.name ? a.type - b.type : a.name < b.name ? -1 : 1));
  return keyed.map(({ rrset }) => rrset);
}

/** Gives the RRsets by {@link rrsetKey}. */
export function indexRRsets(rrsets: readonly RRset[]): Map<string, RRset> {
  return new Map(rrsets.map((rrset) => [rrsetKey(rrset), rrset]));
}

/** Counts records: each RDATA is one. */
export function countRecords(rrsets: readonly RRset[]): number {
  let count = 0;
  for (const rrset of rrsets) count += rrset.rdata.length;
  return count;
}

/**
 * Gives the SHA-256 of a zone's content in lower-case hex: equal for equal RRsets in whatever order.
 *
 * SOA is left out, as its serial moves with every write. RRsets must be normalized.
 */
export function hashZone(zone: Zone): string {
  const hash = sha256.create();
  const encoder = new TextEncoder();
  let buffer = new Uint8Array(0);
  const add = (text: string): void => {
    // One UTF-16 unit takes at most three octets. Most zones are far smaller than a chunk, and are hashed often.
    if (text.length * 3 > buffer.length) buffer = new Uint8Array(text.length * 3);
    hash.update(buffer.subarray(0, encoder.encodeInto(text, buffer).written));
  };
  let chunk = `${zone.name}\n`;
  for (const rrset of inHashOrder(zone.rrsets)) {
    chunk += `${rrset.name} ${rrset.type} ${rrset.ttl}`;
    for (const rdata of rrset.rdata) chunk += `\t${rdata}`;
    if (rrset.extras !== undefined) chunk += `\t\t${canonicalJson(rrset.extras)}`;
    chunk += '\n';
    if (chunk.length >= HASH_CHUNK_CHARS) {
      add(chunk);
      chunk = '';
    }
  }
  add(chunk);
  return bytesToHex(hash.digest());
}

/**
 * Puts RRsets in an order that follows from their content alone: by a 32-bit digest of name and type, then by name and type.
 * A million numbers sort in a tenth of the time that a million strings take, and nobody reads this order.
 */
function inHashOrder(rrsets: readonly RRset[]): RRset[] {
  const chosen = rrsets.filter((rrset) => rrset.type !== 'SOA');
  // Digest and index share the 53 bits of a number that are exact.
  const digestBits = Math.min(32, 53 - Math.ceil(Math.log2(chosen.length + 1)));
  const order = new Float64Array(chosen.length);
  for (let i = 0; i < chosen.length; i++) {
    order[i] = (keyDigest(chosen[i] as RRset) >>> (32 - digestBits)) * chosen.length + i;
  }
  order.sort();
  const sorted: RRset[] = [];
  let runDigest = -1;
  let runStart = 0;
  for (const packed of order) {
    const digest = Math.floor(packed / chosen.length);
    if (digest !== runDigest) {
      sortRunByKey(sorted, runStart);
      runDigest = digest;
      runStart = sorted.length;
    }
    sorted.push(chosen[packed % chosen.length] as RRset);
  }
  sortRunByKey(sorted, runStart);
  return sorted;
}

/** Sorts what stands from `start` on, which is nearly always one RRset. */
function sortRunByKey(rrsets: RRset[], start: number): void {
  if (rrsets.length - start < 2) return;
  const run = rrsets.splice(start).sort((a, b) => (rrsetKey(a) < rrsetKey(b) ? -1 : 1));
  rrsets.push(...run);
}

/** FNV-1a over the characters of name and type: spreads well and needs no allocation. */
function keyDigest(rrset: RRset): number {
  let digest = 0x811c9dc5;
  for (let i = 0; i < rrset.name.length; i++)
    digest = Math.imul(digest ^ rrset.name.charCodeAt(i), 0x01000193);
  for (let i = 0; i < rrset.type.length; i++)
    digest = Math.imul(digest ^ rrset.type.charCodeAt(i), 0x01000193);
  return digest >>> 0;
}

/** SOA and NS lead; then the types by their number. */
function typeRank(type: string): number {
  if (type === 'SOA') return -2;
  if (type === 'NS') return -1;
  return rrType(type).code;
}
