import { canonicalJson } from './canonical-json.ts';
import { RegctlError, type Json } from './errors.ts';
import type { OwnerName } from './names.ts';
import { sortRdata } from './records/index.ts';
import type { Rdata, RRTypeName } from './records/rr-type.ts';

export type { Rdata, RRTypeName };

/** All records of one name and type; they share one TTL (RFC 2181 §5.2). Plain JSON data. */
export interface RRset {
  readonly name: OwnerName;
  readonly type: RRTypeName;
  /** Seconds, 0 to 2147483647 (RFC 2181 §8). */
  readonly ttl: number;
  /** At least one, no duplicates, in canonical order (RFC 4034 §6.3). */
  readonly rdata: readonly Rdata[];
  /**
   * What a provider keeps beside the RDATA (proxied, comment, …), every key that it has for the type, always. Absent means that nothing is said of it: a
   * desired RRset without extras, or without some of the keys, leaves them as they are. Where the records differ, a value is an object from RDATA to value, and
   * says nothing of RDATA that it does not name.
   */
  readonly extras?: { readonly [key: string]: Json };
}

/** RFC 2181 §8. */
export const MAX_TTL = 2_147_483_647;

/** The identity of an RRset inside its zone, usable as a map key. */
export function rrsetKey(rrset: { readonly name: OwnerName; readonly type: RRTypeName }): string {
  return `${rrset.name} ${rrset.type}`;
}

/**
 * Makes an RRset of canonical RDATA in any order, duplicates allowed.
 *
 * @param ttl - seconds
 * @throws RegctlError `INVALID_TTL`, `INVALID_RDATA` when there is no RDATA at all
 */
export function makeRRset(name: OwnerName, type: RRTypeName, ttl: number, rdata: readonly Rdata[]): RRset {
  return normalizeRRset({ name, type, ttl, rdata });
}

/** Gives the RRset with its RDATA in canonical order and without duplicates. @throws RegctlError as {@link makeRRset} */
export function normalizeRRset(rrset: RRset): RRset {
  const { name, type, ttl, rdata } = rrset;
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > MAX_TTL) {
    throw new RegctlError('INVALID_TTL', `${name} ${type} has the TTL ${ttl}`, {
      reason: `a TTL is a whole number of seconds from 0 to ${MAX_TTL} (RFC 2181 §8)`,
      hint: 'give a number of seconds such as 3600',
    });
  }
  if (rdata.length === 0) {
    throw new RegctlError('INVALID_RDATA', `${name} ${type} has no data`, {
      reason: 'an RRset holds at least one record',
    });
  }
  return rdata.length === 1 ? rrset : { ...rrset, rdata: sortRdata(type, [...new Set(rdata)]) };
}

/** Tells whether two RRsets say the same: name, type, TTL, RDATA, and extras where both speak of them. Both must be normalized. */
export function equalRRsets(a: RRset, b: RRset): boolean {
  return (
    a.name === b.name &&
    a.type === b.type &&
    a.ttl === b.ttl &&
    equalRdata(a.rdata, b.rdata) &&
    agreeingExtras(a, b)
  );
}

function agreeingExtras({ extras: a, rdata }: RRset, { extras: b }: RRset): boolean {
  if (a === undefined || b === undefined || a === b) return true;
  return Object.entries(a).every(([key, value]) => {
    if (!Object.hasOwn(b, key)) return true;
    // Record by record: a change that takes one away, or brings one, carries what was said of the others.
    return rdata.every((one) => {
      const [ours, theirs] = [ofRecord(value, one), ofRecord(b[key], one)];
      return ours === undefined || theirs === undefined || canonicalJson(ours) === canonicalJson(theirs);
    });
  });
}

/** What a value of extras says of one record. */
function ofRecord(value: Json | undefined, rdata: Rdata): Json | undefined {
  const isByRdata = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isByRdata ? (value as { readonly [rdata: Rdata]: Json })[rdata] : value;
}

/** Tells whether two lists of canonical RDATA in canonical order are the same. */
export function equalRdata(a: readonly Rdata[], b: readonly Rdata[]): boolean {
  return a.length === b.length && a.every((rdata, i) => rdata === b[i]);
}
