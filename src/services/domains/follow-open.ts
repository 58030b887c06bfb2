import { isRegctlError } from '../../core/errors.ts';
import { OPEN_JOBS, type Job, type JobStore } from '../../ports/job-store.ts';

/** Requests that one run looks at; the rest comes with the next. */
const MAX_FOLLOWED = 500;

/**
 * Looks how every open request stands at its registrar and saves it. One that cannot be asked after hides nothing of the others.
 *
 * @param look - asks the registrar after one request and saves what it says
 * @returns how many were looked at, and how many could not be
 */
export async function followOpenRequests(
  jobs: JobStore,
  look: (job: Job) => Promise<Job>,
  signal: AbortSignal,
): Promise<{ readonly looked: number; readonly failed: number }> {
  const open = await jobs.list({ statuses: OPEN_JOBS, limit: MAX_FOLLOWED });
  let failed = 0;
  for (const job of open.filter(({ handle }) => handle !== null)) {
    signal.throwIfAborted();
    try {
      await look(job);
    } catch (error) {
      if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
      failed += 1;
    }
  }
  return { looked: open.length, failed };
}
