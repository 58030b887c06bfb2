import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provider } from '../../src/adapters/providers/zonefile/index.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import { createHttpClient } from '../../src/adapters/http/client.ts';
import { unlimited } from '../support/open-provider.ts';
import { openLocalControlPlane } from '../../src/main/local.ts';
import { controlPlaneContract } from './control-plane.ts';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };

controlPlaneContract('local, over zone files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-contract-'));
  const endpoint = join(folder, 'zones');
  const controlPlane = openLocalControlPlane({
    environment: {},
    stateDir: join(folder, 'state'),
    dataDir: folder,
    resolver: { hosts: {}, roots: [] },
    logger,
  });
  const http = createHttpClient({ fetch: (url, init) => fetch(url, init), clock: systemClock, logger });
  const outside = provider.open({
    account: 'outside',
    endpoint,
    settings: {},
    zones: [],
    credentials: async () => ({}),
    clock: systemClock,
    logger,
    http,
    limiter: unlimited,
    environment: {},
    timeoutMs: 5_000,
  });
  return {
    controlPlane,
    account: { provider: 'zonefile', endpoint },
    editOutside: async (zone, rrset) => {
      const { revision } = (await outside.dns?.readZone(zone)) ?? { revision: '' };
      await outside.dns?.write(
        zone,
        [{ action: 'create', name: rrset.name, type: rrset.type, before: null, after: rrset }],
        { revision },
      );
    },
    dispose: async () => {
      await controlPlane.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
