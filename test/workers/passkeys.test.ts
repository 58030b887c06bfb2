import { ORIGIN, passkeyContract } from '../contracts/passkeys.ts';
import { spendSetupToken } from '../support/spend-setup-token.ts';
import { newSetupToken, openWorkerServer } from './server.ts';

passkeyContract('Workers', async () => {
  const server = (await openWorkerServer()).withSettings({ PUBLIC_URL: ORIGIN });
  const setupToken = await newSetupToken();
  const token = await spendSetupToken(server.fetch, server.url, setupToken);
  return { ...server, setupToken, client: () => server.client(token), dispose: () => Promise.resolve() };
});
