import type { Clock } from '../../ports/clock.ts';
import type { JobQueue } from '../../ports/job-queue.ts';
import type { LiveState } from '../../ports/live-state.ts';

/** Milliseconds between two writes of a job's progress into its row; who waits hears of it at once. */
const KEEP_EVERY_MS = 5_000;

/** A queue that tells whoever waits for a job how it goes on, and that it has ended where it told anything. */
export function liveQueue(queue: JobQueue, live: LiveState, clock: Clock): JobQueue {
  /** Jobs that told something here: when their rows were written. */
  const told = new Map<string, { keptAt: number; progress: string }>();
  const end = async (id: string, hasEnded: boolean): Promise<void> => {
    const known = told.get(id);
    told.delete(id);
    if (known !== undefined && hasEnded) await live.tell(id, { progress: known.progress, ended: true });
  };
  return {
    ...queue,
    report: async (job, progress) => {
      const now = clock.now().getTime();
      const keptAt = told.get(job.id)?.keptAt ?? -Infinity;
      const isDue = now - keptAt >= KEEP_EVERY_MS;
      told.set(job.id, { keptAt: isDue ? now : keptAt, progress });
      await Promise.all([
        live.tell(job.id, { progress, ended: false }),
        ...(isDue ? [queue.report(job, progress)] : []),
      ]);
    },
    finish: async (finished) => {
      const count = await queue.finish(finished);
      await Promise.all(finished.map(({ job, again }) => end(job.id, again === undefined)));
      return count;
    },
    fail: async (job, failure) => {
      const outcome = await queue.fail(job, failure);
      await end(job.id, outcome === 'dead');
      return outcome;
    },
    release: async (job) => {
      await queue.release(job);
      await end(job.id, false);
    },
  };
}
