import type { DomainName } from './names.ts';
import type { RRset } from './rrset.ts';

/** A zone's content: every RRset it holds, SOA included where the provider shows one. Plain JSON data. */
export interface Zone {
  readonly name: DomainName;
  /** One per name and type, in no promised order; `sortRRsets` gives the canonical one. */
  readonly rrsets: readonly RRset[];
}
