import type { Json } from './errors.ts';
import type { OwnerName } from './names.ts';
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
  /** What a provider keeps beside the RDATA (proxied, comment, …); part of equality. Absent where there is nothing. */
  readonly extras?: { readonly [key: string]: Json };
}

/** RFC 2181 §8. */
export const MAX_TTL = 2_147_483_647;

/** The identity of an RRset inside its zone, usable as a map key. */
export function rrsetKey(rrset: { readonly name: OwnerName; readonly type: RRTypeName }): string {
  return `${rrset.name} ${rrset.type}`;
}
