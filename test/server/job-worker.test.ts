import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { systemClock } from '../../src/adapters/clock.ts';
import { createSqlJobQueue } from '../../src/adapters/queue/sqlite.ts';
import { systemRandom } from '../../src/adapters/random.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { createSqlScheduleStore } from '../../src/adapters/stores/sql/schedules.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import { runJob, type JobRunnerDeps } from '../../src/control-plane/jobs.ts';
import { defineJob, type AnyJobType } from '../../src/control-plane/jobs/job-type.ts';
import { RegctlError } from '../../src/core/errors.ts';
import type { JobQueue } from '../../src/ports/job-queue.ts';
import type { SqlDatabase } from '../../src/ports/sql-database.ts';
import { runSchedules, type Schedule } from '../../src/services/jobs/schedule.ts';
import { startJobWorker, type JobWorker, type WorkerDeps } from '../../src/services/jobs/worker.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const HOUR_MS = 3_600_000;
const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };

describe('the worker', () => {
  let database: SqlDatabase;
  let queue: JobQueue;
  let worker: JobWorker | undefined;
  beforeEach(() => {
    database = openNodeDatabase(':memory:');
    queue = createSqlJobQueue(database, systemClock, systemRandom);
  });
  afterEach(async () => {
    await worker?.stop(0);
    await database.close();
  });
  const start = (
    types: { readonly [type: string]: AnyJobType },
    given: Partial<JobRunnerDeps> = {},
  ): void => {
    const deps: JobRunnerDeps = {
      queue,
      clock: systemClock,
      logger,
      server: {} as never,
      open: () => Promise.resolve({ deps: {} as never, regctl: {} as never }),
      remove: () => Promise.resolve(),
      ...given,
    };
    worker = startJobWorker({
      queue,
      clock: systemClock,
      logger,
      run: (job, signal) => runJob(deps, job, signal, types),
    });
  };
  const send = (type: string, payload: number): Promise<number> =>
    queue.send([{ organization: 'org_a', type, payload, visible: true }]);
  const states = async (): Promise<readonly string[]> =>
    (await queue.list('org_a', { limit: 100 })).map(({ state }) => state);

  it('does what is sent, each once, and keeps what came of it', async () => {
    const seen: number[] = [];
    start({
      count: defineJob({
        payload: z.number(),
        run: (_, payload) => {
          seen.push(payload);
          return Promise.resolve({ result: payload * 2 });
        },
      }),
    });
    for (let i = 0; i < 50; i++) await send('count', i);
    worker?.wake();
    await expect.poll(states, { timeout: 5_000 }).toEqual(Array.from({ length: 50 }, () => 'done'));
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it('tells what a person must mend from what may pass', async () => {
    start({
      rejected: failing(new RegctlError('CREDENTIAL_REJECTED', 'no')),
      down: failing(new RegctlError('PROVIDER_UNAVAILABLE', 'down', { retryAfterSeconds: 3_600 })),
      broken: failing(new TypeError('defect')),
    });
    for (const type of ['rejected', 'down', 'broken', 'unknown']) await send(type, 1);
    worker?.wake();
    await expect
      .poll(async () => Object.fromEntries((await queue.counts()).map(({ type, state }) => [type, state])))
      .toEqual({ rejected: 'dead', down: 'scheduled', broken: 'scheduled', unknown: 'dead' });
    const [down] = await queue.list('org_a', { states: ['scheduled'], limit: 10 });
    const inOneHour = Date.now() + HOUR_MS;
    const runs = (await queue.list('org_a', { limit: 10 })).find(({ type }) => type === 'down')?.runAt ?? '';
    expect(Math.abs(Date.parse(runs) - inOneHour)).toBeLessThan(60_000);
    expect(down?.lastError).not.toContain('defect in');
  });

  it('goes on as often as a job type has it, whatever the failure', async () => {
    const stubborn = (error: Error): AnyJobType => ({ ...failing(error), retryAfterMs: () => HOUR_MS });
    for (const type of ['rejected', 'broken', 'over']) await send(type, 1);
    // As after many tries: what has pauses of its own is given up by no number of failures.
    await database.run(sql('update queue_jobs set failures = 9'));
    start({
      rejected: stubborn(new RegctlError('CREDENTIAL_REJECTED', 'no')),
      broken: stubborn(new TypeError('defect')),
      over: { ...failing(new TypeError('defect')), retryAfterMs: () => null },
    });
    await expect
      .poll(async () => Object.fromEntries((await queue.counts()).map(({ type, state }) => [type, state])))
      .toEqual({ rejected: 'scheduled', broken: 'scheduled', over: 'dead' });
    for (const { runAt, state } of await queue.list('org_a', { states: ['scheduled'], limit: 9 }))
      expect(Math.abs(Date.parse(runAt) - Date.now() - HOUR_MS), state).toBeLessThan(60_000);
  });

  it('that takes only what is urgent does not wait behind what is slow', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const seen: string[] = [];
    const run: WorkerDeps['run'] = async ({ type }) => {
      if (type === 'slow') await promise;
      seen.push(type);
      return { kind: 'done' };
    };
    const deps = { queue, clock: systemClock, logger, run };
    worker = startJobWorker(deps, { concurrency: 3 });
    const urgent = startJobWorker(deps, { concurrency: 1, urgent: true });
    for (let i = 0; i < 4; i++) await send('slow', i);
    worker.wake();
    await expect.poll(async () => (await states()).filter((state) => state === 'running')).toHaveLength(2);
    await queue.send([{ organization: 'org_a', type: 'quick', payload: 1, priority: 1 }]);
    urgent.wake();
    await expect.poll(() => seen).toEqual(['quick']);
    resolve();
    await expect.poll(() => seen).toHaveLength(5);
    await urgent.stop(0);
  });

  it('gives back what it is asked to stop, uncounted', async () => {
    start({
      long: defineJob({
        payload: z.number(),
        run: ({ signal }) =>
          new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true }),
          ),
      }),
    });
    await send('long', 1);
    worker?.wake();
    await expect.poll(states).toEqual(['running']);
    await worker?.stop(10);
    expect(await queue.list('org_a', { limit: 1 })).toMatchObject([
      { state: 'waiting', attempts: 0, failures: 0 },
    ]);
  });

  it('goes on when the store was full or locked for a while, and does nothing twice', async () => {
    const seen: number[] = [];
    let failing = false;
    const full = (): Promise<never> => Promise.reject(new RegctlError('STORE_FAILED', 'disk is full'));
    const flaky: JobQueue = {
      ...queue,
      lease: (...wish) => (failing ? full() : queue.lease(...wish)),
      finish: (finished) => (failing ? full() : queue.finish(finished)),
    };
    worker = startJobWorker({
      queue: flaky,
      clock: systemClock,
      logger,
      run: (job) => {
        seen.push(job.payload as number);
        failing = seen.length === 1;
        return Promise.resolve({ kind: 'done' });
      },
    });
    await send('count', 1);
    worker.wake();
    await expect.poll(() => seen).toEqual([1]);
    failing = false;
    await send('count', 2);
    worker.wake();
    await expect.poll(states, { timeout: 5_000 }).toEqual(['done', 'done']);
    expect(seen).toEqual([1, 2]);
  });
});

