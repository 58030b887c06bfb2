import type { CustomHostnames } from '../../ports/custom-hostnames.ts';
import type { Account, AccountStore } from '../../ports/account-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DnsResolver } from '../../ports/dns-resolver.ts';
import type { LookupCall, LookupResult, Question } from '../lookups/index.ts';

/** What the use cases around custom hostnames are handed. */
export interface HostnameDeps {
  readonly accounts: AccountStore;
  /** The part of an account that has custom hostnames, opened once per process; undefined where it has none. */
  readonly hostnamesOf: (account: Account) => Promise<CustomHostnames | undefined>;
  /** Asks name servers, as `dns query` does. */
  readonly query: (question: Question, call?: LookupCall) => Promise<LookupResult>;
  readonly resolver: Pick<DnsResolver, 'addresses'>;
  readonly clock: Clock;
}

/** Zone and account of custom hostnames; where one of the two is not named, there must be only one. */
export interface HostnameScope {
  readonly zone?: string;
  readonly account?: string;
}

/** A custom hostname by name. */
export interface HostnameRef extends HostnameScope {
  readonly hostname: string;
}

/** How long a call may wait, how it is stopped, and who listens. */
export interface HostnameCall {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly onEvent?: (event: { readonly kind: 'waiting'; readonly message: string }) => void;
}
