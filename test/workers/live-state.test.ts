import { applyD1Migrations, reset } from 'cloudflare:test';
import { expect, it } from 'vitest';
import { createDurableLiveState } from '../../src/adapters/live/durable.ts';
import { createD1Database } from '../../src/adapters/stores/sql/d1.ts';
import { openWorkerApp } from '../../src/main/worker-app.ts';
import { liveStateContract } from '../contracts/live-state.ts';
import { env } from './env.ts';
import { openWorkerServer, workerOptions } from './server.ts';

liveStateContract('a Durable Object', async () => {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
  const live = createDurableLiveState((subject) => env.LIVE.getByName(subject), workerOptions.logger);
  return { live, database: createD1Database(env.DB) };
});

it('who waits for a job through the API hears what its consumer elsewhere tells', async () => {
  const server = await openWorkerServer();
  const organization = (await server.client().session?.get())?.organization.id ?? '';
  const { queue } = openWorkerApp(workerOptions, createD1Database(env.DB)).work;
  const id = 'task_waited_for';
  await queue.send([{ id, organization, type: 'test.slow', payload: {}, visible: true }]);
  const [job] = await queue.lease(1);
  if (job === undefined) throw new Error('the job is due');
  const heard: string[] = [];
  const waited = server.client().tasks?.wait(id, { onEvent: ({ message }) => void heard.push(message) });
  for (const progress of ['first', 'second']) {
    await queue.report(job, progress);
    await expect.poll(() => heard.at(-1), { timeout: 10_000 }).toContain(progress);
  }
  await queue.finish([{ job, result: 'all' }]);
  expect(await waited).toMatchObject({ state: 'done', result: 'all' });
});
