import { createD1Database } from '../../src/adapters/stores/sql/d1.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import type { OpenServer } from '../contracts/server.ts';
import { env } from './env.ts';
import { openNameServer } from './name-server.ts';
import { openWorkerServer } from './server.ts';

/** Opens a control plane in this runtime for the suites that every runtime passes. */
export const openWorkerSubject: OpenServer = async (options = {}) => {
  const server = await openWorkerServer(options);
  const { account } = await openNameServer();
  return {
    ...server,
    account,
    expire: async (key) => {
      const at = new Date(Date.now() - 1_000).toISOString();
      await createD1Database(env.DB).run(sql('update api_keys set expires_at = ? where id = ?', at, key));
    },
    dispose: () => Promise.resolve(),
  };
};
