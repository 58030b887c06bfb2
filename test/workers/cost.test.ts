import { beforeAll, describe, expect, it } from 'vitest';
import type { D1, D1Binding } from '../../src/adapters/stores/sql/d1.ts';
import type { WorkerEnv } from '../../src/main/worker-env.ts';
import { env } from './env.ts';
import { openWorkerServer, workerOptions, type WorkerServer } from './server.ts';
import { answerRequest } from '../../src/main/worker-app.ts';

/** What one request asks of the platform: the sums of docs/workers.md rest on these numbers. */
interface Cost {
  directoryStatements: number;
  storeCalls: number;
  limitCalls: number;
  messages: number;
}

describe('one request', () => {
  let server: WorkerServer;
  beforeAll(async () => {
    server = await openWorkerServer();
    await server.client().accounts.add({
      name: 'main',
      provider: 'powerdns',
      endpoint: 'http://127.0.0.1:1',
      verify: false,
      credentials: { 'api-key': 'x' },
    });
  });

  const costOf = async (method: string, path: string, body?: object): Promise<Cost> => {
    const cost: Cost = { directoryStatements: 0, storeCalls: 0, limitCalls: 0, messages: 0 };
    const response = await answerRequest(
      { ...workerOptions, env: counting(cost) },
      new Request(`${server.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    expect(response.status, await response.text()).toBeLessThan(300);
    return cost;
  };

  it('that reads costs a few statements', async () => {
    const cost = await costOf('GET', '/api/v1/accounts');
    expect(cost.directoryStatements).toBeLessThanOrEqual(4);
    expect(cost.storeCalls).toBeLessThanOrEqual(1);
    expect(cost.limitCalls).toBeLessThanOrEqual(2);
    expect(cost.messages).toBe(0);
  });

  it('that writes costs the audit log besides', async () => {
    const cost = await costOf('PATCH', '/api/v1/accounts/main', { zones: ['example.org'], verify: false });
    expect(cost.directoryStatements).toBeLessThanOrEqual(14);
    expect(cost.storeCalls).toBeLessThanOrEqual(6);
    expect(cost.limitCalls).toBeLessThanOrEqual(2);
  });
});

/** The bindings, with every call counted. */
function counting(cost: Cost): WorkerEnv {
  const counted = (database: D1): D1 => ({
    prepare: (sql) => {
      cost.directoryStatements += 1;
      return database.prepare(sql);
    },
    batch: (statements) => database.batch(statements),
  });
  const directory: D1Binding = {
    ...counted(env.DB),
    withSession: (start) => {
      const session = env.DB.withSession(start);
      return { ...counted(session), getBookmark: () => session.getBookmark() };
    },
  };
  return {
    ...env,
    DB: directory,
    ORGANIZATIONS: {
      getByName: (name) => ({
        sql: (call) => {
          cost.storeCalls += 1;
          return env.ORGANIZATIONS.getByName(name).sql(call);
        },
        clear: () => env.ORGANIZATIONS.getByName(name).clear(),
      }),
    },
    LIMITS: {
      getByName: (name) => ({
        take: (perMinute) => {
          cost.limitCalls += 1;
          return env.LIMITS.getByName(name).take(perMinute);
        },
      }),
    },
    JOBS: {
      send: (message) => {
        cost.messages += 1;
        return env.JOBS.send(message);
      },
    },
  };
}
