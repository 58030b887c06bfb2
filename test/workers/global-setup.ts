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
    delegated: DelegatedAddresses;
    outside: OutsideAddresses;
  }
}

/** Starts, outside of workerd, the servers that the Worker speaks to. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = hasProgram('pdns_server', 'pdns-server pdns-backend-sqlite3')
    ? await startPowerdns()
    : undefined;
  project.provide(
    'powerdns',
    server === undefined
      ? undefined
      : { endpoint: server.url, apiKey: server.apiKey, address: server.address },
  );
  const delegated = await startDelegatedWorld();
  project.provide('delegated', delegated.addresses);
  const outside = await startOutsideWorld('http://control-plane.test');
  project.provide('outside', outside.addresses);
  return async () => {
    await Promise.all([server?.stop(), delegated.stop(), outside.stop()]);
  };
}
