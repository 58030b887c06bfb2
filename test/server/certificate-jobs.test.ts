import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { createDelegationWorld, type DelegationWorld } from '../support/delegation-world.ts';
import { openServerJobs, type ServerJobs } from '../support/server-jobs.ts';
import { pebbleStands } from '../support/servers/pebble.ts';

const DOMAIN = 'example.org';

describe.runIf(pebbleStands() !== 'none')('jobs for one certificate at the same moment', () => {
  let world: DelegationWorld;
  let jobs: ServerJobs;
  /** Those that hold the certificate's lock or wait for it, now and at most. */
  const crowd = { now: 0, most: 0 };
  beforeAll(async () => {
    world = await createDelegationWorld({
      wrap: (deps) => ({
        ...deps,
        lock: {
          withLock: async (name, options, work) => {
            if (name !== `certificate/${DOMAIN}`) return deps.lock.withLock(name, options, work);
            crowd.most = Math.max(crowd.most, ++crowd.now);
            try {
              return await deps.lock.withLock(name, options, work);
            } finally {
              crowd.now -= 1;
            }
          },
        },
      }),
    });
    jobs = await openServerJobs(world.server);
    await world.server.app.background.start();
  });
  afterAll(async () => {
    await jobs.close();
    await world.dispose();
  });

  const delegations = (): NonNullable<ControlPlane['delegations']> => {
    const { delegations: part } = world.regctl;
    if (part === undefined) throw new Error('no delegations');
    return part;
  };
  const orders = (): number => world.pebble.requests.filter((one) => one === 'POST /order-plz').length;

  /** Makes the present certificate one of which hardly any life is left. */
  const age = (): void => {
    const folder = join(world.server.folder, 'server', 'organizations', jobs.organization);
    const store = new DatabaseSync(join(folder, 'regctl.db'));
    store
      .prepare(
        `update certificates set body = json_set(body, '$.issued.notBefore', ?, '$.issued.notAfter', ?) where name = ?`,
      )
      .run(
        new Date(Date.now() - 90 * 86_400_000).toISOString(),
        new Date(Date.now() + 3_600_000).toISOString(),
        DOMAIN,
      );
    store.close();
  };

  it('issue it once', async () => {
    const { target } = await delegations().delegate({
      domain: DOMAIN,
      agreesToTerms: true,
      wish: {
        wildcard: true,
        cas: [world.pebble.directoryUrl],
        profile: 'classic',
        keyType: 'ec256',
        csr: null,
      },
    });
    world.setZone(DOMAIN, `_acme-challenge CNAME ${target}.`);
    crowd.most = 0;
    const issue = () => jobs.run('delegations.issue', { domain: DOMAIN });
    const ends = await Promise.all([issue(), issue(), delegations().verify(DOMAIN)]);
    expect(ends.map(({ state }) => state)).toEqual(['done', 'done', 'active']);
    expect([crowd.most > 1, orders()]).toEqual([true, 1]);
    expect((await world.regctl.certs.list({ limit: 10 })).map(({ name }) => name)).toEqual([DOMAIN]);
  });

  it('renew it once', async () => {
    const before = await world.regctl.certs.get(DOMAIN);
    age();
    world.pebble.requests.length = 0;
    crowd.most = 0;
    const renew = () => jobs.run('certs.renew', { name: DOMAIN });
    const [one, two, [byHand]] = await Promise.all([
      renew(),
      renew(),
      world.regctl.certs.renew({ name: DOMAIN }),
    ]);
    expect([one.state, two.state]).toEqual(['done', 'done']);
    const outcomes = [one.result, two.result, byHand?.outcome];
    expect(outcomes.filter((outcome) => outcome === 'renewed')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'not-due')).toHaveLength(2);
    expect([crowd.most > 1, orders()]).toEqual([true, 1]);
    expect((await world.regctl.certs.get(DOMAIN)).issued?.serial).not.toBe(before.issued?.serial);
  });
});
