import { provider } from '../../src/adapters/providers/zonefile/index.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import { createHttpClient } from '../../src/adapters/http/client.ts';
import type { RRset } from '../../src/core/rrset.ts';
import { unlimited } from './open-provider.ts';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** Adds RRsets to zones in a folder as another program would. */
export function outsideEditor(endpoint: string): (zone: string, rrset: RRset) => Promise<void> {
  const outside = provider.open({
    account: 'outside',
    endpoint,
    settings: {},
    zones: [],
    credentials: async () => ({}),
    clock: systemClock,
    logger,
    http: createHttpClient({ fetch: (url, init) => fetch(url, init), clock: systemClock, logger }),
    limiter: unlimited,
    environment: {},
    timeoutMs: 5_000,
  });
  return async (zone, rrset) => {
    const { revision } = (await outside.dns?.readZone(zone)) ?? { revision: '' };
    await outside.dns?.write(
      zone,
      [{ action: 'create', name: rrset.name, type: rrset.type, before: null, after: rrset }],
      { revision },
    );
  };
}
