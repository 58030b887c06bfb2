import * as z from 'zod';
import { openAccount } from '../../services/accounts/open.ts';
import { syncHostnames } from '../../services/hostnames/sync.ts';
import { defineJob, type AnyJobType } from './job-type.ts';

/** Background work around custom hostnames. */
export const HOSTNAME_JOBS: { readonly [type: string]: AnyJobType } = {
  'hostnames.sync': defineJob({
    payload: z.strictObject({}),
    run: async ({ deps, signal }) => {
      const { events } = deps;
      if (events === undefined) return undefined;
      let zones = 0;
      for (const account of await deps.accounts.list()) {
        const provider = await openAccount(deps, account);
        try {
          if (provider.hostnames !== undefined)
            zones += await syncHostnames({ ...deps, events }, account, provider.hostnames, signal);
        } finally {
          await provider.close();
        }
      }
      return { result: zones };
    },
  }),
};
