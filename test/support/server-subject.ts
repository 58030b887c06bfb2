import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { OpenServer } from '../contracts/server.ts';
import { addOrganization, openTestServer } from './hosted.ts';

/** Opens a server in this process for the suites that every runtime passes. */
export const openServerSubject: OpenServer = async (options = {}) => {
  const server = await openTestServer(options);
  return {
    ...server,
    account: { provider: 'zonefile', endpoint: join(server.folder, 'zones') },
    addOrganization: () => addOrganization(server),
    expire: (key) => {
      const database = new DatabaseSync(join(server.folder, 'server', 'control.db'));
      const at = new Date(Date.now() - 1_000).toISOString();
      database.prepare('update api_keys set expires_at = ? where id = ?').run(at, key);
      database.close();
      return Promise.resolve();
    },
  };
};
