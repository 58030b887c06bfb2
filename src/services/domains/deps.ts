import type { DomainName } from '../../core/names.ts';
import type { Account, AccountStore } from '../../ports/account-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DnsResolver } from '../../ports/dns-resolver.ts';
import type { JobStore, LookupStore } from '../../ports/job-store.ts';
import type { Lock } from '../../ports/lock.ts';
import type { Random } from '../../ports/random.ts';
import type { Registrar } from '../../ports/registrar.ts';
import type { ZoneDeps } from '../zones/deps.ts';

/** What the use cases around registrations are handed. */
export interface DomainDeps {
  readonly accounts: AccountStore;
  /** The registrar part of an account, opened once per process; undefined where it has none. */
  readonly registrarOf: (account: Account) => Promise<Registrar | undefined>;
  /** For the records that new name servers must serve. */
  readonly zones: ZoneDeps;
  readonly resolver: DnsResolver;
  readonly jobs: JobStore;
  readonly lookups: LookupStore;
  readonly lock: Lock;
  readonly clock: Clock;
  readonly random: Random;
  readonly actor: string;
}

/** A registration by name. `account` decides where more than one could be meant. */
export interface DomainRef {
  readonly name: DomainName;
  readonly account?: string;
}

/** How long a call may wait, how it is stopped, and who listens. */
export interface DomainCall {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly onEvent?: (event: { readonly kind: 'waiting'; readonly message: string }) => void;
  /** One account of several could not be asked. */
  readonly onFailure?: (account: string, error: unknown) => void;
}

/** The lock under which everything that changes one registration runs. */
export function domainLock(account: string, name: DomainName): string {
  return `domain/${account}/${name}`;
}

/** The signal of a call, for calls that take nothing else of it. */
export function signalOf(call: DomainCall): { readonly signal?: AbortSignal } {
  return call.signal === undefined ? {} : { signal: call.signal };
}
