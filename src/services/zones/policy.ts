import type { DomainName } from '../../core/names.ts';
import type { ZonePolicy } from '../../core/plan/make-plan.ts';
import { DEFAULT_LIMITS } from '../../core/plan/safety.ts';
import type { LimitsRule, PatternRule } from '../../ports/zone-rule-store.ts';
import type { ZoneDeps } from './deps.ts';

/** Reads what people laid down about a zone. */
export async function readPolicy(
  deps: Pick<ZoneDeps, 'rules'>,
  account: string,
  zone: DomainName,
): Promise<ZonePolicy> {
  const rules = await deps.rules.list(account, zone);
  const ofKind = (kind: PatternRule['kind']): PatternRule[] =>
    rules.filter((rule): rule is PatternRule => rule.kind === kind);
  const limits = rules.findLast((rule): rule is LimitsRule => rule.kind === 'limits');
  return {
    protect: ofKind('protect'),
    ignore: ofKind('ignore'),
    claimed: ofKind('claim').map((rule) => rule.name),
    limits:
      limits === undefined
        ? DEFAULT_LIMITS
        : { maxDeletes: limits.maxDeletes, maxSharePercent: limits.maxSharePercent },
  };
}
