import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { createSqlJobQueue } from '../../src/adapters/queue/sqlite.ts';
import { systemRandom } from '../../src/adapters/random.ts';
import { createD1Database } from '../../src/adapters/stores/sql/d1.ts';
import { createSqlScheduleStore } from '../../src/adapters/stores/sql/schedules.ts';
import { SCHEDULES } from '../../src/control-plane/jobs.ts';
import { runWorkerSchedules, workOffJobs } from '../../src/main/worker-jobs.ts';
import type { JobQueue, NewQueuedJob } from '../../src/ports/job-queue.ts';
import { env } from './env.ts';
import { openWorkerServer, workerOptions } from './server.ts';

/** Milliseconds until a job must be done: the queue waits for a second before it calls its consumer. */
const PATIENCE_MS = 15_000;

const queueOf = (): JobQueue => createSqlJobQueue(createD1Database(env.DB), systemClock, systemRandom);

describe('jobs on Workers', () => {
  it('are done when a message says that there are some', async () => {
    const { organization } = await open();
    await queueOf().send([job(organization, 'domains.follow-open', { id: 'job_1' })]);
    await env.JOBS.send('wake');
    await expect
      .poll(async () => (await queueOf().get(organization, 'job_1'))?.state, { timeout: PATIENCE_MS })
      .toBe('done');
  });

  it('are done once where two consumers are called for them', async () => {
    const { organization } = await open();
    const ids = Array.from({ length: 30 }, (_, i) => `job_${String(i)}`);
    await queueOf().send(ids.map((id) => job(organization, 'domains.follow-open', { id })));
    const done: string[] = [];
    const consumer = (): Promise<void> => workOffJobs(workerOptions, ({ id }) => void done.push(id));
    await Promise.all([consumer(), consumer()]);
    expect(done.toSorted()).toEqual(ids.toSorted());
  });

  it('of no known type are dead, and can be looked at', async () => {
    const { organization } = await open();
    await queueOf().send([job(organization, 'nobody.knows', { id: 'job_odd' })]);
    await workOffJobs(workerOptions);
    expect(await queueOf().get(organization, 'job_odd')).toMatchObject({
      state: 'dead',
      lastError: expect.stringContaining('nobody.knows') as string,
    });
  });

  it('are given out from where the turns of organizations stood when the last call ended', async () => {
    await open();
    const schedules = createSqlScheduleStore(createD1Database(env.DB));
    const turn = async (): Promise<unknown> => (await schedules.get('jobs.turn'))?.afterOrganization;
    // More than are done at a time: five, six, seven, and round to four.
    const send = (): Promise<number> =>
      queueOf().send(Array.from({ length: 8 }, (_, i) => job(`org_${String(i)}`, 'nobody.knows', {})));
    await schedules.save('jobs.turn', { nextAt: 0, afterOrganization: 'org_4' });
    await send();
    await workOffJobs(workerOptions);
    expect(await turn()).toBe('org_4');
    await queueOf().send([job('org_2', 'nobody.knows', {})]);
    await workOffJobs(workerOptions);
    expect(await turn()).toBe('org_2');
    await send();
    await workOffJobs(workerOptions);
    expect(await turn()).toBe('org_2');
  });

  it('of a schedule that is due are sent each minute', async () => {
    await open();
    const schedules = createSqlScheduleStore(createD1Database(env.DB));
    const [first] = SCHEDULES;
    await schedules.save(first?.name ?? '', { nextAt: Date.now() - 1, afterOrganization: null });
    await runWorkerSchedules(workerOptions);
    const counts = await queueOf().counts();
    expect(counts.find(({ type }) => type === first?.name)?.count).toBe(1);
    expect((await schedules.get(first?.name ?? ''))?.nextAt).toBeGreaterThan(Date.now());
  });
});

async function open(): Promise<{ readonly organization: string }> {
  await openWorkerServer();
  const row = await createD1Database(env.DB).first({ sql: 'select id from organizations', values: [] });
  return { organization: String(row?.['id']) };
}

function job(organization: string, type: string, more: Partial<NewQueuedJob>): NewQueuedJob {
  return { organization, type, payload: {}, visible: true, ...more };
}
