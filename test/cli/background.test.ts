import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { createSqlJobQueue } from '../../src/adapters/queue/sqlite.ts';
import { systemRandom } from '../../src/adapters/random.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { createCliHome, type CliHome, type CliResult } from '../support/run-cli.ts';

describe('background work from the command line', () => {
  let server: TestServer;
  let home: CliHome;
  beforeEach(async () => {
    server = await openTestServer({ socket: true });
    home = createCliHome();
  });
  afterEach(async () => {
    home.dispose();
    await server.dispose();
  });
  const run = (argv: string): Promise<CliResult> =>
    home.run(argv, { environment: { REGCTL_HOST: server.url, REGCTL_TOKEN: server.token } });
  const json = async (argv: string): Promise<unknown> => JSON.parse((await run(`${argv} --json`)).stdout);

  it('is listed, waited for, cancelled, and begun anew once it was given up', async () => {
    const session = await server.client().session?.get();
    const organization = session?.organization.id ?? '';
    const database = openNodeDatabase(join(server.folder, 'server', 'control.db'));
    const queue = createSqlJobQueue(database, systemClock, systemRandom);
    const job = { organization, type: 'test.unknown', payload: {}, subject: 'example.org', visible: true };
    await queue.send([job, { ...job, runAt: new Date(Date.now() + 3_600_000) }]);
    await database.close();
    const ids = (await json('ops list')) as readonly { readonly id: string; readonly status: string }[];
    const due = ids.find(({ status }) => status === 'waiting')?.id ?? '';
    const later = ids.find(({ status }) => status === 'scheduled')?.id ?? '';
    expect(await run(`ops wait ${due} --timeout 1s`)).toMatchObject({ exitCode: 8, stdout: '' });
    expect(await json(`ops cancel ${later}`)).toMatchObject({ status: 'cancelled' });
    expect(await run(`ops cancel ${later}`)).toMatchObject({ exitCode: 7 });
    await server.app.background.start();
    const waited = await run(`ops wait ${due}`);
    expect(waited).toMatchObject({ exitCode: 7, stdout: '' });
    expect(waited.stderr).toContain('[JOB_FAILED]');
    expect(await json('ops dead-letters')).toMatchObject([
      { id: due, action: 'test.unknown', zone: 'example.org' },
    ]);
    expect(await json(`ops get ${due}`)).toMatchObject({ status: 'dead', failures: 1 });
    expect(await json(`ops retry ${due}`)).toMatchObject([{ id: due, status: 'waiting', failures: 0 }]);
    expect(await run('ops retry task_none')).toMatchObject({ exitCode: 5 });
  });

  it('tells webhook endpoints, which are made, changed, tested and deleted', async () => {
    let status = 200;
    const receiver = createServer((request, response) => {
      request.resume();
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/hooks`;
    try {
      const created = await run(`webhooks create ${url} --event zone.* --description tests`);
      expect(created.stdout).toMatch(/^whsec_\S+\n$/);
      const [{ id } = { id: '' }] = (await json('webhooks list')) as readonly { readonly id: string }[];
      expect(await json(`webhooks get ${id}`)).toMatchObject({ url, events: ['zone.*'], state: 'enabled' });
      expect(await run(`webhooks test ${id}`)).toMatchObject({ exitCode: 0 });
      status = 500;
      expect(await json(`webhooks test ${id}`)).toMatchObject({ state: 'failed', answer: 500 });
      expect(await json(`webhooks deliveries ${id}`)).toHaveLength(2);
      expect(await json('webhooks deliveries')).toHaveLength(2);
      expect(await json(`webhooks replay ${id}`)).toHaveLength(1);
      const rotated = await run(`webhooks update ${id} --event domain.* --rotate-secret`);
      expect(rotated.stdout).toMatch(/^whsec_\S+\n$/);
      expect(rotated.stdout).not.toBe(created.stdout);
      expect(await json(`webhooks update ${id} --disable`)).toMatchObject({
        state: 'disabled',
        secret: null,
      });
      expect(await run('webhooks create https://example.org --event nothing.at-all')).toMatchObject({
        exitCode: 2,
      });
      expect(await run(`webhooks delete ${id} --yes`)).toMatchObject({ exitCode: 0 });
      expect(await run(`webhooks get ${id}`)).toMatchObject({ exitCode: 5 });
    } finally {
      receiver.closeAllConnections();
      receiver.close();
    }
  });
});
