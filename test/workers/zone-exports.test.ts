import { describe } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { createR2BlobStore } from '../../src/adapters/blobs/r2.ts';
import { createSqlJobQueue } from '../../src/adapters/queue/sqlite.ts';
import { systemRandom } from '../../src/adapters/random.ts';
import { createD1Database } from '../../src/adapters/stores/sql/d1.ts';
import { invariant } from '../../src/core/errors.ts';
import { workOffJobs } from '../../src/main/worker-jobs.ts';
import { KEEP_DAYS, zoneExportContract } from '../contracts/zone-exports.ts';
import { env } from './env.ts';
import { hasNameServer } from './name-server.ts';
import { workerOptions } from './server.ts';
import { openWorkerSubject } from './subject.ts';

describe.runIf(hasNameServer)('in workerd', () => {
  zoneExportContract('Workers', async ({ isOn }) => {
    // The consumer of the queue would do the job by settings of its own: nobody wakes it.
    const quiet = { ...env, JOBS: { send: () => Promise.resolve() } };
    const server = await openWorkerSubject({ env: quiet });
    const queue = createSqlJobQueue(createD1Database(env.DB), systemClock, systemRandom);
    invariant(env.BLOBS !== undefined, 'the bucket is bound');
    return {
      ...server,
      blobs: createR2BlobStore(env.BLOBS),
      export: async (token) => {
        const organization = (await server.client(token).session?.get())?.organization.id ?? '';
        const id = `task_${crypto.randomUUID()}`;
        await queue.send([{ id, organization, type: 'zones.export', payload: {}, visible: true }]);
        const settings = isOn ? { ZONE_EXPORT_DAYS: String(KEEP_DAYS) } : {};
        await workOffJobs({ ...workerOptions, env: { ...quiet, ...settings } });
        const job = await queue.get(organization, id);
        invariant(job !== undefined, 'a job is kept for days');
        return job;
      },
    };
  });
});
