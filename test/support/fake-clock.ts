import type { Clock } from '../../src/ports/clock.ts';

/** A clock that stands still until everybody sleeps, and then goes on to whoever wakes first. */
export interface FakeClock extends Clock {
  /** Milliseconds since the start. */
  readonly elapsed: () => number;
  /** Moves on by so many milliseconds, waking who is due. */
  advance(ms: number): Promise<void>;
}

/**
 * Makes a clock that begins at a time and jumps to the next sleeper whenever nothing else is left to do.
 *
 * @param isBusy - tells of work that goes on outside, such as a request that was sent: the clock stands still meanwhile
 */
export function createFakeClock(
  start: Date = new Date('2026-11-21T00:00:00Z'),
  isBusy: () => boolean = () => false,
): FakeClock {
  let now = start.getTime();
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  let scheduled = false;

  const wakeNext = (): void => {
    scheduled = false;
    if (isBusy()) return schedule();
    sleepers.sort((a, b) => a.at - b.at);
    const next = sleepers.shift();
    if (next === undefined) return;
    now = Math.max(now, next.at);
    next.wake();
    schedule();
  };
  /** After a turn of the event loop, so that I/O that is ready comes first. */
  const schedule = (): void => {
    if (scheduled || sleepers.length === 0) return;
    scheduled = true;
    setImmediate(() => setImmediate(wakeNext));
  };
  return {
    now: () => new Date(now),
    elapsed: () => now - start.getTime(),
    sleep: (ms) =>
      new Promise((resolve) => {
        sleepers.push({ at: now + ms, wake: resolve });
        schedule();
      }),
    advance: async (ms) => {
      const until = now + ms;
      const due = sleepers.filter((one) => one.at <= until).toSorted((a, b) => a.at - b.at);
      sleepers = sleepers.filter((one) => one.at > until);
      for (const one of due) {
        now = Math.max(now, one.at);
        one.wake();
        await Promise.resolve();
      }
      now = until;
    },
  };
}
