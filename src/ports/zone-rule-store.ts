import type { DomainName } from '../core/names.ts';

/**
 * A rule about what may be changed in a zone.
 * `protect`: matching RRsets refuse every change. `ignore`: they belong to another writer and are left alone.
 * `claim`: `name` is an owner (`external-dns:default`) whose records regctl may change all the same; `type` is `*`.
 * `limits`: other thresholds for this zone.
 */
export type ZoneRule = PatternRule | LimitsRule;

export interface PatternRule {
  readonly id: string;
  readonly kind: 'protect' | 'ignore' | 'claim';
  readonly name: string;
  readonly type: string;
  readonly reason: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
}

export interface LimitsRule {
  readonly id: string;
  readonly kind: 'limits';
  readonly maxDeletes: number;
  readonly maxSharePercent: number;
  readonly createdAt: string;
}

/** Keeps rules by account and zone. `name` and `type` are glob patterns (`*`, `_acme-challenge.*`) over owner name and type. */
export interface ZoneRuleStore {
  list(account: string, zone: DomainName): Promise<readonly ZoneRule[]>;
  add(account: string, zone: DomainName, rule: ZoneRule): Promise<void>;
  /** Removes by id; `false` when it was not there. */
  remove(account: string, zone: DomainName, id: string): Promise<boolean>;
}
