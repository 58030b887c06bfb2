import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { openLocalControlPlane } from '../../src/main/local.ts';
import { silent } from '../support/open-provider.ts';
import { MANY_ZONES, type ManyZones } from '../support/providers/many-zones.ts';
import { createSimulation, type Simulation } from '../support/simulation.ts';

/** Seconds beyond what the limits allow at best. */
const TOLERANCE = 1.1;

/** What a company's limit lets through at once and then each second, as its local server has it, and the requests that one zone takes to read. */
const LIMITS: {
  readonly [provider: string]: {
    readonly burst: number;
    readonly perSecond: number;
    readonly perZone: number;
  };
} = {
  // 1,200 in five minutes
  cloudflare: { burst: 1_200, perSecond: 4, perZone: 1 },
  // 60 in a minute for each endpoint
  godaddy: { burst: 60, perSecond: 1, perZone: 1 },
  // Records, and URL forwards
  porkbun: { burst: 5, perSecond: 1, perZone: 2 },
  route53: { burst: 50, perSecond: 10, perZone: 1 },
  // 60 in a minute
  'value-domain': { burst: 60, perSecond: 1, perZone: 1 },
};

/** Seconds that reading so many zones takes at best. */
function floorOf(provider: string, zones: number): number {
  const { burst, perSecond, perZone } = LIMITS[provider] ?? { burst: 0, perSecond: 0, perZone: 0 };
  return Math.max(0, (zones * perZone - burst) / perSecond);
}

const names = (provider: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${provider}-${String(i)}.com`);

let stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.toReversed()) await stop();
  stops = [];
});

/** Local servers that keep to the limits, each with so many zones, and a control plane that has accounts with them by the name of the provider. */
async function start(zones: { readonly [provider: string]: number }): Promise<{
  readonly simulation: Simulation;
  readonly regctl: ControlPlane;
  /** Where each server is. */
  readonly origins: { readonly [provider: string]: string };
}> {
  const simulation = createSimulation(
    ({ status, text }) => status === 429 || status === 503 || (status === 400 && text.includes('Throttling')),
  );
  const { clock, http, limiter, now } = simulation;
  const servers: { readonly provider: string; readonly server: ManyZones }[] = [];
  for (const [provider, count] of Object.entries(zones)) {
    const server = await MANY_ZONES[provider]?.(names(provider, count), { now, limits: true });
    if (server === undefined) throw new Error(`there is no local server of ${provider}`);
    servers.push({ provider, server });
    stops.push(() => server.stop());
  }
  const folder = mkdtempSync(join(tmpdir(), 'regctl-budgets-'));
  stops.push(() => Promise.resolve(rmSync(folder, { recursive: true, force: true })));
  const regctl = openLocalControlPlane({
    environment: Object.assign({}, ...servers.map(({ server }) => server.environment)) as {
      [name: string]: string;
    },
    stateDir: folder,
    dataDir: folder,
    resolver: { hosts: {}, roots: [] },
    logger: silent,
    wrap: (deps) => ({
      ...deps,
      clock,
      surroundings: { ...deps.surroundings, clock, http, limiter },
    }),
  });
  stops.push(() => regctl.close());
  for (const { provider, server } of servers) {
    const { endpoint } = server;
    await regctl.accounts.add({ name: provider, provider, endpoint, storage: 'environment', verify: false });
  }
  const origins = Object.fromEntries(
    servers.map(({ provider, server }) => [provider, new URL(server.endpoint).origin]),
  );
  return { simulation, regctl, origins };
}

/** Says what was measured, and that nobody was asked too fast. */
function report(
  what: string,
  { simulation, origins }: Pick<Awaited<ReturnType<typeof start>>, 'simulation' | 'origins'>,
): number {
  const seconds = simulation.clock.elapsed() / 1000;
  const sent = Object.entries(origins).map(([provider, origin]) => {
    const { requests = 0, throttled = 0 } = simulation.traffic.get(origin) ?? {};
    return `${provider} ${String(requests)} requests, ${String(throttled)} throttled`;
  });
  process.stdout.write(`  ${what}: ${seconds.toFixed(1)} simulated seconds; ${sent.join('; ')}\n`);
  expect([...simulation.traffic.values()].map(({ throttled }) => throttled)).toEqual(sent.map(() => 0));
  return seconds;
}

describe('reading 1,000 zones of Route 53', () => {
  const floor = floorOf('route53', 1_000);

  it('takes what its limit allows after they were listed', { timeout: 120_000 }, async () => {
    const started = await start({ route53: 1_000 });
    const { regctl } = started;
    const listed = await regctl.zones.list({ account: 'route53' });
    expect(listed).toHaveLength(1_002);
    const read = await Promise.all(
      names('route53', 1_000).map((zone) => regctl.zones.read({ zone, account: 'route53' })),
    );
    expect(read.every(({ rrsets }) => rrsets.length >= 2)).toBe(true);
    expect(floor).toBe(95);
    expect(report('1,000 zones of Route 53, listed and read', started)).toBeLessThanOrEqual(
      floor * TOLERANCE,
    );
  });

  it('takes no longer when they are planned by their names', { timeout: 120_000 }, async () => {
    const started = await start({ route53: 1_000 });
    await plan(
      started.regctl,
      names('route53', 1_000).map((zone) => ({ zone, account: 'route53' })),
    );
    expect(report('1,000 zones of Route 53, planned', started)).toBeLessThanOrEqual(floor * TOLERANCE);
  });
});

describe('planning 500 zones of five companies', () => {
  const COUNT = 100;
  const zones = Object.fromEntries(Object.keys(LIMITS).map((provider) => [provider, COUNT]));
  const slowest = Math.max(...Object.keys(LIMITS).map((provider) => floorOf(provider, COUNT)));

  it('uses all budgets at once', { timeout: 120_000 }, async () => {
    const started = await start(zones);
    await plan(
      started.regctl,
      Object.keys(zones).flatMap((account) => names(account, COUNT).map((zone) => ({ zone, account }))),
    );
    expect(report('500 zones of five companies, planned', started)).toBeLessThanOrEqual(slowest * TOLERANCE);
  });

  it('finds out whose they are, too', { timeout: 120_000 }, async () => {
    const started = await start(zones);
    await plan(
      started.regctl,
      Object.keys(zones).flatMap((account) => names(account, COUNT).map((zone) => ({ zone }))),
    );
    expect(report('500 zones of five companies, found and planned', started)).toBeLessThanOrEqual(
      slowest * TOLERANCE,
    );
  });
});

async function plan(
  regctl: ControlPlane,
  zones: readonly { readonly zone: string; readonly account?: string }[],
): Promise<void> {
  const plans = await Promise.all(
    zones.map((zone) =>
      regctl.plans.create({ ...zone, target: { kind: 'merge', rrsets: [], onlyNew: true } }),
    ),
  );
  expect(plans).toHaveLength(zones.length);
}
