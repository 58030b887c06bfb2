import { RegctlError } from '../../core/errors.ts';
import type { GuardFinding, Plan } from '../../core/plan/plan.ts';
import { requiredAllowDeletes, standingFindings } from '../../core/plan/safety.ts';

/**
 * Stops a plan that a guard objects to.
 *
 * @throws RegctlError `PROTECTED` where no flag helps, else `UNSAFE_PLAN` with the exact flag; `details.guards` has every finding
 */
export function refuseUnsafe(
  plan: Plan,
  findings: readonly GuardFinding[],
  allowDeletes: number | undefined,
): void {
  const standing = standingFindings(findings, allowDeletes);
  const [first] = standing;
  if (first === undefined) return;
  const firm = standing.find((finding) => finding.needsAllowDeletes === undefined);
  const details = { guards: standing.map((finding) => ({ guard: finding.guard, message: finding.message })) };
  if (firm !== undefined) {
    throw new RegctlError('PROTECTED', `plan for ${plan.zone} refused`, {
      reason: standing.map((finding) => finding.message).join('; '),
      details,
      ...(firm.hint === undefined ? {} : { hint: firm.hint }),
    });
  }
  throw new RegctlError('UNSAFE_PLAN', `plan for ${plan.zone} refused by a guard`, {
    reason: standing.map((finding) => finding.message).join('; '),
    hint: `if that is meant, add \`--allow-deletes ${requiredAllowDeletes(findings) ?? 0}\``,
    details,
  });
}
