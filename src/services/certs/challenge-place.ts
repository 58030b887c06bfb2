import type { DomainName, OwnerName } from '../../core/names.ts';
import type { ChallengeRecord } from '../../ports/certificate-store.ts';

/** Where the record for a challenge is written. */
export interface ChallengePlace {
  readonly asked: DomainName;
  readonly account: string;
  readonly zone: DomainName;
  readonly owner: OwnerName;
  /** TTL of TXT records that are there already; undefined where there are none. */
  readonly presentTtl: number | undefined;
}

/** A record on its way into a zone or out of it. */
export interface ChallengeWrite extends ChallengeRecord {
  readonly op: 'add' | 'remove';
  /** Whether the TTL of what stands beside it counts. */
  readonly keepsTtl: boolean;
}
