import * as z from 'zod';
import { exportAllZones } from '../../services/zones/export-all.ts';
import { defineJob, type AnyJobType } from './job-type.ts';

/** Background work around zones. */
export const ZONE_JOBS: { readonly [type: string]: AnyJobType } = {
  'zones.export': defineJob({
    payload: z.strictObject({}),
    run: async ({ job, deps, regctl, server, signal, report }) => {
      const { exports } = server;
      if (exports?.keepDays === undefined) return undefined;
      const written = await exportAllZones(
        {
          listZones: (call) => regctl.zones.list({}, call),
          readZone: (place, call) => regctl.zones.read(place, call),
          exports: exports.of(job.organization),
          clock: deps.clock,
        },
        exports.keepDays,
        { signal, onProgress: report },
      );
      return { result: written };
    },
  }),
};
