import { deviceFlowContract } from '../contracts/device-flow.ts';
import { newSetupToken, openWorkerServer } from './server.ts';

deviceFlowContract('Workers', async () => {
  const { url, fetch } = await openWorkerServer();
  return { url, fetch, setupToken: await newSetupToken(), dispose: () => Promise.resolve() };
});
