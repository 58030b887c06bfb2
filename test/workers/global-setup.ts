import type { TestProject } from 'vitest/node';
import { startDelegatedWorld, type DelegatedAddresses } from '../support/delegated-world.ts';
import { startOutsideWorld, type OutsideAddresses } from '../support/outside-world.ts';
import { hasProgram } from '../support/programs.ts';
import { startPowerdns } from '../support/servers/powerdns.ts';

/** A name server whose API the Worker can reach; undefined where PowerDNS is not installed. */
export interface PowerdnsAccount {
  readonly endpoint: string;
  readonly apiKey: string;
  /** Where it answers questions. */
  readonly address: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    powerdns: PowerdnsAccount | undefined;
    /** Another one, which has none of its zones. */
    second: PowerdnsAccount | undefined;
    /** Of random numbers. */
    seed: number;
    delegated: DelegatedAddresses;
    outside: OutsideAddresses;
  }
}

/** Starts, outside of workerd, the servers that the Worker speaks to. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const isInstalled = hasProgram('pdns_server', 'pdns-server pdns-backend-sqlite3');
  const servers = isInstalled ? await Promise.all([startPowerdns(), startPowerdns()]) : [];
  const [first, second] = servers.map(({ url, apiKey, address }) => ({ endpoint: url, apiKey, address }));
  project.provide('powerdns', first);
  project.provide('second', second);
  project.provide('seed', Number(process.env['REGCTL_TEST_SEED'] ?? 20_261_121));
  const delegated = await startDelegatedWorld();
  project.provide('delegated', delegated.addresses);
  const outside = await startOutsideWorld('http://control-plane.test');
  project.provide('outside', outside.addresses);
  return async () => {
    await Promise.all([...servers.map((server) => server.stop()), delegated.stop(), outside.stop()]);
  };
}
