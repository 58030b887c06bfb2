import { challengeName, type ChallengeKind } from '../../core/challenge-kind.ts';
import type { DomainName } from '../../core/names.ts';
import type { Certificate, CertificateOrder, ChallengeRecord } from '../../ports/certificate-store.ts';
import type { OpenAcmeAccount } from './accounts.ts';
import { openAtlas, type Atlas, type Served } from './atlas.ts';
import { OWN_ZONE } from './delegated.ts';
import { DEFAULT_TIMEOUT_MS, type CertCall, type CertDeps } from './deps.ts';
import { findZoneServers, type ZoneServers } from './zone-servers.ts';

/** An order while it is worked on. `save` writes it down and gives it back as it is then. */
export interface OrderRun {
  readonly account: OpenAcmeAccount;
  /** How names are proven. */
  readonly kind: ChallengeKind;
  /** The name at which the CA asks for the proof of a domain name. */
  readonly asked: (domain: DomainName) => DomainName;
  /** The zones of the accounts, listed once and read once. */
  readonly atlas: () => Promise<Atlas>;
  /** The name servers of a zone, asked once. */
  readonly serversOf: (served: Served) => Promise<ZoneServers>;
  readonly giveUpAt: number;
  /** The order as it was last written down. */
  readonly order: () => CertificateOrder;
  /** Where names were proven, by this run, the one that it goes on with, and for the certificate before. */
  readonly provenAt: () => readonly Served[];
  readonly save: (changes: Partial<CertificateOrder>) => Promise<void>;
}

/** Begins to work on an order. */
export function openRun(
  deps: CertDeps,
  { wish, issued }: Certificate,
  account: OpenAcmeAccount,
  started: CertificateOrder,
  call: CertCall,
): OrderRun {
  let order = started;
  let written = Promise.resolve();
  let atlas: Promise<Atlas> | undefined;
  const servers = new Map<string, Promise<ZoneServers>>();
  const known = issued?.provenAt ?? [];
  const proven = new Map<DomainName, string>();
  const noteZones = (records: readonly ChallengeRecord[]): void => {
    for (const { account: of, zone } of records) if (of !== OWN_ZONE) proven.set(zone, of);
  };
  noteZones(started.records);
  const kind = wish.challenge ?? 'dns-01';
  const asked = (domain: DomainName): DomainName => challengeName(kind, domain, account.account.url);
  const names = wish.identifiers.filter((one) => one.type === 'dns').map((one) => asked(one.value));
  return {
    account,
    kind,
    asked,
    atlas: () => (atlas ??= openAtlas(deps, { account: wish.dnsAccount ?? undefined, known }, names, call)),
    serversOf: (served) => {
      const key = `${served.account} ${served.zone}`;
      const asked =
        servers.get(key) ?? deps.looks.share(`servers ${key}`, () => findZoneServers(deps, served, call));
      servers.set(key, asked);
      return asked;
    },
    giveUpAt: deps.clock.now().getTime() + (call.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    order: () => order,
    // What the CA still took for proven was proven for the certificate before.
    provenAt: () => {
      const others = known.filter(({ zone }) => !proven.has(zone));
      return [...others, ...[...proven].map(([zone, of]) => ({ account: of, zone }))];
    },
    save: (changes) => {
      const next = { ...order, ...changes, updatedAt: deps.clock.now().toISOString() };
      order = next;
      noteZones(next.records);
      // One after the other: of two writes at once the older could come last.
      const before = written;
      const write = async (): Promise<void> => {
        await before;
        await deps.certificates.saveOrder(next);
      };
      written = write();
      return written;
    },
  };
}
