import * as z from 'zod';
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
};
