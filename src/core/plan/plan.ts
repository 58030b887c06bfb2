import type { DomainName, OwnerName } from '../names.ts';
import type { RRset, RRTypeName } from '../rrset.ts';

/** One step of a plan: one RRset before and after. `create` has no before, `delete` no after, `update` both. */
export interface Change {
  readonly action: 'create' | 'update' | 'delete';
  readonly name: OwnerName;
  readonly type: RRTypeName;
  readonly before: RRset | null;
  readonly after: RRset | null;
}

/** Why a guard stops a plan, and what lets it pass. `--yes` never does. */
export interface GuardFinding {
  readonly guard:
    | 'too-many-deletes'
    | 'large-share'
    | 'apex-ns'
    | 'apex-soa'
    | 'dnssec'
    | 'mail'
    | 'protected'
    | 'owned-by-other';
  /** What would be lost, with names and numbers. */
  readonly message: string;
  /** Records lost by the whole plan; `--allow-deletes` must be at least this. Absent where no flag lets the plan pass. */
  readonly needsAllowDeletes?: number;
  /** What to type instead, where no flag lets the plan pass. */
  readonly hint?: string;
}

/** An RRset that the desired state does not hold and that the plan leaves as it is, with the reason. */
export interface LeftAlone {
  readonly name: OwnerName;
  readonly type: RRTypeName;
  readonly reason: string;
}

/** What is to be done to one zone, as data: it can be stored, shown, sent, approved and applied later. */
export interface Plan {
  readonly format: 'regctl.plan/v1';
  /** `plan_` and the first 16 hex digits of the digest over everything else; a changed file no longer matches. */
  readonly id: string;
  readonly account: string;
  readonly provider: string;
  readonly zone: DomainName;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** Digest of the zone's state that the changes were computed from (`hashZone`). */
  readonly baseHash: string;
  /** Digest of the configuration and files that asked for it; null for an imperative command. */
  readonly configHash: string | null;
  /** In apply order. */
  readonly changes: readonly Change[];
  readonly guards: readonly GuardFinding[];
  readonly leftAlone: readonly LeftAlone[];
  /** Name and type patterns that the configuration sets aside for other writers; they hold at apply too. */
  readonly ignore: readonly { readonly id: string; readonly name: string; readonly type: string }[];
  /** What the reader should know besides: what the provider will do differently, that the zone is created first. */
  readonly notes: readonly string[];
  /** Records of the zone before, SOA not counted; the share guard is a part of this. */
  readonly recordsBefore: number;
}
