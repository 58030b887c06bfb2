import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpClient } from '../../src/adapters/http/client.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import { createHostedControlPlane } from '../../src/control-plane/hosted.ts';
import type { ControlPlane, ProgressEvent } from '../../src/control-plane/index.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { seenThroughContract } from '../contracts/seen-through.ts';
import { openProxy, type Proxy } from '../support/breaking-proxy.ts';
import { createGatedWrites, type GatedWrites } from '../support/gated-writes.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { silent } from '../support/open-provider.ts';
import { refused } from '../support/refused.ts';
import { openServerSubject } from '../support/server-subject.ts';

seenThroughContract('on Node', openServerSubject);

const ZONE = 'example.org';
const CHANGES = 6;
/** Milliseconds; nothing takes so long. */
const LONG = { timeout: 15_000 };

describe('an apply on a server that takes its time', () => {
  let server: TestServer;
  let writes: GatedWrites;
  let regctl: ControlPlane;
  let plan: Plan;
  beforeEach(async () => {
    writes = createGatedWrites();
    server = await openTestServer({ socket: true, wrap: writes.wrap });
    regctl = server.client();
    await regctl.accounts.add({
      name: 'main',
      provider: 'zonefile',
      endpoint: join(server.folder, 'zones'),
    });
    await regctl.zones.create({ zone: ZONE, account: 'main', nameservers: ['ns1.example.net'] });
    plan = await planOf(CHANGES);
  });
  afterEach(async () => {
    writes.release();
    await server.dispose();
  });

  const planOf = (count: number, text = 'x'): Promise<Plan> =>
    regctl.plans.create({
      zone: ZONE,
      target: {
        kind: 'merge',
        rrsets: Array.from({ length: count }, (_, i) => ({
          name: `host${String(i)}`,
          type: 'TXT',
          ttl: 300,
          rdata: [`"${text}"`],
        })),
        onlyNew: false,
      },
    });
  const operation = async (): Promise<object | undefined> =>
    (await regctl.operations.list({ zone: ZONE, limit: 5 })).at(0);

  /** Asks as the command line does, through something that stands between. */
  const clientThrough = (proxy: Proxy): ControlPlane =>
    createHostedControlPlane({
      host: proxy.url,
      http: createHttpClient({
        fetch: (url, init) => fetch(url, init),
        clock: systemClock,
        logger: silent,
      }),
      clock: systemClock,
      token: () => Promise.resolve(server.token),
      newKey: () => crypto.randomUUID(),
    });

  it('goes on when its client is gone, and the journal has it', async () => {
    const held = writes.holdAfter(2);
    const gone = new AbortController();
    const asked = server.fetch(`${server.url}/api/v1/plans/apply`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${server.token}`,
        'content-type': 'application/json',
        'idempotency-key': 'gone',
      },
      body: JSON.stringify({ plan }),
      signal: gone.signal,
    });
    await held;
    gone.abort();
    await expect(asked).rejects.toThrow('abort');
    expect(await operation()).toMatchObject({ status: 'running', appliedChanges: 2 });
    writes.release();
    await expect.poll(operation, LONG).toMatchObject({ status: 'done', appliedChanges: CHANGES });
    expect(writes.made()).toBe(CHANGES);
  });

  it('is heard to its end by a client whose connection breaks off again and again', async () => {
    const proxy = await openProxy(() => server.url);
    const heard: ProgressEvent[] = [];
    const held = writes.holdAfter(2);
    const applied = clientThrough(proxy).plans.apply({ plan }, { onEvent: (event) => heard.push(event) });
    await held;
    await expect.poll(() => heard.length, LONG).toBe(2);
    proxy.cut();
    await expect.poll(() => proxy.applies(), LONG).toBe(2);
    await writes.holdAfter(4);
    proxy.cut();
    await expect.poll(() => proxy.applies(), LONG).toBe(3);
    writes.release();
    expect(await applied).toMatchObject({ outcome: 'applied', resumed: 0, applied: plan.changes });
    expect(writes.made()).toBe(CHANGES);
    expect(await regctl.operations.list({ zone: ZONE, limit: 5 })).toHaveLength(1);
    await proxy.close();
  });

  it('is told to whoever joins it, as far as it has come', async () => {
    const proxy = await openProxy(() => server.url);
    const heard: ProgressEvent[] = [];
    const held = writes.holdAfter(3);
    const applied = clientThrough(proxy).plans.apply({ plan }, { onEvent: (event) => heard.push(event) });
    await held;
    await expect.poll(() => heard.length, LONG).toBe(3);
    proxy.cut();
    // By the live state alone: nothing is written meanwhile.
    await expect.poll(() => heard.length, LONG).toBe(4);
    expect(heard.at(-1)).toMatchObject({ kind: 'applied', done: 3, total: CHANGES });
    writes.release();
    expect(await applied).toMatchObject({ applied: plan.changes });
    await proxy.close();
  });

  it('stops at Ctrl-C as it does on this machine: after the write at hand, saying what was done', async () => {
    const proxy = await openProxy(() => server.url);
    const interrupt = new AbortController();
    const held = writes.holdAfter(2);
    const asked = refused(clientThrough(proxy).plans.apply({ plan }, { signal: interrupt.signal }));
    await held;
    interrupt.abort();
    await expect.poll(() => proxy.stops(), LONG).toBe(1);
    writes.release();
    const error = await asked;
    expect(error).toMatchObject({
      code: 'INTERRUPTED',
      message: `apply to ${ZONE} stopped after 3 of ${String(CHANGES)} changes`,
      details: { applied: 3, total: CHANGES },
    });
    expect(await operation()).toMatchObject({ status: 'interrupted', appliedChanges: 3 });
    expect(await regctl.plans.apply({ plan })).toMatchObject({ outcome: 'applied', resumed: 3 });
    await proxy.close();
  });

  it('is waited for by a server that ends', async () => {
    const held = writes.holdAfter(2);
    const asked = regctl.plans.apply({ plan });
    await held;
    const ended = server.app.endCalls();
    writes.release();
    await ended;
    expect(await operation()).toMatchObject({ status: 'done' });
    expect(await asked).toMatchObject({ applied: plan.changes });
  });

  it('whose report is too long to keep is answered alike when it is asked for again', async () => {
    const long = await planOf(30, 'x'.repeat(250));
    const post = (): Promise<Response> =>
      server.fetch(`${server.url}/api/v1/plans/apply`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${server.token}`,
          'content-type': 'application/json',
          'idempotency-key': 'long',
        },
        body: JSON.stringify({ plan: long }),
      });
    const first = (await (await post()).json()) as object;
    expect(first).toMatchObject({ outcome: 'applied', applied: long.changes });
    expect(await (await post()).json()).toEqual(first);
  });
});
