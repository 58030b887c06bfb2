import type { ChallengeWriter } from '../../ports/challenge-writer.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DelegationStore } from '../../ports/delegation-store.ts';
import type { DnsResolver } from '../../ports/dns-resolver.ts';
import type { Random } from '../../ports/random.ts';
import type { ConnectDeps } from './domain-connect.ts';
import type { createLookupOperations } from '../lookups/index.ts';

/** What a server has for challenge names that lead to it. */
export interface DelegationPart {
  /** Those of one organization. */
  readonly store: DelegationStore;
  readonly writer: ChallengeWriter;
  /** Recursive resolvers that are asked what the world sees: `address[:port]`, or the URL of DNS over HTTPS. */
  readonly resolvers: readonly string[];
  /** By which template users of DNS hosts may set the CNAME with one click; absent where the operator has none. */
  readonly connect?: Pick<ConnectDeps, 'template' | 'http'>;
}

/** What is needed to look whether a challenge name leads to its target. */
export interface SightDeps {
  readonly delegation: DelegationPart;
  readonly resolver: DnsResolver;
  readonly lookups: ReturnType<typeof createLookupOperations>;
  readonly clock: Clock;
  readonly random: Random;
}

/** How long a call may wait, how it is stopped, and who listens. */
export interface DelegationCall {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly onEvent?: (event: { readonly kind: 'waiting' | 'warning'; readonly message: string }) => void;
}
