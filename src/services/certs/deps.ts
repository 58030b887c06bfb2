import type { DomainName } from '../../core/names.ts';
import type { CaBudgetStore } from '../../ports/ca-budget-store.ts';
import type { CertificateAuthority, ExternalAccountBinding } from '../../ports/certificate-authority.ts';
import type { DeliveryPlaces } from '../../ports/certificate-delivery.ts';
import type { CertificateStore, KeyStore } from '../../ports/certificate-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DnsResolver } from '../../ports/dns-resolver.ts';
import type { InternalCaStore } from '../../ports/internal-ca.ts';
import type { Lock } from '../../ports/lock.ts';
import type { Random } from '../../ports/random.ts';
import type { X509 } from '../../ports/x509.ts';
import type { DelegationPart } from '../delegations/part.ts';
import type { createLookupOperations } from '../lookups/index.ts';
import type { ZoneDeps } from '../zones/deps.ts';
import type { ChallengeWrite } from './challenge-place.ts';
import type { SharedLooks } from './shared-looks.ts';
import type { Together } from './together.ts';

/** What the use cases around certificates are handed. */
export interface CertDeps {
  /** Where challenge names of others lead to this server. */
  readonly delegation?: DelegationPart;
  readonly certificates: CertificateStore;
  readonly keys: KeyStore;
  readonly x509: X509;
  readonly caBudgets: CaBudgetStore;
  /** The domain under which a name was registered, as CAs count by it. */
  readonly registeredDomain: (name: DomainName) => Promise<DomainName>;
  /** Opens the CA of a directory URL, once per process. */
  readonly authorityOf: (directoryUrl: string) => Promise<CertificateAuthority>;
  /** Asks a CA for account credentials by an e-mail address. */
  readonly requestBinding: (
    url: string,
    email: string,
    signal?: AbortSignal,
  ) => Promise<ExternalAccountBinding>;
  /** The root of this machine; a server has none. */
  readonly internalCa?: InternalCaStore;
  /** Where certificates are put; a server puts them nowhere. */
  readonly deliveryPlaces?: DeliveryPlaces;
  /** Writes the challenge records. */
  readonly zones: ZoneDeps;
  /** Brings together what is written to one zone at the same time. */
  readonly challengeWrites: Together<ChallengeWrite>;
  /** Brings together what is looked up of one zone at the same time. */
  readonly looks: SharedLooks;
  /** Sees whether they are answered. */
  readonly lookups: ReturnType<typeof createLookupOperations>;
  readonly resolver: DnsResolver;
  readonly lock: Lock;
  readonly clock: Clock;
  readonly random: Random;
}

/** How long a call may wait, how it is stopped, and who listens. */
export interface CertCall {
  readonly signal?: AbortSignal;
  /** Milliseconds for all waiting of one certificate: for locks, name servers and the CA. */
  readonly timeoutMs?: number;
  readonly onEvent?: (event: CertEvent) => void;
}

export type CertEvent = { readonly kind: 'waiting' | 'warning'; readonly message: string };

/** Milliseconds; CAs settle within seconds, slow name servers and slow CAs within minutes. */
export const DEFAULT_TIMEOUT_MS = 600_000;

/** The lock under which everything about one certificate runs. */
export function certificateLock(name: string): string {
  return `certificate/${name}`;
}

/** What of a call goes on to a service that knows fewer events. */
export function passOn(call: CertCall): {
  readonly signal?: AbortSignal;
  readonly onEvent: (event: { readonly kind: string; readonly message?: string }) => void;
} {
  return {
    ...(call.signal === undefined ? {} : { signal: call.signal }),
    onEvent: (event) => {
      if (event.message !== undefined && (event.kind === 'warning' || event.kind === 'waiting'))
        call.onEvent?.({ kind: event.kind, message: event.message });
    },
  };
}
