import { connect } from 'cloudflare:sockets';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import type { Connect } from '../../src/adapters/resolver/sockets.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { WorkerAppOptions } from '../../src/main/worker-app.ts';
import { runWorkerSchedules, workOffJobs } from '../../src/main/worker-jobs.ts';
import type { Delegation } from '../../src/ports/delegation-store.ts';
import type { Seen } from '../support/delegated-world.ts';
import { env } from './env.ts';
import { openWorkerServer, workerOptions } from './server.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const addresses = inject('delegated');

/** The sockets of the runtime; the name servers of the world are on this machine. */
const connectHere: Connect = ({ hostname }) =>
  connect({ hostname: '127.0.0.1', port: addresses.nameServers[hostname] ?? 1 });

const options: WorkerAppOptions = {
  ...workerOptions,
  connect: connectHere,
  env: {
    ...env,
    RECURSIVE_RESOLVER: addresses.recursor,
    CHALLENGES: JSON.stringify({
      zone: 'acme.example.net',
      served: 'example.net',
      provider: 'cloudflare',
      endpoint: addresses.cloudflare,
      credentials: { 'api-token': addresses.token },
      resolvers: [addresses.recursor],
    }),
    // The jobs are worked off when the test says so.
    JOBS: { send: () => Promise.resolve(undefined) },
  },
};

describe('a domain that is delegated to a Worker, from the first day on', () => {
  let regctl: ControlPlane;
  let aheadMs = 0;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
    aheadMs = 0;
    await tell('clock', '0');
    await tell('zone', '');
    regctl = (await openWorkerServer(options)).client();
    // The first look at the schedules says when they are due.
    await runWorkerSchedules(options);
  });
  afterEach(() => void vi.useRealTimers());

  const setClock = async (ms: number): Promise<void> => {
    aheadMs += ms;
    vi.setSystemTime(Date.now() + ms);
    await tell('clock', String(aheadMs));
  };
  /** Lets time pass, and does what Cron and the queue do then; each organization has its own moment after that of a schedule. */
  const later = async (ms: number): Promise<void> => {
    await setClock(ms);
    await runWorkerSchedules(options);
    await setClock(10 * MINUTE_MS);
    await workOffJobs(options);
  };
  const delegation = async (): Promise<Delegation | undefined> => regctl.delegations?.get('example.org');

  it('is onboarded, seen, issued, and renewed after sixty days, and each is told by a signed webhook', async () => {
    let known = (await seen()).webhooks.length;
    /** What was told since the last look, at the time at which it came: what is not signed, or is old, the library refuses. */
    const told = async (): Promise<readonly unknown[]> => {
      const { webhooks } = await seen();
      const news = webhooks.slice(known);
      known = webhooks.length;
      return news.map(({ headers, body }) => new Webhook(secret).verify(body, headers));
    };
    const orders = async (): Promise<number> => (await seen()).orders;
    const hook = await regctl.webhooks?.create({ url: addresses.receiver, events: ['domain.*'] });
    const secret = hook?.secret ?? '';

    const given = await regctl.delegations?.delegate({
      domain: 'example.org',
      agreesToTerms: true,
      wish: {
        wildcard: true,
        cas: [addresses.directoryUrl],
        profile: 'classic',
        keyType: 'ec256',
        csr: null,
      },
    });
    await later(10 * MINUTE_MS);
    expect(await delegation()).toMatchObject({ state: 'pending_cname', sighting: { ok: false } });
    expect((await seen()).asked).toContain('_acme-challenge.example.org TXT');

    await tell('zone', `_acme-challenge CNAME ${given?.target ?? ''}.`);
    await later(10 * MINUTE_MS);
    expect(await delegation()).toMatchObject({ state: 'active', reason: null });
    const first = await regctl.certs.get('example.org');
    expect(first.wish.identifiers.map(({ value }) => value)).toEqual(['*.example.org', 'example.org']);
    expect(await told()).toMatchObject([
      { type: 'domain.certificate_issued', data: { serial: first.issued?.serial } },
    ]);
    expect((await seen()).challenges).toBe(0);
    const ordered = await orders();

    // What is not due is left alone.
    await later(2 * DAY_MS);
    await later(60 * MINUTE_MS);
    expect(await orders()).toBe(ordered);

    await later(60 * DAY_MS);
    await later(60 * MINUTE_MS);
    const renewed = await regctl.certs.get('example.org');
    expect(renewed.issued?.serial).not.toBe(first.issued?.serial);
    expect(await told()).toMatchObject([
      { type: 'domain.certificate_renewed', data: { serial: renewed.issued?.serial } },
    ]);
    await later(60 * MINUTE_MS);
    expect([await orders(), (await seen()).challenges]).toEqual([ordered + 1, 0]);
    const { keyPem } = await regctl.certs.files('example.org');
    expect(keyPem).toContain('PRIVATE KEY');
  }, 60_000);
});

async function tell(what: 'zone' | 'clock', body: string): Promise<void> {
  const response = await fetch(`${addresses.control}/${what}`, { method: 'POST', body });
  await response.arrayBuffer();
}

async function seen(): Promise<Seen> {
  return (await fetch(`${addresses.control}/seen`)).json();
}
