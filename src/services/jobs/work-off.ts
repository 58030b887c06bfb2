import { startJobWorker, type WorkerDeps } from './worker.ts';

/** Milliseconds that running jobs are let go on when the time is over. */
const DRAIN_MS = 20_000;

/**
 * Does jobs until none is due, for a runtime that is called when there is something to do and has no process that stays.
 *
 * @param limits.forMs - milliseconds after which no more is begun; what is left waits for the next call
 * @throws what the queue throws: whoever called tries again later
 */
export async function workOff(
  deps: WorkerDeps,
  limits: { readonly concurrency: number; readonly forMs: number },
): Promise<void> {
  const idle = Promise.withResolvers<void>();
  let running = 0;
  const worker = startJobWorker(
    {
      ...deps,
      queue: {
        ...deps.queue,
        lease: async (limit, wish) => {
          try {
            const before = running;
            const jobs = await deps.queue.lease(limit, wish);
            running += jobs.length;
            // While some run, those of their organizations may be held back: nothing says that none is left.
            if (before === 0 && running === 0) idle.resolve();
            return jobs;
          } catch (error) {
            idle.reject(error);
            throw error;
          }
        },
      },
      onOutcome: (job, outcome, durationMs) => {
        running -= 1;
        deps.onOutcome?.(job, outcome, durationMs);
      },
    },
    { concurrency: limits.concurrency },
  );
  const over = new AbortController();
  try {
    await Promise.race([idle.promise, deps.clock.sleep(limits.forMs, over.signal)]);
  } finally {
    idle.promise.catch(() => undefined);
    await worker.stop(DRAIN_MS);
    over.abort();
  }
}
