import { describe } from 'vitest';
import { controlPlaneContract } from '../contracts/control-plane.ts';
import { hasNameServer, openNameServer } from './name-server.ts';
import { openWorkerServer } from './server.ts';

describe.runIf(hasNameServer)('in workerd', () => {
  controlPlaneContract('hosted, on Workers', async () => {
    const server = await openWorkerServer();
    return {
      ...(await openNameServer()),
      controlPlane: server.client(),
      dispose: () => Promise.resolve(),
    };
  });
});
