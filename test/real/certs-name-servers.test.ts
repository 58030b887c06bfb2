import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createX509 } from '../../src/adapters/x509/index.ts';
import type { AddAccount } from '../../src/control-plane/index.ts';
import type { Credentials, CredentialStore } from '../../src/ports/credential-store.ts';
import { openLocalControlPlane } from '../../src/main/local.ts';
import { startAcmeServer } from '../support/acme/server.ts';
import { silent, unlimited } from '../support/open-provider.ts';
import { hasProgram } from '../support/programs.ts';
import { startBind, type UpdateServer } from '../support/servers/bind.ts';
import { startKnot } from '../support/servers/knot.ts';
import { startPowerdns } from '../support/servers/powerdns.ts';
import { pebbleStands, startPebble } from '../support/servers/pebble.ts';
import { ZONE } from '../support/servers/zone.ts';

interface NameServer {
  /** `address:port` where it answers. */
  readonly address: string;
  readonly account: AddAccount;
  /** Whether the zone is to be made first. */
  readonly isEmpty: boolean;
  stop(): Promise<void>;
}

/** Keeps secrets for as long as the test runs. */
function inMemory(): CredentialStore {
  const kept = new Map<string, Credentials>();
  return {
    location: 'keychain',
    get: (account) => Promise.resolve(kept.get(account)),
    set: (account, credentials) => Promise.resolve(void kept.set(account, credentials)),
    delete: (account) => Promise.resolve(void kept.delete(account)),
  };
}

const byUpdate = (server: UpdateServer): NameServer => ({
  address: server.address,
  account: {
    name: 'dns',
    provider: 'rfc2136',
    endpoint: server.address,
    zones: [ZONE],
    credentials: { 'tsig-name': server.key.name, 'tsig-secret': server.key.secret },
    settings: { 'tsig-algorithm': server.key.algorithm },
  },
  isEmpty: false,
  stop: () => server.stop(),
});

const SERVERS: readonly (readonly [name: string, isThere: boolean, start: () => Promise<NameServer>])[] = [
  ['BIND', hasProgram('named', 'bind9'), async () => byUpdate(await startBind())],
  ['Knot', hasProgram('knotd', 'knot'), async () => byUpdate(await startKnot())],
  [
    'PowerDNS',
    hasProgram('pdns_server', 'pdns-server'),
    async () => {
      const server = await startPowerdns();
      const credentials = { 'api-key': server.apiKey };
      return {
        address: server.address,
        account: { name: 'dns', provider: 'powerdns', endpoint: server.url, credentials },
        isEmpty: true,
        stop: () => server.stop(),
      };
    },
  ],
];

describe.each(SERVERS)('certificates through %s', (_, isThere, start) => {
  for (const ca of ['the strict CA', 'Pebble'] as const) {
    it.runIf(isThere && (ca !== 'Pebble' || pebbleStands() !== 'none'))(`by ${ca}`, async () => {
      const server = await start();
      const authority =
        ca === 'Pebble'
          ? await startPebble({ dnsServer: server.address, nonceReject: 20, authzReuse: 100 })
          : await startAcmeServer({ dnsServers: [server.address] });
      const folder = mkdtempSync(join(tmpdir(), 'regctl-certs-'));
      const secrets = inMemory();
      const regctl = openLocalControlPlane({
        environment: {},
        stateDir: join(folder, 'state'),
        dataDir: folder,
        resolver: { hosts: { [`ns1.${ZONE}`]: server.address }, roots: [server.address] },
        logger: silent,
        wrap: (deps) => ({
          ...deps,
          credentialsOf: () => secrets,
          surroundings: { ...deps.surroundings, limiter: unlimited, http: authority.http },
        }),
      });
      try {
        await regctl.accounts.add(server.account);
        if (server.isEmpty)
          await regctl.zones.create({ zone: ZONE, account: 'dns', nameservers: [`ns1.${ZONE}`] });
        const { certificate } = await regctl.certs.issue({
          identifiers: [
            { type: 'dns', value: ZONE },
            { type: 'dns', value: `*.${ZONE}` },
          ],
          agreesToTerms: true,
          wish: { cas: [authority.directoryUrl] },
        });
        const [leaf] = await createX509().readCertificates(certificate.issued?.chainPem ?? '');
        expect(leaf?.identifiers.map(({ value }) => value).toSorted()).toEqual([`*.${ZONE}`, ZONE]);
        const { rrsets } = await regctl.zones.read({ zone: ZONE });
        expect(rrsets.filter(({ type }) => type === 'TXT')).toEqual([]);
      } finally {
        await regctl.close();
        await Promise.all([authority.stop(), server.stop()]);
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});
