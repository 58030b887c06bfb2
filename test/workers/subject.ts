import { createD1Database } from '../../src/adapters/stores/sql/d1.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import type { WorkerAppOptions } from '../../src/main/worker-app.ts';
import type { ServerSubject } from '../contracts/server.ts';
import { env } from './env.ts';
import { openNameServer } from './name-server.ts';
import { openWorkerServer } from './server.ts';

const inDirectory: ServerSubject['inDirectory'] = async (statement, ...values) => {
  await createD1Database(env.DB).run(sql(statement, ...values));
};

/** Opens a control plane in this runtime for the suites that every runtime passes. */
export const openWorkerSubject = async (options: Partial<WorkerAppOptions> = {}): Promise<ServerSubject> => {
  const server = await openWorkerServer(options);
  const { account } = await openNameServer();
  return {
    ...server,
    account,
    inDirectory,
    dispose: () => Promise.resolve(),
  };
};
