import { join } from 'node:path';
import { openTestServer } from '../support/hosted.ts';
import { outsideEditor } from '../support/outside-editor.ts';
import { controlPlaneContract, type ControlPlaneSubject } from './control-plane.ts';

const make = (socket: boolean) => async (): Promise<ControlPlaneSubject> => {
  const server = await openTestServer({ socket });
  const endpoint = join(server.folder, 'zones');
  return {
    controlPlane: server.client(),
    account: { provider: 'zonefile', endpoint },
    editOutside: outsideEditor(endpoint),
    dispose: () => server.dispose(),
  };
};

controlPlaneContract('hosted, on Node in this process', make(false));
controlPlaneContract('hosted, on Node over a socket', make(true));
