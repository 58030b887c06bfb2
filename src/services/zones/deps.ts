import type { Change } from '../../core/plan/plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DnsProvider } from '../../ports/dns-provider.ts';
import type { Lock } from '../../ports/lock.ts';
import type { OperationStore } from '../../ports/operation-store.ts';
import type { PlanStore } from '../../ports/plan-store.ts';
import type { Random } from '../../ports/random.ts';
import type { SnapshotStore } from '../../ports/snapshot-store.ts';
import type { ZoneRuleStore } from '../../ports/zone-rule-store.ts';
import type { Account, AccountStore } from '../../ports/account-store.ts';

/** What the use cases around zones are handed. */
export interface ZoneDeps {
  readonly accounts: AccountStore;
  /** The DNS part of an account, opened once per process. @throws RegctlError `CAPABILITY_MISSING` when it has none */
  readonly dnsOf: (account: Account) => Promise<DnsProvider>;
  readonly snapshots: SnapshotStore;
  readonly operations: OperationStore;
  readonly plans: PlanStore;
  readonly rules: ZoneRuleStore;
  readonly lock: Lock;
  readonly clock: Clock;
  readonly random: Random;
  /** Who acts, for the journal: `user@host pid 4711`. */
  readonly actor: string;
}

/** How long a call may wait, how it is stopped, and who listens. */
export interface ZoneCall {
  readonly signal?: AbortSignal;
  /** Milliseconds to wait for another process that works on the zone. */
  readonly timeoutMs?: number;
  readonly onEvent?: (event: ZoneEvent) => void;
}

export type ZoneEvent =
  | { readonly kind: 'waiting'; readonly message: string }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'resuming'; readonly message: string; readonly operation: string }
  | {
      readonly kind: 'applied';
      readonly done: number;
      readonly total: number;
      readonly change: Change;
      /** Entry of the journal. */
      readonly operation: string;
    };

/** Milliseconds; how long a write waits for another one when nothing else is said. */
export const DEFAULT_LOCK_TIMEOUT_MS = 30_000;

/** The lock under which everything that writes to one zone runs. */
export function zoneLock(account: string, zone: string): string {
  return `zone/${account}/${zone}`;
}
