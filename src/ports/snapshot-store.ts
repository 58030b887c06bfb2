import type { DomainName } from '../core/names.ts';
import type { RRset } from '../core/rrset.ts';

/** One kept state of a zone, without its records. */
export interface Snapshot {
  /** Short and sortable by time. */
  readonly id: string;
  readonly account: string;
  readonly zone: DomainName;
  /** RFC 3339, UTC. */
  readonly takenAt: string;
  /** `before` a write, `after` it, or `manual`. */
  readonly moment: 'before' | 'after' | 'manual';
  /** The operation that wrote, if one did. */
  readonly operation: string | null;
  /** What was done, for people: `dns set www A`. */
  readonly reason: string;
  readonly hash: string;
  readonly records: number;
}

/**
 * Keeps states of zones, so that every write can be undone.
 *
 * Contract: `save` is durable when it resolves; the same content (hash) is stored once however often it is saved; `list` gives the newest first;
 * `delete` forgets one snapshot, and nothing happens where there is none.
 */
export interface SnapshotStore {
  save(snapshot: Snapshot, rrsets: readonly RRset[]): Promise<void>;
  list(filter: {
    readonly zone: DomainName;
    readonly account?: string;
    /** Only those older than this one. */
    readonly before?: string;
    readonly limit: number;
  }): Promise<readonly Snapshot[]>;
  delete(id: string): Promise<void>;
  get(id: string): Promise<{ readonly snapshot: Snapshot; readonly rrsets: readonly RRset[] } | undefined>;
}
