import { sortRdata } from '../records/index.ts';
import type { OwnerName } from '../names.ts';
import type { Rdata, RRset, RRTypeName } from '../rrset.ts';

/** One RRset as it grows, and the next one of the same owner. */
interface Growing {
  readonly name: OwnerName;
  readonly type: RRTypeName;
  readonly ttl: number;
  readonly rdata: Rdata[];
  next: Growing | undefined;
}

/**
 * Gathers records into RRsets. Owners are found in one map and their few types in a chain behind it: a key of name and type for each record would take
 * more time than all else in a large file.
 */
export class RRsetBuilder {
  readonly #byOwner = new Map<OwnerName, Growing>();
  readonly #all: Growing[] = [];
  #last: Growing | undefined;
  records = 0;

  /**
   * Adds a record.
   *
   * @returns the TTL of the RRset that it joined; another one than given when an earlier record set it (RFC 2181 §5.2)
   */
  add(name: OwnerName, type: RRTypeName, ttl: number, rdata: Rdata): number {
    this.records += 1;
    const rrset = this.#find(name, type, ttl);
    rrset.rdata.push(rdata);
    return rrset.ttl;
  }

  /** Gives the RRsets in the order of their first records, each without duplicates and in canonical order. */
  finish(): RRset[] {
    return this.#all.map(({ name, type, ttl, rdata }) => ({
      name,
      type,
      ttl,
      rdata: rdata.length === 1 ? rdata : sortRdata(type, [...new Set(rdata)]),
    }));
  }

  #find(name: OwnerName, type: RRTypeName, ttl: number): Growing {
    const last = this.#last;
    if (last !== undefined && last.name === name && last.type === type) return last;
    const head = this.#byOwner.get(name);
    for (let rrset = head; rrset !== undefined; rrset = rrset.next) {
      if (rrset.type === type) return (this.#last = rrset);
    }
    const rrset: Growing = { name, type, ttl, rdata: [], next: undefined };
    if (head === undefined) this.#byOwner.set(name, rrset);
    else {
      rrset.next = head.next;
      head.next = rrset;
    }
    this.#all.push(rrset);
    return (this.#last = rrset);
  }
}
