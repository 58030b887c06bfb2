import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqlLimitStore } from '../../src/adapters/stores/sql/limits.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import type { LimitsOfOne } from '../../src/ports/limit-store.ts';
import { OWN_SERVER_LIMITS, PLANS } from '../../src/services/identity/limits.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { fullClient, type FullControlPlane } from '../support/members.ts';

const NONE: LimitsOfOne = { requestsPerMinute: null, domains: null, members: null, webhooks: null };

describe('what an organization may have', () => {
  let server: TestServer;
  let owner: FullControlPlane;
  beforeEach(async () => {
    server = await openTestServer();
    owner = fullClient(server);
  });
  afterEach(() => server.dispose());

  const give = async (limits: LimitsOfOne): Promise<void> => {
    const { organization } = await owner.session.get();
    const database = openNodeDatabase(join(server.folder, 'server', 'control.db'));
    await createSqlLimitStore(database).set(organization.id, limits);
    await database.close();
  };
  const makeWebhooks = async (count: number): Promise<readonly PromiseSettledResult<unknown>[]> =>
    Promise.allSettled(
      Array.from({ length: count }, (_, i) =>
        owner.webhooks.create({ url: `https://example.org/hooks/${String(i)}`, events: ['*'] }),
      ),
    );

  it('is twenty webhooks where nothing was said, however many are made at the same time', async () => {
    const results = await makeWebhooks(25);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: {
        code: 'LIMIT_REACHED',
        reason: 'the organization may have 20 webhook endpoints',
        hint: expect.stringContaining('regctl orgs limits') as string,
        details: { limit: 'webhooks', most: 20 },
      },
    });
    expect(await owner.organizations.limits()).toMatchObject({
      limits: OWN_SERVER_LIMITS,
      used: { webhooks: 20 },
    });
  });

  it('is what was set for it, in everything, and as for all in what was left open', async () => {
    await give(PLANS.free);
    const results = await makeWebhooks(2);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await owner.organizations.limits()).limits).toEqual(PLANS.free);
    await give({ ...NONE, members: 7 });
    expect((await owner.organizations.limits()).limits).toEqual({ ...OWN_SERVER_LIMITS, members: 7 });
  });

  it('counts whom it invited as it counts members', async () => {
    await give({ ...NONE, members: 2 });
    await owner.invitations.create({ email: 'ada@example.org', role: 'viewer' });
    expect((await owner.organizations.limits()).used).toMatchObject({ members: 2 });
    await expect(
      owner.invitations.create({ email: 'grace@example.org', role: 'viewer' }),
    ).rejects.toMatchObject({ code: 'LIMIT_REACHED', details: { limit: 'members', most: 2 } });
  });

  it('is shown in requests as it is enforced', async () => {
    await give({ ...NONE, requestsPerMinute: 5 });
    const ask = (): Promise<Response> =>
      server.fetch(`${server.url}/api/v1/organization/limits`, {
        headers: { authorization: `Bearer ${server.token}` },
      });
    const first = await ask();
    expect(first.headers.get('ratelimit-policy')).toBe('"default";q=5;w=60');
    expect(await first.json()).toMatchObject({ limits: { requestsPerMinute: 5 } });
    const statuses = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await ask()).status);
    expect(statuses.at(-1)).toBe(429);
  });
});
