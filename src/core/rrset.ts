import type { Json } from './errors.ts';
import type { OwnerName } from './names.ts';

/** Type mnemonic in upper case, or `TYPE65280` for a type regctl does not know (RFC 3597 §5). `ALIAS` is a provider's type. */
export type RRTypeName = string;

/**
 * RDATA as canonical presentation text: what stands behind the type in a master file, on one line, single spaces, numbers without
 * leading zeros, lower-case absolute names **with** trailing dot, character strings always quoted.
 * `10 mail.example.org.`, `"v=spf1 -all"`, `192.0.2.1`. Made by {@link import('./records/index.ts').parseRdata}.
 */
export type Rdata = string;

/** All records of one name and type; they share one TTL (RFC 2181 §5.2). Plain JSON data. */
export interface RRset {
  readonly name: OwnerName;
  readonly type: RRTypeName;
  /** Seconds, 0 to 2147483647 (RFC 2181 §8). */
  readonly ttl: number;
  /** At least one, no duplicates, in canonical order (RFC 4034 §6.3). */
  readonly rdata: readonly Rdata[];
  /** What a provider keeps beside the RDATA (proxied, comment, …); part of equality. Absent where there is nothing. */
  readonly extras?: { readonly [key: string]: Json };
}

/** RFC 2181 §8. */
export const MAX_TTL = 2_147_483_647;

/** The identity of an RRset inside its zone, usable as a map key. */
export function rrsetKey(rrset: { readonly name: OwnerName; readonly type: RRTypeName }): string {
  return `${rrset.name} ${rrset.type}`;
}
