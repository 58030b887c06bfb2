import { dirname, join } from 'node:path';
import { tenantContract } from '../contracts/tenants.ts';
import { openServerSubject } from '../support/server-subject.ts';

const seed = Number(process.env['REGCTL_TEST_SEED'] ?? 20_261_121);

tenantContract('Node', { seed, turns: 40 }, async (options) => {
  const server = await openServerSubject(options);
  const folder = dirname(server.account.endpoint);
  return {
    ...server,
    accountFor: (mark, which) => ({
      provider: 'zonefile',
      endpoint: join(folder, which === undefined ? mark : `${mark}-${which}`),
    }),
  };
});
