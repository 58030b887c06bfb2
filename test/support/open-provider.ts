import { systemClock } from '../../src/adapters/clock.ts';
import { createHttpClient } from '../../src/adapters/http/client.ts';
import type { OpenProvider, Provider, ProviderContext } from '../../src/ports/dns-provider.ts';

/** Diagnostics nobody looks at. */
export const silent = {
  debug: (): void => undefined,
  info: (): void => undefined,
  warn: (): void => undefined,
};

/** Opens a provider as the program does, with a secret given outright. */
export function openForTest(
  provider: Provider,
  about: {
    readonly endpoint: string;
    readonly settings?: ProviderContext['settings'];
    readonly zones?: readonly string[];
    readonly credentials?: { readonly [field: string]: string };
  },
): OpenProvider {
  return provider.open({
    account: 'test',
    endpoint: about.endpoint,
    settings: about.settings ?? {},
    zones: about.zones ?? [],
    credentials: () => Promise.resolve(about.credentials ?? {}),
    clock: systemClock,
    logger: silent,
    http: createHttpClient({ fetch: (url, init) => fetch(url, init), clock: systemClock, logger: silent }),
    timeoutMs: 5_000,
  });
}
