import type { DomainName } from '../core/names.ts';
import type { ZoneExport, ZoneExportFilter } from '../ports/zone-export-store.ts';
import type { ZoneExportText } from '../services/zones/exports.ts';

export type { ZoneExport, ZoneExportFilter, ZoneExportText };

/** Master files of zones that a control plane made by itself, one a day. */
export interface ZoneExportOperations {
  /** Sorted by id: by zone, account and day. */
  list(filter: ZoneExportFilter): Promise<readonly ZoneExport[]>;
  /**
   * @param which - `day`: `2026-11-21`, or `latest`
   * @throws RegctlError `NOT_FOUND`, `AMBIGUOUS` where several accounts have one
   */
  get(which: {
    readonly zone: DomainName;
    readonly account?: string;
    readonly day: string;
  }): Promise<ZoneExportText>;
}
