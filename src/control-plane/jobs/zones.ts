import * as z from 'zod';
import { exportAllZones, forgetOldExports } from '../../services/zones/export-all.ts';
import { defineJob, type AnyJobType } from './job-type.ts';

/** Background work around zones. */
export const ZONE_JOBS: { readonly [type: string]: AnyJobType } = {
  'zones.export': defineJob({
    payload: z.strictObject({}),
    run: async ({ job, deps, regctl, server, signal, report }) => {
      if (server.exports === undefined) return undefined;
      const { keepDays } = server.exports;
      const exports = server.exports.of(job.organization);
      if (keepDays === undefined) {
        await forgetOldExports({ exports, clock: deps.clock });
        return undefined;
      }
      const written = await exportAllZones(
        {
          listZones: (call) => regctl.zones.list({}, call),
          readZone: (place, call) => regctl.zones.read(place, call),
          exports,
          clock: deps.clock,
        },
        keepDays,
        { signal, onProgress: report },
      );
      return { result: written };
    },
  }),
};
