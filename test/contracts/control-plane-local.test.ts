import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalControlPlane } from '../../src/main/local.ts';
import { outsideEditor } from '../support/outside-editor.ts';
import { controlPlaneContract } from './control-plane.ts';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };

controlPlaneContract('local, over zone files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-contract-'));
  const endpoint = join(folder, 'zones');
  const controlPlane = openLocalControlPlane({
    environment: {},
    stateDir: join(folder, 'state'),
    dataDir: folder,
    resolver: { hosts: {}, roots: [] },
    logger,
  });
  return Promise.resolve({
    controlPlane,
    account: { provider: 'zonefile', endpoint },
    editOutside: outsideEditor(endpoint),
    dispose: async () => {
      await controlPlane.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
});
