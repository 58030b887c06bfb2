import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import type { Turns } from '../../src/adapters/queue/lease.ts';
import { createSqlJobQueue } from '../../src/adapters/queue/sqlite.ts';
import { takeTurns } from '../../src/adapters/queue/turns.ts';
import { systemRandom } from '../../src/adapters/random.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import type { JobQueue, NewQueuedJob } from '../../src/ports/job-queue.ts';
import type { SqlDatabase } from '../../src/ports/sql-database.ts';
import { startJobWorker, type JobWorker, type WorkerDeps } from '../../src/services/jobs/worker.ts';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const MANY = 100_000;
const PAGE = 5_000;

function jobs(organization: string, count: number, more: Partial<NewQueuedJob> = {}): NewQueuedJob[] {
  return Array.from({ length: count }, (_, payload) => ({ organization, type: 'test', payload, ...more }));
}

describe('an organization beside one with a hundred thousand jobs', () => {
  let database: SqlDatabase;
  let queue: JobQueue;
  let worker: JobWorker | undefined;
  let release: () => void;
  beforeEach(async () => {
    database = openNodeDatabase(':memory:');
    queue = createSqlJobQueue(database, systemClock, systemRandom);
    for (let sent = 0; sent < MANY; sent += PAGE) await queue.send(jobs('org_many', PAGE));
    release = () => undefined;
  });
  afterEach(async () => {
    release();
    await worker?.stop(5_000);
    await database.close();
  });
  const start = (run: WorkerDeps['run']): void => {
    worker = startJobWorker({ queue, clock: systemClock, logger, run });
  };

  it('has its turn: its hundred jobs are done before two hundred of the other', async () => {
    const done: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    await queue.send(jobs('org_few', 100));
    start(({ organization }) => {
      done.push(organization);
      if (done.filter((one) => one === 'org_few').length === 100) resolve();
      return Promise.resolve({ kind: 'done' });
    });
    await promise;
    const others = done.slice(0, done.lastIndexOf('org_few')).filter((one) => one === 'org_many').length;
    // In turn it would be one for one; a worker takes up to 32 at a time.
    expect(others).toBeLessThan(200);
    expect(others).toBeGreaterThan(50);
  }, 30_000);

  it('is begun at once though no job of the other ends', async () => {
    const blocked = Promise.withResolvers<void>();
    release = blocked.resolve;
    const begun: string[] = [];
    start(async ({ organization }) => {
      begun.push(organization);
      await blocked.promise;
      return { kind: 'done' };
    });
    await expect.poll(() => begun.length, { timeout: 10_000 }).toBe(28);
    for (const organization of ['org_a', 'org_b']) {
      await queue.send(jobs(organization, 10));
      worker?.wake();
      await expect.poll(() => begun.includes(organization), { timeout: 5_000 }).toBe(true);
    }
    expect(begun.filter((one) => one === 'org_many')).toHaveLength(28);
  }, 30_000);

  it('is seen when what was to come later is due for both', async () => {
    await queue.send(jobs('org_few', 1));
    await database.run({
      sql: "update queue_jobs set state = 'scheduled', run_at = iif(organization = 'org_few', 2, 1)",
      values: [],
    });
    let leases = 0;
    for (let seen = false; !seen; leases += 1)
      seen = (await queue.lease(2)).some(({ organization }) => organization === 'org_few');
    expect(leases).toBeLessThan(10);
  }, 30_000);

  it('tells what is urgent without a walk over what is not', async () => {
    await queue.send([...jobs('org_few', 1, { priority: 1 }), ...jobs('org_many', 5, { priority: 1 })]);
    const urgent = await queue.lease(4, { urgent: true });
    expect(urgent.map(({ organization }) => organization).toSorted()).toEqual([
      'org_few',
      'org_many',
      'org_many',
    ]);
    expect(await queue.lease(10, { urgent: true })).toHaveLength(3);
    expect(await queue.lease(10, { urgent: true })).toEqual([]);
  }, 30_000);
});

describe('turns', () => {
  const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `org_${String(i)}`);

  it('go round, so that of more organizations than there is room for each comes', async () => {
    const database = openNodeDatabase(':memory:');
    const queue = createSqlJobQueue(database, systemClock, systemRandom);
    const all = names(7);
    await queue.send(all.flatMap((organization) => jobs(organization, 20)));
    const given: string[] = [];
    for (let i = 0; i < 14; i += 1)
      given.push(...(await queue.lease(3)).map(({ organization }) => organization));
    expect(given).toHaveLength(42);
    for (const organization of all) expect(given.filter((one) => one === organization)).toHaveLength(6);
    await database.close();
  });

  it('go on where another queue stood that was told whose it was', async () => {
    const database = openNodeDatabase(':memory:');
    const all = names(5);
    await createSqlJobQueue(database, systemClock, systemRandom).send(all.flatMap((one) => jobs(one, 4)));
    const turns: Turns = new Map();
    const given: string[] = [];
    for (let call = 0; call < 10; call += 1) {
      const queue = createSqlJobQueue(database, systemClock, systemRandom, turns);
      given.push(...(await queue.lease(1)).map(({ organization }) => organization));
    }
    expect(given).toEqual([...all, ...all]);
    await database.close();
  });

  it('leave something free whoever comes, and never take more than there is', () => {
    const running = new Map<string, number>();
    let free = 32;
    for (const organization of names(20)) {
      for (;;) {
        const turn = takeTurns(free, [organization], running);
        expect(turn.each * turn.organizations.length).toBeLessThanOrEqual(free);
        if (turn.each === 0) break;
        running.set(organization, (running.get(organization) ?? 0) + turn.each);
        free -= turn.each;
      }
    }
    expect(running.get('org_0')).toBe(28);
    // Those that came next found room until there was none.
    expect([...running.values()]).toEqual([28, 3, 1]);
    expect(free).toBe(0);
    expect(takeTurns(4, names(3), undefined)).toEqual({ organizations: names(3), each: 1 });
    expect(takeTurns(32, names(3), new Map())).toEqual({ organizations: names(3), each: 10 });
    expect(takeTurns(1, names(2), new Map([['org_0', 5]]))).toEqual({ organizations: ['org_1'], each: 1 });
  });
});
