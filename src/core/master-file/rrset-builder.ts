import { sortRdata } from '../records/index.ts';
import type { OwnerName } from '../names.ts';
import type { Rdata, RRset, RRTypeName } from '../rrset.ts';

/** One RRset as it grows, and the next one of the same owner. */
interface Growing {
  readonly name: OwnerName;
  readonly type: RRTypeName;
  ttl: number;
  readonly rdata: Rdata[];
  /** The run of lines that set the TTL. */
  run: number;
  next: Growing | undefined;
}

/** A record whose TTL is not that of its RRset: the one that is dropped and the one that holds. */
export interface TtlConflict {
  readonly dropped: number;
  readonly kept: number;
}

/**
 * Gathers records into RRsets. Owners are found in one map and their few types in a chain behind it: a key of name and type for each record would take
 * more time than all else in a large file.
 */
export class RRsetBuilder {
  readonly #byOwner = new Map<OwnerName, Growing>();
  readonly #all: Growing[] = [];
  #last: Growing | undefined;
  #run = 0;
  #runOwner: OwnerName | undefined;
  records = 0;

  /**
   * Adds a record.
   *
   * An RRset has one TTL (RFC 2181 §5.2). Of several BIND takes the first within a run of lines of one owner, and from a later run that one's.
   *
   * @returns undefined where the TTLs agree
   */
  add(name: OwnerName, type: RRTypeName, ttl: number, rdata: Rdata): TtlConflict | undefined {
    this.records += 1;
    if (name !== this.#runOwner) {
      this.#run += 1;
      this.#runOwner = name;
    }
    const rrset = this.#find(name, type, ttl);
    rrset.rdata.push(rdata);
    const isLaterRun = rrset.run !== this.#run;
    rrset.run = this.#run;
    if (rrset.ttl === ttl) return undefined;
    if (!isLaterRun) return { dropped: ttl, kept: rrset.ttl };
    const dropped = rrset.ttl;
    rrset.ttl = ttl;
    return { dropped, kept: ttl };
  }

  /** Ends the run of lines of one owner: another file begins or ends, or a name outside the zone stands between. */
  endRun(): void {
    this.#runOwner = undefined;
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
    const rrset: Growing = { name, type, ttl, rdata: [], run: this.#run, next: undefined };
    if (head === undefined) this.#byOwner.set(name, rrset);
    else {
      rrset.next = head.next;
      head.next = rrset;
    }
    this.#all.push(rrset);
    return (this.#last = rrset);
  }
}
