import type { ZoneExportStore } from '../ports/zone-export-store.ts';
import { findExport } from '../services/zones/exports.ts';
import type { ZoneExportOperations } from './zone-exports.ts';

/** Exports of zones, out of the store of this process. */
export function zoneExportOperations(exports: Pick<ZoneExportStore, 'get' | 'list'>): ZoneExportOperations {
  return {
    list: (filter) => exports.list(filter),
    get: (which) => findExport(exports, which),
  };
}
