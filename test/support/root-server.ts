import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderSource, startDnsServer } from '../../src/adapters/dns-server/index.ts';
import { silent } from './open-provider.ts';

/** A root of the test's own, and what the resolver needs to begin there. */
export interface RootServer {
  /** `address:port`. */
  readonly address: string;
  /** For `resolver.hosts`. */
  readonly hosts: { readonly [name: string]: string };
  stop(): Promise<void>;
}

/** Starts a root server. @param records - in master file form, below its SOA and NS */
export async function startRootServer(records: string): Promise<RootServer> {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-root-'));
  writeFileSync(
    join(folder, 'root.zone'),
    `$TTL 300\n@ SOA ns.root. h.root. 1 2 3 4 5\n@ NS ns.root.\n${records}`,
  );
  const server = await startDnsServer(createFolderSource(folder, silent), {
    host: '127.0.0.1',
    port: 0,
    logger: silent,
  });
  return {
    address: server.address,
    hosts: { 'ns.root': server.address },
    stop: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
