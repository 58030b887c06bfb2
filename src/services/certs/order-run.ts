import type { ChallengeKind } from '../../core/challenge-kind.ts';
import type { DomainName } from '../../core/names.ts';
import type { CertificateOrder } from '../../ports/certificate-store.ts';
import type { OpenAcmeAccount } from './accounts.ts';
import type { Atlas, Served } from './atlas.ts';
import type { ZoneServers } from './zone-servers.ts';

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
  readonly save: (changes: Partial<CertificateOrder>) => Promise<void>;
}
