import { describe, expect, it } from 'vitest';
import type { Clock } from '../../ports/clock.ts';
import type { RequestLimiter } from '../../ports/request-limiter.ts';
import { createDurableRequestLimiter, createWindowCounter, type WindowStorage } from './durable.ts';
import { createMemoryRequestLimiter } from './memory.ts';

interface Subject {
  readonly limiter: RequestLimiter;
  readonly later: (ms: number) => void;
  /** Lets what is held in memory go, as the runtime does with an object that rests. */
  readonly rest: () => void;
}

function clockOf(): { clock: Clock; later: (ms: number) => void } {
  let now = Date.parse('2026-11-21T00:00:00Z');
  return {
    clock: { now: () => new Date(now), sleep: () => Promise.resolve() },
    later: (ms) => void (now += ms),
  };
}

function inMemory(): Subject {
  const { clock, later } = clockOf();
  return { limiter: createMemoryRequestLimiter(clock), later, rest: () => undefined };
}

function inObjects(): Subject {
  const { clock, later } = clockOf();
  const disks = new Map<string, WindowStorage>();
  const objects = new Map<string, ReturnType<typeof createWindowCounter>>();
  const limiter = createDurableRequestLimiter((key) => {
    const disk = disks.get(key) ?? newDisk();
    disks.set(key, disk);
    const object = objects.get(key) ?? createWindowCounter(disk, clock);
    objects.set(key, object);
    return object;
  });
  return { limiter, later, rest: () => objects.clear() };
}

function newDisk(): WindowStorage {
  const kept = new Map<string, unknown>();
  return {
    get: (key) => Promise.resolve(kept.get(key)),
    put: (key, value) => Promise.resolve(void kept.set(key, value)),
    setAlarm: () => Promise.resolve(),
    deleteAll: () => Promise.resolve(kept.clear()),
  };
}

describe.each([
  ['in memory', inMemory],
  ['in objects', inObjects],
])('requests counted %s', (_, open) => {
  it('are let through up to the limit, and again in the next minute', async () => {
    const { limiter, later } = open();
    const take = async (): Promise<boolean> => (await limiter.take('a', 3)).allowed;
    expect([await take(), await take(), await take(), await take()]).toEqual([true, true, true, false]);
    later(59_999);
    expect(await take()).toBe(false);
    later(1);
    expect(await take()).toBe(true);
  });

  it('tell what is left, and when there will be more', async () => {
    const { limiter, later } = open();
    await limiter.take('a', 3);
    later(20_000);
    expect(await limiter.take('a', 3)).toEqual({ allowed: true, limit: 3, remaining: 1, resetSeconds: 40 });
  });

  it('of one caller take nothing from another', async () => {
    const { limiter } = open();
    await limiter.take('a', 1);
    expect((await limiter.take('b', 1)).allowed).toBe(true);
  });

  it('hold nobody for longer than a minute where the clock is set back', async () => {
    const { limiter, later } = open();
    await limiter.take('a', 1);
    later(-3_600_000);
    expect((await limiter.take('a', 1)).allowed).toBe(true);
  });

  it('that slow guessing are remembered when an object rests', async () => {
    const { limiter, rest, later } = open();
    for (let i = 0; i < 30; i++) await limiter.take('wrong-token/a', 30);
    rest();
    later(15_000);
    expect((await limiter.take('wrong-token/a', 30)).allowed).toBe(false);
  });
});
