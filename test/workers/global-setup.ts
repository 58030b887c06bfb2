import type { TestProject } from 'vitest/node';
import { startDelegatedWorld, type DelegatedAddresses } from '../support/delegated-world.ts';
import { startOutsideWorld, type OutsideAddresses } from '../support/outside-world.ts';
import { hasProgram } from '../support/programs.ts';
import { startPowerdns } from '../support/servers/powerdns.ts';

/** A name server whose API the Worker can reach. */
export interface PowerdnsAccount {
  readonly endpoint: string;
  readonly apiKey: string;
  /** Where it answers questions. */
  readonly address: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Two for each file that runs at a time, since each empties its own; none where PowerDNS is not installed. */
    powerdns: readonly PowerdnsAccount[];
    /** Of random numbers. */
    seed: number;
    delegated: DelegatedAddresses;
    outside: OutsideAddresses;
  }
}

/** Starts, outside of workerd, the servers that the Worker speaks to. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const isInstalled = hasProgram('pdns_server', 'pdns-server pdns-backend-sqlite3');
  const count = isInstalled ? 2 * project.globalConfig.maxWorkers : 0;
  const servers = await Promise.all(Array.from({ length: count }, () => startPowerdns()));
  project.provide(
    'powerdns',
    servers.map(({ url, apiKey, address }) => ({ endpoint: url, apiKey, address })),
  );
  project.provide('seed', Number(process.env['REGCTL_TEST_SEED'] ?? 20_261_121));
  const delegated = await startDelegatedWorld();
  project.provide('delegated', delegated.addresses);
  const outside = await startOutsideWorld('http://control-plane.test');
  project.provide('outside', outside.addresses);
  return async () => {
    await Promise.all([...servers.map((server) => server.stop()), delegated.stop(), outside.stop()]);
  };
}
