import { systemClock } from '../../src/adapters/clock.ts';
import { createHttpClient } from '../../src/adapters/http/client.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { RateLimiter } from '../../src/ports/rate-limiter.ts';
import type { OpenProvider, Provider, ProviderContext } from '../../src/ports/dns-provider.ts';

/** Diagnostics nobody looks at. */
export const silent = {
  debug: (): void => undefined,
  info: (): void => undefined,
  warn: (): void => undefined,
};

/** A budget without end. */
export const unlimited: RateLimiter = { take: () => Promise.resolve(), pause: () => Promise.resolve() };

/** Opens a provider as the program does, with a secret given outright. */
export function openForTest(
  provider: Provider,
  about: {
    readonly endpoint: string;
    readonly settings?: ProviderContext['settings'];
    readonly zones?: readonly string[];
    readonly credentials?: { readonly [field: string]: string };
    readonly limiter?: RateLimiter;
    readonly clock?: Clock;
  },
): OpenProvider {
  return provider.open({
    account: 'test',
    endpoint: about.endpoint,
    settings: about.settings ?? {},
    zones: about.zones ?? [],
    credentials: () => Promise.resolve(about.credentials ?? {}),
    clock: about.clock ?? systemClock,
    logger: silent,
    http: createHttpClient({ fetch: (url, init) => fetch(url, init), clock: systemClock, logger: silent }),
    limiter: about.limiter ?? unlimited,
    environment: {},
    timeoutMs: 5_000,
  });
}
