import * as z from 'zod';
import { defineJob, type AnyJobType } from './job-type.ts';

const SOON_MS = 7 * 86_400_000;
/** Certificates that are read at a time. */
const PAGE = 500;

/** Background work for whoever watches the server. */
export const OBSERVING_JOBS: { readonly [type: string]: AnyJobType } = {
  'observing.certificates': defineJob({
    payload: z.strictObject({}),
    run: async ({ job, deps, server, signal }) => {
      if (server.observer === undefined) return undefined;
      const soon = new Date(deps.clock.now().getTime() + SOON_MS).toISOString();
      let ending = 0;
      for (let after: string | undefined; ;) {
        signal.throwIfAborted();
        const page = await deps.certificates.list({ limit: PAGE, ...(after === undefined ? {} : { after }) });
        ending += page.filter(({ issued }) => issued !== null && issued.notAfter < soon).length;
        after = page.at(-1)?.name;
        if (after === undefined || page.length < PAGE) break;
      }
      server.observer.endingCertificates(job.organization, ending);
      return { result: ending };
    },
  }),
};
