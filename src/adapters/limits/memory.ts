import type { Clock } from '../../ports/clock.ts';
import type { RequestLimiter } from '../../ports/request-limiter.ts';

const WINDOW_MS = 60_000;
/** Callers counted at a time; when there are more, those whose window has ended are dropped. */
const MAX_KEYS = 100_000;

/** Counts requests in this process, in windows of a minute that begin with a caller's first request. */
export function createMemoryRequestLimiter(clock: Clock): RequestLimiter {
  const windows = new Map<string, { endsAt: number; count: number }>();
  return {
    take: (key, perMinute) => {
      const now = clock.now().getTime();
      let window = windows.get(key);
      // A clock that was set back must not hold anybody for longer than a window.
      if (window === undefined || now >= window.endsAt || window.endsAt - now > WINDOW_MS) {
        if (windows.size >= MAX_KEYS) dropEnded(windows, now);
        window = { endsAt: now + WINDOW_MS, count: 0 };
        windows.set(key, window);
      }
      window.count += 1;
      return Promise.resolve({
        allowed: window.count <= perMinute,
        limit: perMinute,
        remaining: Math.max(0, perMinute - window.count),
        resetSeconds: Math.ceil((window.endsAt - now) / 1000),
      });
    },
  };
}

function dropEnded(windows: Map<string, { endsAt: number }>, now: number): void {
  for (const [key, { endsAt }] of windows) if (endsAt <= now) windows.delete(key);
  // All of them are at work: the oldest makes room, so that memory stays bounded.
  if (windows.size >= MAX_KEYS) windows.delete(windows.keys().next().value ?? '');
}
