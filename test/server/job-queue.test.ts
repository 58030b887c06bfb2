import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqlJobQueue } from '../../src/adapters/queue/sqlite.ts';
import { systemRandom } from '../../src/adapters/random.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import type { JobQueue, NewQueuedJob } from '../../src/ports/job-queue.ts';
import type { SqlDatabase } from '../../src/ports/sql-database.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';

const DAY_MS = 86_400_000;
const job = (payload: number, more: Partial<NewQueuedJob> = {}): NewQueuedJob => ({
  organization: 'org_a',
  type: 'test',
  payload,
  ...more,
});

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
    expect((await queue.lease(10)).map(({ payload }) => payload)).toEqual([2, 1, 3]);
  });

  it('takes a key once while its job is there, and again when it is done', async () => {
    expect(await queue.send([job(1, { uniqueKey: 'renew' }), job(2, { uniqueKey: 'renew' })])).toBe(1);
    const leased = await queue.lease(10);
    expect(await queue.send([job(3, { uniqueKey: 'renew' })])).toBe(0);
    expect(await queue.finish(leased)).toBe(1);
    expect(await queue.send([job(4, { uniqueKey: 'renew' })])).toBe(1);
  });

  it('tries three times, later each time, and then waits for somebody', async () => {
    await queue.send([job(1)]);
    for (const outcome of ['again', 'again', 'dead'] as const) {
      const [leased] = await queue.lease(1);
      if (leased === undefined) throw new Error('there is no job');
      expect(await queue.fail(leased, 'it broke')).toBe(outcome);
      expect(await queue.lease(1)).toEqual([]);
      await clock.advance(DAY_MS);
    }
    expect(await queue.lease(1)).toEqual([]);
    const [dead] = await queue.dead('org_a', 10);
    expect(dead).toMatchObject({ payload: 1, attempts: 3, lastError: 'it broke' });
    expect(await queue.dead('org_b', 10)).toEqual([]);
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
    expect(await queue.finish([slow])).toBe(0);
    expect(await queue.extend(slow)).toBe(false);
    expect(await queue.fail(slow, 'too late')).toBe('lost');
    expect(await queue.finish(other === undefined ? [] : [other])).toBe(1);
  });

  it('a job that kills every worker ends among the dead', async () => {
    await queue.send([job(1)]);
    for (let worker = 0; worker < 3; worker++) {
      expect(await queue.lease(1)).toHaveLength(1);
      await clock.advance(DAY_MS);
    }
    expect(await queue.lease(1)).toEqual([]);
    expect(await queue.dead('org_a', 1)).toMatchObject([{ lastError: 'its worker died' }]);
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
        await worker.finish(leased);
      }
    };
    await Promise.all([work(queue), work(open()), work(open())]);
    expect(seen).toHaveLength(count);
    expect(new Set(seen).size).toBe(count);
  });
});
