import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseIdentifier } from '../../src/core/certificate.ts';
import type { IssueResult } from '../../src/control-plane/certs.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { createAcmeWorld, type AcmeWorld } from '../support/acme-world.ts';
import { pebbleStands } from '../support/servers/pebble.ts';
import { refused } from '../support/refused.ts';

const HOUR_MS = 3_600_000;

describe.runIf(pebbleStands() === 'current')('the limits of a CA', () => {
  let world: AcmeWorld;
  beforeAll(async () => {
    world = await createAcmeWorld();
  });
  afterAll(() => world.dispose());

  /** Regctl some hours later, for which Let's Encrypt is the CA of the test. */
  const open = (hours = 0, value?: string): ControlPlane =>
    world.open((deps) => ({
      ...deps,
      clock: { ...deps.clock, now: () => new Date(Date.now() + hours * HOUR_MS) },
      openAuthority: async (url, surroundings) => {
        const ca = await deps.openAuthority(
          url.includes('letsencrypt') ? world.pebble.directoryUrl : url,
          surroundings,
        );
        return value === undefined ? ca : { ...ca, dnsChallengeValue: () => Promise.resolve(value) };
      },
    }));
  const issue = (regctl: ControlPlane, name: string, cas = ['letsencrypt']): Promise<IssueResult> =>
    regctl.certs.issue({
      identifiers: [parseIdentifier(name)],
      agreesToTerms: true,
      force: true,
      wish: { cas, profile: 'classic' },
    });
  const orders = (): number => world.pebble.requests.filter((one) => one === 'POST /order-plz').length;

  it('are kept before the CA is asked: five certificates for the same names, and the next when there is room', async () => {
    const regctl = open();
    for (let i = 0; i < 5; i++) await issue(regctl, 'five.example.org');
    const placed = orders();
    const error = await refused(issue(regctl, 'five.example.org'));
    expect(error).toMatchObject({ code: 'RATE_LIMITED', details: { class: 'scheduled', size: 5 } });
    expect(error.message).toContain('its limit of certificates for these very names is used up');
    expect(error.reason).toMatch(/^it takes 5 within 7 days, and the next is free at 2\d{3}-/);
    expect(error.retryAfterSeconds).toBeGreaterThan(33 * 3600);
    expect(orders()).toBe(placed);
    // Another set of names is another count, and another CA has counts of its own.
    await issue(regctl, 'other.example.org');
    const { certificate } = await issue(regctl, 'five.example.org', [
      'letsencrypt',
      world.pebble.directoryUrl,
    ]);
    expect(certificate.issued?.directoryUrl).toBe(world.pebble.directoryUrl);
    await issue(open(35), 'five.example.org');
  });

  it('do not count for a renewal within the window that the CA gave', async () => {
    const regctl = open();
    for (let i = 0; i < 5; i++) await issue(regctl, 'window.example.org');
    const renew = { name: 'window.example.org' } as const;
    const { chainPem } = await regctl.certs.files('window.example.org');
    const near = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();
    await world.pebble.manage('/set-renewal-info/', {
      certificate: chainPem.split(/(?<=-----END CERTIFICATE-----\n)/)[0],
      ariResponse: JSON.stringify({ suggestedWindow: { start: near(-1), end: near(0.5) } }),
    });
    const [renewed] = await regctl.certs.renew(renew);
    expect([renewed?.outcome, renewed?.reason, renewed?.error?.message]).toEqual([
      'renewed',
      'window',
      undefined,
    ]);
    const [forced] = await regctl.certs.renew({ ...renew, force: true });
    expect(forced?.error?.code).toBe('RATE_LIMITED');
  });

  it('count failed proofs, and an order of which nothing came for no certificate', async () => {
    const wrong = open(0, 'x'.repeat(43));
    for (let i = 0; i < 5; i++)
      expect((await refused(issue(wrong, 'failing.example.org'))).code).toBe('CHALLENGE_FAILED');
    const placed = orders();
    const error = await refused(issue(open(), 'failing.example.org'));
    expect(error.message).toContain('its limit of failed proofs of failing.example.org is used up');
    expect(orders()).toBe(placed);
    expect((await issue(open(0.25), 'failing.example.org')).outcome).toBe('issued');
  });
});
