import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../../test/support/fake-clock.ts';
import type { RateBudget, RateLimiter } from '../../../ports/rate-limiter.ts';
import { openNodeDatabase } from './node.ts';
import { createSqlRateLimiter } from './rate-limiter.ts';

const BUDGET: RateBudget = { key: 'p/a', burst: 5, perSecond: 2 };

function subject(): { clock: ReturnType<typeof createFakeClock>; limiter: RateLimiter; other: RateLimiter } {
  const clock = createFakeClock();
  const database = openNodeDatabase(':memory:');
  return {
    clock,
    limiter: createSqlRateLimiter(database, clock),
    other: createSqlRateLimiter(database, clock),
  };
}

describe('a shared budget', () => {
  it('lets the burst through at once and then the rate, whoever asks', async () => {
    const { clock, limiter, other } = subject();
    const at: number[] = [];
    await Promise.all(
      Array.from({ length: 25 }, async (_, i) => {
        await (i % 2 === 0 ? limiter : other).take(BUDGET);
        at.push(clock.elapsed());
      }),
    );
    expect(at.filter((ms) => ms === 0)).toHaveLength(5);
    expect(Math.max(...at)).toBe(10_000);
    for (let second = 0; second < 10; second++)
      expect(at.filter((ms) => ms > second * 1000 && ms <= (second + 1) * 1000).length).toBeLessThanOrEqual(
        2,
      );
  });

  it('fills up again while nobody asks, and never beyond the burst', async () => {
    const { clock, limiter } = subject();
    for (let i = 0; i < 5; i++) await limiter.take(BUDGET);
    await clock.advance(3_600_000);
    const start = clock.elapsed();
    for (let i = 0; i < 6; i++) await limiter.take(BUDGET);
    expect(clock.elapsed() - start).toBe(500);
  });

  it('gives nothing before the time that the provider named, and saves nothing up meanwhile', async () => {
    const { clock, limiter, other } = subject();
    await limiter.take(BUDGET);
    await limiter.pause(BUDGET, 30_000);
    await other.take(BUDGET);
    expect(clock.elapsed()).toBe(30_000);
    await limiter.take(BUDGET);
    expect(clock.elapsed()).toBe(30_500);
  });

  it('keeps budgets apart', async () => {
    const { clock, limiter } = subject();
    await limiter.pause(BUDGET, 30_000);
    await limiter.take({ ...BUDGET, key: 'p/b' });
    expect(clock.elapsed()).toBe(0);
  });

  it('says how long a wait of more than a second will be', async () => {
    const { limiter } = subject();
    const told: number[] = [];
    await limiter.pause(BUDGET, 30_000);
    await limiter.take(BUDGET, { onWait: (ms) => told.push(ms) });
    await limiter.take(BUDGET, { onWait: (ms) => told.push(ms) });
    expect(told).toEqual([30_000]);
  });

  it('does not wait for hours after the clock was set back', async () => {
    const clock = createFakeClock();
    const database = openNodeDatabase(':memory:');
    const future = createFakeClock(new Date('2027-11-21T00:00:00Z'));
    await createSqlRateLimiter(database, future).take(BUDGET);
    await createSqlRateLimiter(database, clock).take(BUDGET);
    expect(clock.elapsed()).toBe(0);
  });
});
