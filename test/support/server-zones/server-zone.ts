import type { AddAccount } from '../../../src/control-plane/index.ts';
import type { FakeRequest, FakeServer } from '../providers/fake-server.ts';

/** One record, or one RRset where that is the server's unit, as the server itself keeps it. */
export interface ServerRecord {
  /** `www A`; with more behind it for what is no RRset of ours, so that every such thing has a key of its own. */
  readonly key: string;
  /** Read here without regctl's code, and only as far as the edits of the tests need it; undefined where they do not. */
  readonly rdata: readonly string[] | undefined;
  /** Seconds; undefined where there is none of its own. */
  readonly ttl: number | undefined;
  /** What the server makes up itself, and makes anew for a new record: its id, its dates. */
  readonly own: string;
  /** All the rest, byte by byte. */
  readonly said: string;
}

/** What somebody else writes into a zone. */
export interface ForeignRecord {
  readonly name: string;
  readonly type: 'A' | 'TXT';
  readonly rdata: string;
  readonly ttl: number;
}

/** A zone at a local server, with its state laid open: what is compared is what the server holds, not what our client reads of it. */
export interface ServerZone {
  readonly provider: string;
  readonly zone: string;
  readonly server: FakeServer;
  readonly account: AddAccount;
  /** The credentials, in the provider's own environment variables. */
  readonly environment: { readonly [name: string]: string };
  /** TTLs that a new RRset can have. */
  readonly ttls: readonly number[];
  /** An RRset that the provider's form cannot hold. */
  readonly inexpressible: { readonly name: string; readonly type: string; readonly rdata: string };
  /** Whether a record that stays in a changed RRset is not touched either, nor the order of the records. */
  readonly keepsRecords: boolean;
  /** Brings the zone into its first state: RRsets of many kinds, also such as only the provider knows. */
  reset(): void;
  /** In the order of the server. */
  records(): readonly ServerRecord[];
  /** What the server keeps of the zone besides: forwards, name servers, DS, settings. */
  rest(): string;
  /** Whether a request changes records. */
  readonly isWrite: (request: FakeRequest) => boolean;
  /** An edit by somebody else: a new record, beside those that stand there. */
  add(record: ForeignRecord): void;
  /** An edit by somebody else: what stands under a key goes. */
  remove(key: string): void;
  /** An edit by somebody else in the record itself. */
  rewrite(key: string, rdata: string): void;
}

/** Everything that the server holds, as one text. */
export function wholeState(zone: ServerZone): string {
  return [...zone.records().map((one) => `${one.key}\t${one.own}\t${one.said}`), zone.rest()].join('\n');
}

/** Everything but what a server makes up itself, in an order that does not depend on the order of writes. */
export function meaningOf(zone: ServerZone): readonly string[] {
  return [
    ...zone
      .records()
      .map((one) => `${one.key}\t${one.said}`)
      .toSorted(),
    zone.rest(),
  ];
}

/** What stands anywhere but at some keys; in the order of the server, where that is not its own business. */
export function stateBut(zone: ServerZone, keys: ReadonlySet<string>): readonly string[] {
  const lines = zone
    .records()
    .filter((one) => !keys.has(one.key))
    .map((one) => `${one.key}\t${one.own}\t${one.said}`);
  return zone.keepsRecords ? lines : lines.toSorted();
}

/** Gives the record of a key. */
export function oneAt<T>(found: T | undefined, key: string): T {
  if (found === undefined) throw new Error(`nothing stands at ${key}`);
  return found;
}
