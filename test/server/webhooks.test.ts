import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebhookOperations } from '../../src/control-plane/background.ts';
import { RegctlError } from '../../src/core/errors.ts';
import type { DeliveryWithBody, WebhookStore } from '../../src/ports/webhook-store.ts';
import { attemptDelivery } from '../../src/services/webhooks/deliver.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { addOrganization, openTestServer, type TestServer } from '../support/hosted.ts';

const HOUR_MS = 3_600_000;

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver on loopback that answers as it is told. */
async function openReceiver(): Promise<{
  readonly url: string;
  readonly received: Received[];
  readonly server: Server;
  status: number;
}> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(receiver.status, { location: `${receiver.url}/elsewhere` });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    received,
    server,
    status: 200,
  };
  return receiver;
}

describe('webhooks', () => {
  let server: TestServer;
  let receiver: Awaited<ReturnType<typeof openReceiver>>;
  let webhooks: WebhookOperations;
  beforeEach(async () => {
    receiver = await openReceiver();
    server = await openTestServer();
    await server.app.background.start();
    webhooks = part(server.client().webhooks);
  });
  afterEach(async () => {
    await server.dispose();
    receiver.server.closeAllConnections();
    receiver.server.close();
  });
  const changeZone = async (): Promise<void> => {
    const client = server.client();
    await client.accounts.add({ name: 'main', provider: 'zonefile', endpoint: `${server.folder}/zones` });
    await client.zones.create({ zone: 'example.org', account: 'main', nameservers: ['ns1.example.net'] });
    const rrset = { name: 'www', type: 'A', ttl: 60, rdata: ['192.0.2.1'] };
    const plan = await client.plans.create({
      zone: 'example.org',
      target: { kind: 'merge', rrsets: [rrset], onlyNew: false },
    });
    await client.plans.apply({ plan });
  };

  it('tell what happened, signed so that an independent library believes it', async () => {
    const { secret } = await webhooks.create({ url: receiver.url, events: ['zone.*'] });
    const other = await webhooks.create({ url: receiver.url, events: ['domain.*'] });
    await changeZone();
    await expect.poll(() => receiver.received.length, { timeout: 5_000 }).toBe(1);
    const [message] = receiver.received;
    const headers = message?.headers as Record<string, string>;
    const event = new Webhook(secret).verify(message?.body ?? '', headers);
    expect(event).toMatchObject({ type: 'zone.changed', data: { zone: 'example.org', changes: 1 } });
    expect(() => new Webhook(secret).verify(`${message?.body ?? ''} `, headers)).toThrow(
      'No matching signature found',
    );
    expect(() => new Webhook(other.secret).verify(message?.body ?? '', headers)).toThrow(
      'No matching signature found',
    );
    await expect
      .poll(async () => (await webhooks.deliveries({ limit: 10 })).map(({ state }) => state))
      .toEqual(['delivered']);
  });

  it('sign with both secrets for a day after a rotation', async () => {
    const { id, secret } = await webhooks.create({ url: receiver.url, events: ['*'] });
    const fresh = (await webhooks.rotateSecret(id)).secret;
    expect(fresh).not.toBe(secret);
    expect(await webhooks.test(id)).toMatchObject({ state: 'delivered', attempts: [{ status: 200 }] });
    const [message] = receiver.received;
    for (const one of [secret, fresh])
      new Webhook(one).verify(message?.body ?? '', message?.headers as Record<string, string>);
    const shown = JSON.stringify([
      await webhooks.list(),
      await server.client().audit?.list({ after: 0, limit: 100 }),
    ]);
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(fresh);
  });

  it('are sent again by hand with the ids that they had, and stop where the receiver is gone', async () => {
    const { id } = await webhooks.create({ url: receiver.url, events: ['zone.changed'] });
    receiver.status = 410;
    await changeZone();
    await expect.poll(async () => (await webhooks.get(id)).state, { timeout: 5_000 }).toBe('disabled');
    expect(await webhooks.get(id)).toMatchObject({ problem: 'it answered 410 Gone' });
    receiver.status = 204;
    await webhooks.update(id, { state: 'enabled' });
    expect(await webhooks.replay(id, {})).toHaveLength(1);
    await expect.poll(() => receiver.received.length).toBe(2);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
    await expect
      .poll(async () => (await webhooks.deliveries({ endpoint: id, limit: 10 }))[0]?.attempts)
      .toMatchObject([{ status: 410 }, { status: 204 }]);
    expect(await webhooks.replay(id, {})).toEqual([]);
  });

  it('follow no redirect', async () => {
    const { id } = await webhooks.create({ url: receiver.url, events: ['*'] });
    receiver.status = 307;
    expect(await webhooks.test(id)).toMatchObject({ state: 'failed', attempts: [{ status: 307 }] });
    expect(receiver.received).toHaveLength(1);
  });

  it('of one organization are nothing to another', async () => {
    const { id } = await webhooks.create({ url: receiver.url, events: ['*'] });
    await webhooks.test(id);
    const [delivery] = await webhooks.deliveries({ limit: 1 });
    const theirs = part(server.client(await addOrganization(server)).webhooks);
    expect(await theirs.list()).toEqual([]);
    expect(await theirs.deliveries({ endpoint: id, limit: 10 })).toEqual([]);
    for (const call of [
      () => theirs.get(id),
      () => theirs.update(id, { description: 'mine' }),
      () => theirs.rotateSecret(id),
      () => theirs.delete(id),
      () => theirs.test(id),
      () => theirs.replay(id, delivery === undefined ? {} : { delivery: delivery.id }),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('webhooks of a server that reaches nothing private', () => {
  it.each([
    'http://example.org/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/',
    'https://localhost/',
    'https://user:secret@example.org/',
    'file:///etc/passwd',
  ])('refuse %s', async (url) => {
    const server = await openTestServer({ config: { allowPrivateAddresses: false } });
    try {
      const refused = part(server.client().webhooks).create({ url, events: ['*'] });
      await expect(refused).rejects.toMatchObject({
        code: expect.stringMatching(/^(PERMISSION_MISSING|INVALID_INPUT)$/) as string,
      });
    } finally {
      await server.dispose();
    }
  });

  it('connect to nothing private whatever a name was made to mean since', async () => {
    const receiver = await openReceiver();
    const server = await openTestServer();
    const { port } = new URL(receiver.url);
    const { id } = await part(server.client().webhooks).create({
      url: `http://localhost:${port}/`,
      events: ['*'],
    });
    await server.app.close();
    // The endpoint was taken when its name was harmless; now the name leads inside.
    const strict = await openTestServer({ config: { allowPrivateAddresses: false }, reopen: server });
    try {
      const tested = await part(strict.client().webhooks).test(id);
      expect(tested).toMatchObject({ state: 'failed', attempts: [{ status: null }] });
      expect(tested.attempts[0]?.error).toContain('is not reached from this server');
      expect(receiver.received).toEqual([]);
    } finally {
      await strict.dispose();
      receiver.server.close();
    }
  });
});

describe('a delivery that is not taken', () => {
  it('is tried nine times within 24 h, further apart each time, and then given up', async () => {
    const clock = createFakeClock();
    const at = clock.now().toISOString();
    let delivery: DeliveryWithBody = {
      id: 'dlv_1',
      organization: 'org_a',
      endpoint: 'hook_1',
      event: 'evt_1',
      eventType: 'zone.changed',
      state: 'pending',
      attempts: [],
      createdAt: at,
      updatedAt: at,
      body: '{}',
    };
    const webhooks = {
      delivery: () => Promise.resolve(delivery),
      get: () =>
        Promise.resolve({
          state: 'enabled',
          url: 'https://example.org',
          organization: 'org_a',
          id: 'hook_1',
        }),
      secrets: () => Promise.resolve(['whsec_AAAA']),
      saveDelivery: (saved: DeliveryWithBody) => {
        delivery = { ...delivery, ...saved };
        return Promise.resolve();
      },
    } as unknown as WebhookStore;
    const http = {
      send: () => Promise.reject(new RegctlError('NETWORK', 'no answer', { reason: 'refused' })),
    };
    const about = { delivery: 'dlv_1', since: at };
    const signal = new AbortController().signal;
    let pause = 0;
    for (;;) {
      const again = await attemptDelivery({ webhooks, http, clock }, 'org_a', about, signal);
      if (again === undefined) break;
      const next = again.getTime() - clock.now().getTime();
      expect(next).toBeGreaterThanOrEqual(pause * 0.9);
      pause = next;
      await clock.advance(next);
    }
    expect(delivery.state).toBe('failed');
    expect(delivery.attempts).toHaveLength(9);
    expect(clock.elapsed()).toBeGreaterThan(20 * HOUR_MS);
    expect(clock.elapsed()).toBeLessThan(24 * HOUR_MS);
    // A second job of the same delivery finds it ended.
    expect(await attemptDelivery({ webhooks, http, clock }, 'org_a', about, signal)).toBeUndefined();
    expect(delivery.attempts).toHaveLength(9);
  });
});

function part<T>(present: T | undefined): T {
  if (present === undefined) throw new Error('the server has no such part');
  return present;
}
