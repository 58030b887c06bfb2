import { describe, expect, it } from 'vitest';
import { createHttpClient } from '../../src/adapters/http/client.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import { createHostedControlPlane } from '../../src/control-plane/hosted.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { answerRequest } from '../../src/main/worker-app.ts';
import { env } from './env.ts';
import { hasNameServer, openNameServer } from './name-server.ts';
import { openWorkerServer, workerOptions } from './server.ts';

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };

describe.runIf(hasNameServer)('challenges on Workers', () => {
  /** A client of the Worker, whose zone of challenges lies in one that PowerDNS serves. */
  async function open(): Promise<{ readonly regctl: ControlPlane; readonly address: string }> {
    const server = await openWorkerServer();
    const { account, address } = await openNameServer();
    const own = server.client();
    await own.accounts.add({ ...account, name: 'operator' });
    await own.zones.create({
      zone: 'example.net',
      account: 'operator',
      nameservers: ['ns1.example.net'],
    });
    const secret = {
      zone: 'acme.example.net',
      served: 'example.net',
      ...account,
      settings: { 'nameserver-address': address },
      resolvers: [],
    };
    const options = { ...workerOptions, env: { ...env, CHALLENGES: JSON.stringify(secret) } };
    const http = createHttpClient({
      fetch: (to, init) => answerRequest(options, new Request(to, init)),
      clock: systemClock,
      logger,
    });
    const regctl = createHostedControlPlane({
      host: server.url,
      http,
      token: () => Promise.resolve(server.token),
      clock: systemClock,
      newKey: () => crypto.randomUUID(),
    });
    return { regctl, address };
  }

  it('are answered by the zone at the provider, as soon as they are set', async () => {
    const { regctl, address } = await open();
    const given = await regctl.delegations?.delegate({ domain: 'example.org', wish: null });
    expect(given?.target).toMatch(/^[a-z2-7]{26}\.acme\.example\.net$/);
    const target = given?.target ?? '';
    const value = 'v'.repeat(43);
    expect(await regctl.delegations?.setChallenge({ target, value })).toEqual([value]);
    const seen = async (): Promise<readonly string[]> => {
      const servers = [{ name: 'ns1.example.net', address }];
      const { observations } = await regctl.lookups.query({ name: target, type: 'TXT', servers });
      return [...new Set(observations.flatMap(({ rdata }) => rdata))];
    };
    expect(await seen()).toEqual([`"${value}"`]);
    expect(await regctl.delegations?.unsetChallenge({ target, value })).toEqual([]);
    expect(await seen()).toEqual([]);
  });

  it('are none where the operator bound no zone for them', async () => {
    const server = await openWorkerServer();
    await expect(server.client().delegations?.list({ after: '', limit: 1 })).rejects.toMatchObject({
      code: 'MODE_UNSUPPORTED',
    });
  });
});
