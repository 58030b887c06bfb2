import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { createSqlJobQueue } from '../../src/adapters/queue/sqlite.ts';
import { systemRandom } from '../../src/adapters/random.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import type { JobRecord } from '../../src/ports/job-queue.ts';
import type { TestServer } from './hosted.ts';

/** Milliseconds that a job may take. */
const SOON = { timeout: 15_000, interval: 10 };

/** Background work of a test server, looked at from beside it. */
export interface ServerJobs {
  readonly organization: string;
  /** Lets a job be done and waits for its end. */
  run(type: string, payload?: { readonly [name: string]: string }): Promise<JobRecord>;
  /** Waits until no job runs: one that did while the clock jumps would be taken for lost, and be done again. */
  rest(): Promise<void>;
  /** Events of the organization, the oldest first. */
  events(): readonly { readonly type: string; readonly subject: string }[];
  close(): Promise<void>;
}

/** Looks at the background work of the organization that owns a test server. */
export async function openServerJobs(server: TestServer): Promise<ServerJobs> {
  const organization = (await server.client().session?.get())?.organization.id ?? '';
  const folder = join(server.folder, 'server');
  const database = openNodeDatabase(join(folder, 'control.db'));
  const queue = createSqlJobQueue(database, systemClock, systemRandom);
  let count = 0;
  return {
    organization,
    run: async (type, payload = {}) => {
      const id = `task_test_${String(++count)}`;
      await queue.send([{ id, organization, type, payload, visible: true }]);
      server.app.background.wake();
      const record = async (): Promise<JobRecord | undefined> => queue.get(organization, id);
      await expect.poll(async () => hasEnded(await record()), SOON).toBe(true);
      const ended = await record();
      if (ended === undefined) throw new Error('the job is gone');
      return ended;
    },
    rest: async () => {
      const running = sql("select id from queue_jobs where state = 'running'");
      await expect.poll(async () => database.first(running), SOON).toBeUndefined();
    },
    events: () => {
      const store = new DatabaseSync(join(folder, 'organizations', organization, 'regctl.db'), {
        readOnly: true,
      });
      try {
        return store.prepare('select type, subject from events order by id').all() as {
          readonly type: string;
          readonly subject: string;
        }[];
      } finally {
        store.close();
      }
    },
    close: () => database.close(),
  };
}

/** Whether a job is done, dead, or was put off; one that a jump of the clock took from its worker is not, it is begun again. */
function hasEnded(job: JobRecord | undefined): boolean {
  if (job?.state === 'scheduled') return job.attempts === 0 || job.lastError !== null;
  return job?.state === 'done' || job?.state === 'dead';
}