describe('schedules', () => {
  const hourly: Schedule = { name: 'test.hourly', everyMs: HOUR_MS, spreadMs: HOUR_MS / 2 };

  it('make up for missed runs once, go on where they were broken off, and bear a clock set back', async () => {
    const database = openNodeDatabase(':memory:');
    const clock = createFakeClock(new Date('2026-11-21T00:30:00Z'));
    const queue = createSqlJobQueue(database, clock, systemRandom);
    const schedules = createSqlScheduleStore(database);
    const count = 1_250;
    await database.batch(
      Array.from({ length: count }, (_, i) => {
        const id = `org_${String(i).padStart(5, '0')}`;
        return sql(
          'insert into organizations (id, name, slug, created_at) values (?, ?, ?, ?)',
          id,
          id,
          id,
          '',
        );
      }),
    );
    const deps = { queue, schedules, clock, logger };
    expect(await runSchedules(deps, [hourly])).toBe(0);
    await clock.advance(HOUR_MS / 2);
    // The second page cannot be written: the next look goes on behind the first.
    let pages = 0;
    const breaks = {
      ...deps,
      queue: {
        send: (jobs: Parameters<JobQueue['send']>[0]) =>
          ++pages === 2 ? Promise.reject(new RegctlError('STORE_FAILED', 'full')) : queue.send(jobs),
      },
    };
    await expect(runSchedules(breaks, [hourly])).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(await runSchedules(deps, [hourly])).toBe(count - 500);
    expect(await runSchedules(deps, [hourly])).toBe(0);
    const [first] = await queue.counts();
    expect(first).toEqual({ type: 'test.hourly', state: 'scheduled', count: expect.any(Number) as number });
    // Nobody worked for ten hours: each is there once.
    await clock.advance(10 * HOUR_MS);
    expect(await runSchedules(deps, [hourly])).toBe(0);
    const back = { ...deps, clock: createFakeClock(new Date('2026-11-20T00:00:00Z')) };
    await runSchedules(back, [hourly]);
    expect((await schedules.get(hourly.name))?.nextAt).toBe(Date.parse('2026-11-20T01:00:00Z'));
    await database.close();
  });
});

function failing(error: Error): AnyJobType {
  return defineJob({ payload: z.number(), run: () => Promise.reject(error) });
}
