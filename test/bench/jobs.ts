// What the queue of a server bears: jobs that do nothing, as many as they come; and a million that are due over thirty days, on a simulated clock.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/adapters/clock.ts';
import { createSqlJobQueue } from '../../src/adapters/queue/sqlite.ts';
import { systemRandom } from '../../src/adapters/random.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { JobQueue } from '../../src/ports/job-queue.ts';
import { startJobWorker } from '../../src/services/jobs/worker.ts';

const AT_ONCE = 100_000;
const OVER_A_MONTH = 1_000_000;
const DAYS = 30;
const DAY_MS = 86_400_000;
const STEP_MS = 3_600_000;
const PAGE = 5_000;
const LEASED = 1_000;
/** Jobs a second that are asked for. */
const TARGET = 1_000;

type Row = Record<string, string | number>;
const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };

export async function bench(): Promise<{ title: string; rows: Row[] }> {
  const rows = [await drain(), await besideMany(), ...(await overAMonth())];
  return { title: `jobs: a second (target ${TARGET}), twice done, megabytes of the process`, rows };
}

async function withQueue<T>(clock: Clock, work: (queue: JobQueue) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-bench-'));
  const database = openNodeDatabase(join(folder, 'control.db'));
  try {
    return await work(createSqlJobQueue(database, clock, systemRandom));
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function drain(): Promise<Row> {
  return withQueue(systemClock, async (queue) => {
    const sentAt = performance.now();
    await fill(queue, AT_ONCE, () => new Date());
    const begunAt = performance.now();
    const seen = new Set<number>();
    let twice = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const worker = startJobWorker({
      queue,
      clock: systemClock,
      logger,
      run: ({ payload }) => {
        if (seen.has(payload as number)) twice += 1;
        seen.add(payload as number);
        if (seen.size === AT_ONCE) resolve();
        return Promise.resolve({ kind: 'done' });
      },
    });
    await promise;
    await worker.stop(10_000);
    const left = (await queue.counts()).length;
    return {
      what: `${AT_ONCE} due at once, by the worker`,
      'sent a second': rate(AT_ONCE, begunAt - sentAt),
      'done a second': rate(AT_ONCE, performance.now() - begunAt),
      twice: twice + left,
      MB: megabytes(),
    };
  });
}

/** How soon the jobs of one organization are done that come when another has all of those waiting. */
function besideMany(): Promise<Row> {
  return withQueue(systemClock, async (queue) => {
    const few = 100;
    const sentAt = performance.now();
    await fill(queue, AT_ONCE, () => new Date(), 1);
    const sent = rate(AT_ONCE, performance.now() - sentAt);
    await queue.send(
      Array.from({ length: few }, () => ({ organization: 'org_few', type: 'bench.nothing', payload: -1 })),
    );
    const begunAt = performance.now();
    let [done, others] = [0, 0];
    const { promise, resolve } = Promise.withResolvers<void>();
    const worker = startJobWorker({
      queue,
      clock: systemClock,
      logger,
      run: ({ payload }) => {
        if (payload !== -1) others += done < few ? 1 : 0;
        else if (++done === few) resolve();
        return Promise.resolve({ kind: 'done' });
      },
    });
    await promise;
    const ms = performance.now() - begunAt;
    await worker.stop(10_000);
    return {
      what: `${few} beside ${AT_ONCE} of another: after ${others} of those, ${Math.round(ms)} ms`,
      'sent a second': sent,
      'done a second': rate(done + others, ms),
      twice: 0,
      MB: megabytes(),
    };
  });
}

async function overAMonth(): Promise<Row[]> {
  const begin = Date.parse('2026-11-21T00:00:00Z');
  let now = begin;
  const clock: Clock = { now: () => new Date(now), sleep: () => Promise.resolve() };
  return withQueue(clock, async (queue) => {
    const sentAt = performance.now();
    await fill(queue, OVER_A_MONTH, (i) => new Date(begin + ((i * 7919) % OVER_A_MONTH) * 2_592));
    const rows: Row[] = [];
    let done = 0;
    let early = 0;
    let begunAt = performance.now();
    const sent = rate(OVER_A_MONTH, begunAt - sentAt);
    for (let day = 1; day <= DAYS; day++) {
      for (const until = begin + day * DAY_MS; now < until; now += STEP_MS) {
        for (;;) {
          const leased = await queue.lease(LEASED);
          if (leased.length === 0) break;
          early += leased.filter(
            ({ payload }) => ((Number(payload) * 7919) % OVER_A_MONTH) * 2_592 + begin > now,
          ).length;
          done += await queue.finish(leased.map((job) => ({ job })));
        }
      }
      if (day % 10 !== 0) continue;
      rows.push({
        what: `${OVER_A_MONTH} due over ${DAYS} days, after ${day}`,
        'sent a second': day === 10 ? sent : '',
        'done a second': rate(done, performance.now() - begunAt),
        twice: early,
        MB: megabytes(),
      });
      begunAt = performance.now();
      done = 0;
    }
    return rows;
  });
}

async function fill(
  queue: JobQueue,
  count: number,
  runAt: (index: number) => Date,
  organizations = 1_000,
): Promise<void> {
  for (let i = 0; i < count; i += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, count - i) }, (_, k) => ({
      organization: `org_${(i + k) % organizations}`,
      type: 'bench.nothing',
      payload: i + k,
      uniqueKey: `bench/${i + k}`,
      runAt: runAt(i + k),
    }));
    await queue.send(page);
  }
}

function rate(count: number, ms: number): number {
  return Math.round(count / (ms / 1_000));
}

function megabytes(): number {
  return Math.round(process.memoryUsage().rss / 1_000_000);
}
