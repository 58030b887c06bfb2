import type { ControlPlane } from '../control-plane/index.ts';
import type { ZoneExportOperations } from '../control-plane/zone-exports.ts';
import { RegctlError } from '../core/errors.ts';
import type { Handlers } from './handler.ts';

/** Exports of zones that this server made. */
export const zoneExportHandlers: Handlers['zoneExports'] = {
  list: (regctl, filter) => part(regctl).list(filter),
  get: (regctl, which) => part(regctl).get(which),
};

function part({ zoneExports }: ControlPlane): ZoneExportOperations {
  if (zoneExports !== undefined) return zoneExports;
  throw new RegctlError('MODE_UNSUPPORTED', 'this control plane keeps no exports of zones', {
    reason: 'it has no store of blobs',
    hint: 'the operator binds a bucket as BLOBS',
  });
}
