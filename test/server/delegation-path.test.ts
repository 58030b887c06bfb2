import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { Delegation } from '../../src/ports/delegation-store.ts';
import { createDelegationWorld, type DelegationWorld } from '../support/delegation-world.ts';
import { addOrganization } from '../support/hosted.ts';
import { openServerJobs, type ServerJobs } from '../support/server-jobs.ts';
import { pebbleStands } from '../support/servers/pebble.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Milliseconds that a thing in the background may take. */
const SOON = { timeout: 15_000, interval: 50 };

interface Told {
  readonly type: string;
  readonly data: { readonly [field: string]: unknown };
}

describe.runIf(pebbleStands() === 'current')('a domain that is delegated, from the first day on', () => {
  let world: DelegationWorld;
  let jobs: ServerJobs;
  let regctl: ControlPlane;
  let receiver: Server;
  const told: Told[] = [];
  let secret = '';
  beforeAll(async () => {
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        // What is not signed as the library expects is not told.
        told.push(new Webhook(secret).verify(body, textHeaders(request.headers)) as Told);
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void receiver.close());
  beforeEach(async () => {
    told.length = 0;
    vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
    world = await createDelegationWorld({
      // Renewals are spread over their hour by two octets of chance: here they stand at its end, so that no jump of the clock meets one.
      wrap: (deps) => ({
        ...deps,
        random: { bytes: (count) => (count === 2 ? new Uint8Array([255, 255]) : deps.random.bytes(count)) },
      }),
    });
    await world.server.app.background.start();
    jobs = await openServerJobs(world.server);
    regctl = world.regctl;
  });
  afterEach(async () => {
    await jobs.close();
    await world.dispose();
    vi.useRealTimers();
  });

  const later = async (ms: number): Promise<void> => {
    await jobs.rest();
    vi.setSystemTime(Date.now() + ms);
  };
  const delegations = (of: ControlPlane = regctl): NonNullable<ControlPlane['delegations']> => {
    if (of.delegations === undefined) throw new Error('no delegations');
    return of.delegations;
  };
  const delegate = (of: ControlPlane = regctl): Promise<Delegation> =>
    delegations(of).delegate({
      domain: 'example.org',
      agreesToTerms: true,
      wish: {
        wildcard: true,
        cas: [world.pebble.directoryUrl],
        profile: 'classic',
        keyType: 'ec256',
        csr: null,
      },
    });
  const state = async (of: ControlPlane = regctl): Promise<string> =>
    (await delegations(of).get('example.org')).state;
  const orders = (): number => world.pebble.requests.filter((one) => one === 'POST /order-plz').length;

  it('is onboarded, seen, issued, and renewed after sixty days, and each is told by a signed webhook', async () => {
    const url = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}`;
    const hook = await regctl.webhooks?.create({ url, events: ['domain.*'] });
    secret = hook?.secret ?? '';

    const { target } = await delegate();
    await later(2 * MINUTE_MS);
    await jobs.run('delegations.sweep');
    await expect.poll(async () => (await delegations().get('example.org')).sighting?.ok, SOON).toBe(false);
    expect([await state(), orders()]).toEqual(['pending_cname', 0]);

    world.setZone('example.org', `_acme-challenge CNAME ${target}.`);
    await later(2 * MINUTE_MS);
    await jobs.run('delegations.sweep');
    await expect.poll(() => state(), SOON).toBe('active');
    const first = await regctl.certs.get('example.org');
    expect(first.wish.identifiers.map(({ value }) => value)).toEqual(['*.example.org', 'example.org']);
    await expect.poll(() => told.map(({ type }) => type), SOON).toEqual(['domain.certificate_issued']);
    expect(told[0]?.data).toMatchObject({ certificate: 'example.org', serial: first.issued?.serial });

    // What is not due is left alone, and what is delivered twice orders once.
    await later(2 * DAY_MS);
    await jobs.run('certs.sweep');
    await later(60 * MINUTE_MS);
    await expect.poll(async () => (await regctl.certs.get('example.org')).window, SOON).not.toBeNull();
    expect(orders()).toBe(1);

    await later(61 * DAY_MS);
    await jobs.run('certs.sweep');
    await jobs.run('certs.sweep');
    await later(60 * MINUTE_MS);
    await expect
      .poll(async () => (await regctl.certs.get('example.org')).issued?.serial, SOON)
      .not.toBe(first.issued?.serial);
    await expect.poll(() => told.map(({ type }) => type), SOON).toContain('domain.certificate_renewed');
    expect(orders()).toBe(2);
    await jobs.run('certs.sweep');
    await later(60 * MINUTE_MS);
    await jobs.run('certs.sweep');
    expect([orders(), await state()]).toEqual([2, 'active']);
    const { certificate } = await world.regctl.certs.files('example.org');
    expect(certificate.issued?.serial).not.toBe(first.issued?.serial);
  });

  it('is given up after three failures that a person can mend, and goes on once it is mended', async () => {
    const { target } = await delegate();
    world.setZone('example.org', `_acme-challenge CNAME ${target}.\n@ CAA 0 issue "other.example"`);
    for (let round = 0; round < 3; round++) {
      await later(12 * MINUTE_MS);
      await jobs.run('delegations.sweep');
      await expect.poll(async () => (await delegations().get('example.org')).mendable, SOON).toBe(round + 1);
    }
    await expect.poll(() => state(), SOON).toBe('error');
    expect(orders()).toBe(0);
    expect((await delegations().get('example.org')).reason).toContain('other.example');
    const { tasks } = regctl;
    await expect
      .poll(async () => (await tasks?.list({ limit: 50 }))?.map((one) => `${one.type} ${one.state}`), SOON)
      .toContain('delegations.issue dead');
    await later(3 * DAY_MS);
    await jobs.run('delegations.sweep');
    expect([await state(), orders()]).toEqual(['error', 0]);
    world.setZone('example.org', `_acme-challenge CNAME ${target}.`);
    expect(await delegations().verify('example.org')).toMatchObject({
      state: 'active',
      certificate: 'example.org',
    });
    expect(orders()).toBe(1);
  });

  it('of one organization is nothing to the other, whose target it does not lead to', async () => {
    const theirs = world.server.client(await addOrganization(world.server));
    const [ours, other] = [await delegate(), await delegate(theirs)];
    expect(ours.target).not.toBe(other.target);
    world.setZone('example.org', `_acme-challenge CNAME ${ours.target}.`);
    expect(await delegations(theirs).verify('example.org')).toMatchObject({ state: 'pending_cname' });
    expect(await delegations().verify('example.org')).toMatchObject({ state: 'active' });
    expect(await theirs.certs.list({ limit: 10 })).toEqual([]);
  });
});

function textHeaders(headers: IncomingHttpHeaders): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
