import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqlJobQueue } from '../../src/adapters/queue/sqlite.ts';
import { systemRandom } from '../../src/adapters/random.ts';
import { createEventWriter, createSqlEventOutbox } from '../../src/adapters/stores/sql/events.ts';
import { createSqlJobStore } from '../../src/adapters/stores/sql/jobs.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import { createSqlWebhookStore } from '../../src/adapters/stores/sql/webhooks.ts';
import type { NewEvent } from '../../src/core/events.ts';
import type { EventOutbox } from '../../src/ports/event-bus.ts';
import type { JobQueue } from '../../src/ports/job-queue.ts';
import type { Job } from '../../src/ports/job-store.ts';
import type { SqlDatabase } from '../../src/ports/sql-database.ts';
import { eventsOfRequest } from '../../src/services/events/of-change.ts';
import { relayEvents } from '../../src/services/events/relay.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const SIGNAL = new AbortController().signal;
const changed: NewEvent = { type: 'zone.changed', subject: 'example.org', data: {}, key: 'op_1/done' };
const job: Job = {
  id: 'job_1',
  account: 'main',
  provider: 'porkbun',
  domain: 'example.org',
  action: 'register',
  status: 'running',
  idempotencyKey: null,
  handle: null,
  detail: null,
  request: {},
  startedAt: '2026-11-21T00:00:00.000Z',
  updatedAt: '2026-11-21T00:00:00.000Z',
  actor: 'test',
  error: null,
};

describe('events', () => {
  const clock = createFakeClock();
  let database: SqlDatabase;
  let queue: JobQueue;
  let outbox: EventOutbox;
  let told: number;
  const writer = createEventWriter(clock, systemRandom, () => {
    told += 1;
    return Promise.resolve();
  });
  beforeEach(async () => {
    told = 0;
    database = openNodeDatabase(':memory:');
    queue = createSqlJobQueue(database, clock, systemRandom);
    outbox = createSqlEventOutbox(database, writer);
    await database.run(
      sql("insert into organizations (id, name, slug, created_at) values ('org_a', 'A', 'a', '')"),
    );
  });
  afterEach(() => database.close());
  const relay = (from: EventOutbox): Promise<number> => {
    const box = {
      seal: (_: string, __: string, secret: string) => Promise.resolve(secret),
      open: (_: string, __: string, sealed: string) => Promise.resolve(sealed),
    };
    const webhooks = createSqlWebhookStore(database, box);
    return relayEvents(
      { webhooks, queue, clock, random: systemRandom, hasMail: true },
      'org_a',
      from,
      SIGNAL,
    );
  };
  const addEndpoint = (id: string, events: string): Promise<unknown> =>
    database.run(
      sql(
        "insert into webhook_endpoints (id, organization_id, url, events, state, sealed_secret, created_at, updated_at) values (?, 'org_a', 'https://example.org', ?, 'enabled', '', '', '')",
        id,
        events,
      ),
    );
  const countOf = async (table: string): Promise<unknown> =>
    (await database.first(sql(`select count(*) as count from ${table}`)))?.['count'];

  it('are kept once for each key, whoever writes them', async () => {
    await outbox.publish([changed, changed]);
    await outbox.publish([changed, { ...changed, key: 'op_2/done' }]);
    expect(await outbox.pending(10)).toHaveLength(2);
    expect(told).toBe(2);
  });

  it('are written with the change that they tell of, or neither is', async () => {
    const jobs = createSqlJobStore(database, { writer, eventsOf: eventsOfRequest });
    await jobs.save(job);
    expect(await outbox.pending(10)).toEqual([]);
    await jobs.save({ ...job, status: 'done' });
    await jobs.save({ ...job, status: 'done', detail: 'looked at again' });
    expect(await outbox.pending(10)).toMatchObject([{ type: 'domain.registered', subject: 'example.org' }]);
    const broken = createSqlJobStore(database, {
      writer: { ...writer, statements: () => [sql('insert into events (id) values (null)')] },
      eventsOf: eventsOfRequest,
    });
    await expect(broken.save({ ...job, status: 'failed' })).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect((await jobs.get(job.id))?.status).toBe('done');
  });

  it('go once to each endpoint that wants them and once by mail, though handing on is cut off and begun anew', async () => {
    await addEndpoint('hook_all', '["*"]');
    await addEndpoint('hook_domains', '["domain.*"]');
    await outbox.publish([changed, { type: 'domain.expiring', subject: 'example.net', data: {} }]);
    const dies: EventOutbox = { ...outbox, markRelayed: () => Promise.reject(new Error('killed')) };
    await expect(relay(dies)).rejects.toThrow('killed');
    expect(await relay(outbox)).toBe(2);
    expect(await relay(outbox)).toBe(0);
    expect(await countOf('webhook_deliveries')).toBe(3);
    const leased = await queue.lease(10);
    expect(leased.map(({ type }) => type).toSorted()).toEqual([
      'mail.notice',
      'webhooks.deliver',
      'webhooks.deliver',
      'webhooks.deliver',
    ]);
    // The mail was sent, and the process died before it could say so: the same event asks for no second one.
    await queue.finish(leased.map((one) => ({ job: one })));
    await database.run(sql('update events set relayed = 0'));
    await database.run(sql("update webhook_deliveries set state = 'delivered'"));
    await relay(outbox);
    expect(await queue.lease(10)).toEqual([]);
  });
});
