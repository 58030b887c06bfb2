import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { OpenServer, ServerSubject } from '../contracts/server.ts';
import { addOrganization, openTestServer } from './hosted.ts';

/** Opens a server in this process for the suites that every runtime passes. */
export const openServerSubject: OpenServer = async (options = {}) => {
  const server = await openTestServer(options);
  const inDirectory: ServerSubject['inDirectory'] = (statement, ...values) => {
    const database = new DatabaseSync(join(server.folder, 'server', 'control.db'));
    database.prepare(statement).run(...values);
    database.close();
    return Promise.resolve();
  };
  return {
    ...server,
    account: { provider: 'zonefile', endpoint: join(server.folder, 'zones') },
    addOrganization: () => addOrganization(server),
    inDirectory,
  };
};
