import { createHttpClient } from '../../src/adapters/http/client.ts';
import type { HttpClient, HttpResponse } from '../../src/ports/http-client.ts';
import type { RateLimiter } from '../../src/ports/rate-limiter.ts';
import { createSqlRateLimiter } from '../../src/adapters/stores/sql/rate-limiter.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { silent } from './open-provider.ts';

/** Requests over real sockets on a clock of its own: hours of waiting for budgets pass in seconds. */
export interface Simulation {
  readonly clock: FakeClock;
  /** For the local servers. */
  readonly now: () => number;
  readonly http: HttpClient;
  readonly limiter: RateLimiter;
  /** What was sent, by the origin of the server: requests, and those that were refused for their number. */
  readonly traffic: ReadonlyMap<string, { readonly requests: number; readonly throttled: number }>;
}

/** Milliseconds that a request is under way, at least and at most. */
const LATENCY_MS = [20, 250] as const;

/**
 * Makes a simulation. Requests take a simulated while on their way, now this long and now that, so that they come to the server less evenly than they were
 * sent. The clock stands still between the leave to send a request and its answer, for which real sockets need real time.
 */
export function createSimulation(isThrottled: (response: HttpResponse) => boolean): Simulation {
  let underWay = 0;
  const clock = createFakeClock(undefined, () => underWay > 0);
  const budgets = createSqlRateLimiter(openNodeDatabase(':memory:'), clock);
  const real = createHttpClient({ fetch: (url, init) => fetch(url, init), clock, logger: silent });
  const traffic = new Map<string, { requests: number; throttled: number }>();
  const latency = createLatency();
  return {
    clock,
    now: () => clock.now().getTime(),
    traffic,
    limiter: {
      take: async (budget, options) => {
        await budgets.take(budget, options);
        underWay += 1;
      },
      pause: (budget, ms) => budgets.pause(budget, ms),
    },
    http: {
      send: async (request) => {
        underWay -= 1;
        await clock.sleep(latency());
        underWay += 1;
        try {
          const response = await real.send(request);
          const { origin } = new URL(request.url);
          const { requests, throttled } = traffic.get(origin) ?? { requests: 0, throttled: 0 };
          traffic.set(origin, {
            requests: requests + 1,
            throttled: throttled + (isThrottled(response) ? 1 : 0),
          });
          return response;
        } finally {
          underWay -= 1;
        }
      },
    },
  };
}

/** The same numbers in each run. */
function createLatency(): () => number {
  let state = 1;
  return () => {
    // The multiplier of Lehmer's generator by Park and Miller.
    state = (state * 48_271) % 2_147_483_647;
    return Math.round(LATENCY_MS[0] + (state / 2_147_483_647) * (LATENCY_MS[1] - LATENCY_MS[0]));
  };
}
