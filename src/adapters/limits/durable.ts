import type { Clock } from '../../ports/clock.ts';
import type { RequestAllowance, RequestLimiter } from '../../ports/request-limiter.ts';

const WINDOW_MS = 60_000;
/** Requests a minute up to which a window is kept on disk: those that slow guessing. A longer one would cost a write for each request, and is begun anew where its object rested. */
const KEPT_LIMIT = 100;
const KEY = 'window';

interface Window {
  readonly endsAt: number;
  readonly count: number;
}

/** The slice of a Durable Object's storage that is used. */
export interface WindowStorage {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  setAlarm(at: number): Promise<void>;
  deleteAll(): Promise<void>;
}

/** Counts one caller's requests; made in the Durable Object that is this caller's. */
export interface WindowCounter {
  take(perMinute: number): Promise<RequestAllowance>;
  /** Forgets what is on disk; for the alarm at the end of a window. */
  forget(): Promise<void>;
}

/** Counts requests in windows of a minute that begin with a caller's first request. */
export function createWindowCounter(storage: WindowStorage, clock: Clock): WindowCounter {
  let window: Window | undefined;
  return {
    take: async (perMinute) => {
      const isKept = perMinute <= KEPT_LIMIT;
      if (isKept) window ??= (await storage.get(KEY)) as Window | undefined;
      const now = clock.now().getTime();
      // A clock that was set back must not hold anybody for longer than a window.
      const isOver = window === undefined || now >= window.endsAt || window.endsAt - now > WINDOW_MS;
      const next: Window =
        isOver || window === undefined
          ? { endsAt: now + WINDOW_MS, count: 1 }
          : { endsAt: window.endsAt, count: window.count + 1 };
      window = next;
      if (isKept) {
        if (isOver) await storage.setAlarm(next.endsAt);
        await storage.put(KEY, next);
      }
      return {
        allowed: next.count <= perMinute,
        limit: perMinute,
        remaining: Math.max(0, perMinute - next.count),
        resetSeconds: Math.ceil((next.endsAt - now) / 1000),
      };
    },
    forget: () => storage.deleteAll(),
  };
}

/** Counts each caller in an object of its own, wherever its requests come in. */
export function createDurableRequestLimiter(
  counterOf: (key: string) => { take(perMinute: number): Promise<RequestAllowance> },
): RequestLimiter {
  return { take: async (key, perMinute) => counterOf(key).take(perMinute) };
}
