import * as z from 'zod';
import { isRegctlError } from '../../core/errors.ts';
import { EXPIRY_HORIZON_DAYS, expiryEvents } from '../../services/domains/expiry.ts';
import { followOpenRequests } from '../../services/domains/follow-open.ts';
import { defineJob, type AnyJobType } from './job-type.ts';

/** Background work around registrations. */
export const DOMAIN_JOBS: { readonly [type: string]: AnyJobType } = {
  'domains.follow-open': defineJob({
    payload: z.strictObject({}),
    run: async ({ deps, regctl, signal }) => ({
      result: await followOpenRequests(deps.jobs, ({ id }) => regctl.jobs.get(id, { signal }), signal),
    }),
  }),
  'domains.expiry': defineJob({
    payload: z.strictObject({}),
    run: async ({ deps, regctl, signal }) => {
      const failures: unknown[] = [];
      try {
        const domains = await regctl.domains.list(
          { expiringDays: EXPIRY_HORIZON_DAYS },
          { signal, onFailure: (_, error) => failures.push(error) },
        );
        await deps.events?.publish(expiryEvents(domains));
        // What could be asked is told; the others are asked again, and who owns them hears of it in the end.
        if (failures.length > 0) throw failures[0];
        return { result: domains.length };
      } catch (error) {
        if (isRegctlError(error, 'NO_ACCOUNT', 'CAPABILITY_MISSING')) return { result: 0 };
        throw error;
      }
    },
  }),
};
