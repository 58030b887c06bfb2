import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { createSqlJobQueue } from '../../src/adapters/queue/sqlite.ts';
import { systemRandom } from '../../src/adapters/random.ts';
import type { JobQueue, LeasedJob } from '../../src/ports/job-queue.ts';
import type { LiveState } from '../../src/ports/live-state.ts';
import type { SqlDatabase } from '../../src/ports/sql-database.ts';
import { liveQueue } from '../../src/services/jobs/live-queue.ts';
import { waitForTask } from '../../src/services/jobs/tasks.ts';

/** Milliseconds; nobody waits for so long in these tests. */
const LONG_MS = 10_000;

/** What holds of live state, and of jobs that tell by it, wherever it is kept. */
export function liveStateContract(
  name: string,
  open: () => Promise<{ readonly live: LiveState; readonly database: SqlDatabase }>,
): void {
  describe(`live state: ${name}`, () => {
    let live: LiveState;
    let database: SqlDatabase;
    let subject = '';
    beforeEach(async () => {
      ({ live, database } = await open());
      subject = `task_${crypto.randomUUID()}`;
    });

    it('is heard at once where something was told, and else as soon as it is', async () => {
      expect(await live.hear(subject, undefined, 10)).toBeUndefined();
      const waiting = [live.hear(subject, undefined, LONG_MS), live.hear(subject, undefined, LONG_MS)];
      await live.tell(subject, { progress: 'one', ended: false });
      const [first, second] = await Promise.all(waiting);
      expect(first).toMatchObject({ progress: 'one', ended: false });
      expect(second).toEqual(first);
      expect(await live.hear(subject, undefined, LONG_MS)).toEqual(first);
      expect(await live.hear(subject, first?.count, 10)).toBeUndefined();
      const next = live.hear(subject, first?.count, LONG_MS);
      await live.tell(subject, { progress: 'one', ended: true });
      expect(await next).toMatchObject({ progress: 'one', ended: true });
      expect(await live.hear(`${subject}x`, undefined, 10)).toBeUndefined();
    });

    const openJob = async (): Promise<{ queue: JobQueue; job: LeasedJob; looks: () => number }> => {
      const rows = createSqlJobQueue(database, systemClock, systemRandom);
      let looks = 0;
      const counting: JobQueue = {
        ...rows,
        get: (organization, id) => {
          looks += 1;
          return rows.get(organization, id);
        },
      };
      const queue = liveQueue(counting, live, systemClock);
      const organization = `org_${crypto.randomUUID()}`;
      const sent = { id: subject, organization, type: 'test.slow', payload: {}, visible: true };
      await queue.send([sent]);
      const job = (await queue.lease(10)).find(({ id }) => id === subject);
      if (job === undefined) throw new Error('the job is due');
      return { queue, job, looks: () => looks };
    };

    it('lets who waits for a job hear each step and its end, without looking at its row again and again', async () => {
      const { queue, job, looks } = await openJob();
      const heard: string[] = [];
      const step = async (progress: string): Promise<void> => {
        await queue.report(job, progress);
        await expect.poll(() => heard.at(-1), { timeout: LONG_MS }).toContain(progress);
      };
      const waited = waitForTask({ queue, live, clock: systemClock }, job.organization, job.id, {
        onEvent: ({ message }) => heard.push(message),
      });
      const steps = Array.from({ length: 8 }, (_, i) => `${String(i + 1)} of 8`);
      for (const progress of steps) await step(progress);
      // The row has what was said first, not each step.
      expect((await queue.get(job.organization, job.id))?.progress).toBe('1 of 8');
      await queue.finish([{ job, result: 'all' }]);
      const began = Date.now();
      expect(await waited).toMatchObject({ state: 'done', result: 'all' });
      expect(Date.now() - began).toBeLessThan(3_000);
      expect(await live.hear(job.id, undefined, 10)).toMatchObject({ progress: '8 of 8', ended: true });
      expect(heard.filter((message) => message.includes(' of 8'))).toEqual(
        steps.map((progress) => `test.slow is running: ${progress}`),
      );
      expect(looks()).toBeLessThan(8);
    });

    it('tells that a job was given up, and nothing of one that goes on later', async () => {
      const { queue, job } = await openJob();
      const waited = waitForTask({ queue, live, clock: systemClock }, job.organization, job.id);
      const refused = waited.catch((error: unknown) => error);
      await queue.report(job, 'half');
      await queue.fail(job, { error: 'it broke', permanent: true });
      expect(await refused).toMatchObject({ code: 'JOB_FAILED', reason: 'it broke' });
      expect(await live.hear(job.id, undefined, 10)).toMatchObject({ progress: 'half', ended: true });
    });
  });
}
