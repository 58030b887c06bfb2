import type { DomainName } from '../core/names.ts';

/** A zone as it was on one day. */
export interface ZoneExport {
  /** Tells it from others of the organization, and sorts by zone, account and day. */
  readonly id: string;
  readonly zone: DomainName;
  readonly account: string;
  /** `2026-11-21`, UTC. */
  readonly day: string;
  readonly octets: number;
}

export type ZoneExportPlace = Pick<ZoneExport, 'zone' | 'account' | 'day'>;

export interface ZoneExportFilter {
  readonly zone?: DomainName;
  /** Only what comes behind this id. */
  readonly after?: string;
  readonly limit: number;
}

/**
 * Keeps master files of the zones of one organization, one a day.
 *
 * Contract: `put` replaces what that day has. `list` is sorted by id. `prune` removes what is older than a day, all of it for null, and tells how much that
 * was; it may be called again after it was cut off. `keepFor` notes for how many days they are to be kept, for when nobody says so any more; `keptFor` gives
 * what was noted last.
 */
export interface ZoneExportStore {
  put(place: ZoneExportPlace, text: string): Promise<void>;
  get(place: ZoneExportPlace): Promise<string | undefined>;
  list(filter: ZoneExportFilter): Promise<readonly ZoneExport[]>;
  prune(before: string | null): Promise<number>;
  keepFor(days: number): Promise<void>;
  keptFor(): Promise<number | undefined>;
}
