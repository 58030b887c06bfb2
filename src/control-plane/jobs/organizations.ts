import * as z from 'zod';
import { defineServerJob, type AnyJobType } from './job-type.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Background work around organizations themselves. */
export const ORGANIZATION_JOBS: { readonly [type: string]: AnyJobType } = {
  'organizations.clear': defineServerJob({
    payload: z.strictObject({ until: z.iso.datetime() }),
    runWithoutStores: async ({ job, server, clock, removeStores }, { until }) => {
      await removeStores();
      await server.exports?.of(job.organization).prune(null);
      server.observer?.endingCertificates(job.organization, 0);
      const last = new Date(until);
      return clock.now() < last ? { again: last } : undefined;
    },
    // It is never given up: nobody is left to take it up again.
    retryAfterMs: (failures) => Math.min(MINUTE_MS * 4 ** (failures - 1), HOUR_MS),
  }),
};
