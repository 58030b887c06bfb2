import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqlJobQueue } from '../../src/adapters/queue/sqlite.ts';
import { systemRandom } from '../../src/adapters/random.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import type { FinishedJob, JobQueue, LeasedJob, NewQueuedJob } from '../../src/ports/job-queue.ts';
import type { SqlDatabase } from '../../src/ports/sql-database.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';

const DAY_MS = 86_400_000;
const job = (payload: number, more: Partial<NewQueuedJob> = {}): NewQueuedJob => ({
  organization: 'org_a',
  type: 'test',
  payload,
  ...more,
});

const done = (leased: readonly LeasedJob[]): readonly FinishedJob[] => leased.map((one) => ({ job: one }));

describe('the job queue', () => {
  let folder: string;
  let clock: FakeClock;
  let databases: SqlDatabase[];
  let queue: JobQueue;
  const open = (): JobQueue => {
    const database = openNodeDatabase(join(folder, 'queue.db'));
    databases.push(database);
    return createSqlJobQueue(database, clock, systemRandom);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'regctl-queue-'));
    clock = createFakeClock();
    databases = [];
    queue = open();
  });
  afterEach(async () => {
    for (const database of databases) await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('gives the most urgent first, and nothing before its time', async () => {
    const later = new Date(clock.now().getTime() + DAY_MS);
    await queue.send([job(1), job(2, { priority: 5 }), job(3, { runAt: later })]);
    expect((await queue.lease(10)).map(({ payload }) => payload)).toEqual([2, 1]);
    await clock.advance(DAY_MS);
    // The first two were never finished: their leases ran out meanwhile.
    const [first, ...others] = (await queue.lease(10)).map(({ payload }) => payload);
    expect([first, new Set(others)]).toEqual([2, new Set([1, 3])]);
  });

  it('takes a key once while its job is there, and again when it is done', async () => {
    expect(await queue.send([job(1, { uniqueKey: 'renew' }), job(2, { uniqueKey: 'renew' })])).toBe(1);
    const leased = await queue.lease(10);
    expect(await queue.send([job(3, { uniqueKey: 'renew' })])).toBe(0);
    expect(await queue.finish(done(leased))).toBe(1);
    expect(await queue.send([job(4, { uniqueKey: 'renew' })])).toBe(1);
  });

  it('tries three times, later each time, and then waits for somebody', async () => {
    await queue.send([job(1)]);
    for (const outcome of ['again', 'again', 'dead'] as const) {
      const [leased] = await queue.lease(1);
      if (leased === undefined) throw new Error('there is no job');
      expect(await queue.fail(leased, { error: 'it broke' })).toBe(outcome);
      expect(await queue.lease(1)).toEqual([]);
      await clock.advance(DAY_MS);
    }
    expect(await queue.lease(1)).toEqual([]);
    const [dead] = await queue.list('org_a', { states: ['dead'], limit: 10 });
    expect(dead).toMatchObject({ payload: 1, attempts: 3, lastError: 'it broke' });
    expect(await queue.list('org_b', { limit: 10 })).toEqual([]);
    expect(await queue.get('org_b', dead?.id ?? '')).toBeUndefined();
    expect(await queue.requeue('org_b', dead?.id ?? '')).toBe(false);
    expect(await queue.requeue('org_a', dead?.id ?? '')).toBe(true);
    expect(await queue.lease(1)).toMatchObject([{ payload: 1, attempts: 1 }]);
  });

  it('a worker that was thought dead changes nothing any more', async () => {
    await queue.send([job(1)]);
    const [slow] = await queue.lease(1);
    if (slow === undefined) throw new Error('there is no job');
    await clock.advance(DAY_MS);
    const [other] = await open().lease(1);
    expect(other).toMatchObject({ id: slow.id, attempts: 2 });
    expect(await queue.finish(done([slow]))).toBe(0);
    expect(await queue.extend([slow])).toEqual([]);
    expect(await queue.fail(slow, { error: 'too late' })).toBe('lost');
    expect(await queue.finish(done(other === undefined ? [] : [other]))).toBe(1);
  });

  it('a job that kills every worker ends among the dead', async () => {
    await queue.send([job(1)]);
    for (let worker = 0; worker < 10; worker++) {
      expect(await queue.lease(1)).toHaveLength(1);
      await clock.advance(DAY_MS);
      await queue.recover();
      // It waits a little longer with each worker that it cost.
      await clock.advance(60_000);
    }
    expect(await queue.lease(1)).toEqual([]);
    expect(await queue.list('org_a', { states: ['dead'], limit: 1 })).toMatchObject([
      { lastError: 'its worker died', attempts: 10 },
    ]);
  });

  it('keeps what people may see when it is done, and forgets it in time', async () => {
    await queue.send([job(1, { visible: true, subject: 'example.org' }), job(2)]);
    const leased = await queue.lease(2);
    await queue.report(leased.find(({ payload }) => payload === 1) ?? never(), 'half of it');
    expect(await queue.list('org_a', { limit: 10 })).toMatchObject([
      { payload: 1, subject: 'example.org', state: 'running', progress: 'half of it' },
    ]);
    await queue.finish(leased.map((one) => ({ job: one, result: 'fine' })));
    expect(await queue.list('org_a', { limit: 10 })).toMatchObject([{ state: 'done', result: 'fine' }]);
    expect(await queue.prune(clock.now(), 10)).toBe(0);
    await clock.advance(DAY_MS);
    expect(await queue.prune(clock.now(), 10)).toBe(1);
    expect(await queue.counts()).toEqual([]);
  });

  it('fails at once what only a person can mend, and tries again when the handler says', async () => {
    await queue.send([job(1, { priority: 1 }), job(2)]);
    const [first, second] = await queue.lease(2);
    expect(await queue.fail(first ?? never(), { error: 'no credential', permanent: true })).toBe('dead');
    let leased = second;
    for (let time = 0; time < 5; time++) {
      const retryAt = new Date(clock.now().getTime() + DAY_MS);
      expect(await queue.fail(leased ?? never(), { error: 'not yet', retryAt })).toBe('again');
      await clock.advance(DAY_MS - 1);
      expect(await queue.lease(1)).toEqual([]);
      await clock.advance(1);
      [leased] = await queue.lease(1);
    }
    expect(leased).toMatchObject({ payload: 2, failures: 5 });
  });

  it('does a job anew when that is asked for, and cancels only what does not run', async () => {
    await queue.send([job(1, { uniqueKey: 'sync' })]);
    const [leased] = await queue.lease(1);
    expect(await queue.cancel('org_a', leased?.id ?? '')).toBe(false);
    const again = new Date(clock.now().getTime() + DAY_MS);
    expect(await queue.finish([{ job: leased ?? never(), again }])).toBe(1);
    expect(await queue.send([job(2, { uniqueKey: 'sync' })])).toBe(0);
    expect(await queue.cancel('org_b', leased?.id ?? '')).toBe(false);
    expect(await queue.cancel('org_a', leased?.id ?? '')).toBe(true);
    await clock.advance(2 * DAY_MS);
    expect(await queue.lease(1)).toEqual([]);
    expect(await queue.send([job(2, { uniqueKey: 'sync' })])).toBe(1);
  });

  it('gives back at its start what a process held that died, and lets no clock set back hold a lease for long', async () => {
    await queue.send([job(1)]);
    await queue.lease(1);
    expect(await queue.recover()).toBe(1);
    await clock.advance(1);
    const [again] = await queue.lease(1);
    expect(again).toMatchObject({ payload: 1, attempts: 2, failures: 0 });
    const earlier = createFakeClock(new Date(clock.now().getTime() - DAY_MS));
    const after = createSqlJobQueue(databases[0] ?? never(), earlier, systemRandom);
    // The lease ends a day ahead of that clock: nobody alive gave it out.
    await after.lease(1);
    await earlier.advance(10_000);
    expect(await after.lease(1)).toMatchObject([{ payload: 1 }]);
  });

  it('gives each of many jobs to one of several workers', async () => {
    const count = 20_000;
    for (let i = 0; i < count; i += 1_000)
      await queue.send(Array.from({ length: 1_000 }, (_, k) => job(i + k)));
    const seen: unknown[] = [];
    const work = async (worker: JobQueue): Promise<void> => {
      for (;;) {
        const leased = await worker.lease(100);
        if (leased.length === 0) return;
        seen.push(...leased.map(({ payload }) => payload));
        await worker.finish(done(leased));
      }
    };
    await Promise.all([work(queue), work(open()), work(open())]);
    expect(seen).toHaveLength(count);
    expect(new Set(seen).size).toBe(count);
  });
});

function never(): never {
  throw new Error('there is no job');
}
