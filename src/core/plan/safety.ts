import type { RRset } from '../rrset.ts';
import { lostRecords, removedRecords } from './diff.ts';
import type { Change, GuardFinding } from './plan.ts';

/** How much may go without being allowed by number. */
export interface SafetyLimits {
  /** Records lost by one plan. */
  readonly maxDeletes: number;
  /** Records removed or replaced, in percent of the zone; only counted in zones of at least `MIN_RECORDS_FOR_SHARE`. */
  readonly maxSharePercent: number;
}

export const DEFAULT_LIMITS: SafetyLimits = { maxDeletes: 10, maxSharePercent: 30 };

/** Below this a share says nothing: one record of three is 33 %. */
export const MIN_RECORDS_FOR_SHARE = 10;

/**
 * Finds what is probably a mistake: mass deletion, a large share of the zone, and the loss of apex NS, SOA, DNSSEC records or mail.
 * Every finding here passes with `--allow-deletes` of at least `needsAllowDeletes`, and by nothing else.
 *
 * @param recordsBefore - records of the zone, SOA not counted
 */
export function checkSafety(
  changes: readonly Change[],
  recordsBefore: number,
  limits: SafetyLimits,
): GuardFinding[] {
  const lost = sum(changes, lostRecords);
  const removed = sum(changes, removedRecords);
  const findings: GuardFinding[] = [];
  if (lost > limits.maxDeletes) {
    findings.push({
      guard: 'too-many-deletes',
      message: `${lost} records would be lost; more than ${limits.maxDeletes} need a word`,
      needsAllowDeletes: lost,
    });
  }
  const share = (removed / recordsBefore) * 100;
  if (recordsBefore >= MIN_RECORDS_FOR_SHARE && share > limits.maxSharePercent) {
    findings.push({
      guard: 'large-share',
      message: `${removed} of ${recordsBefore} records would be removed or replaced (${Math.floor(share)} %); more than ${limits.maxSharePercent} % need a word`,
      needsAllowDeletes: removed,
    });
  }
  for (const change of changes) {
    const finding = vitalLoss(change);
    // One flag lets the whole plan pass, so it must cover all that the plan removes.
    if (finding !== undefined)
      findings.push({ ...finding, needsAllowDeletes: Math.max(lost, removedRecords(change)) });
  }
  return findings;
}

/** Gives the number that `--allow-deletes` must reach for every finding to pass; undefined where a finding passes by no number. */
export function requiredAllowDeletes(findings: readonly GuardFinding[]): number | undefined {
  let required = 0;
  for (const finding of findings) {
    if (finding.needsAllowDeletes === undefined) return undefined;
    required = Math.max(required, finding.needsAllowDeletes);
  }
  return required;
}

/** Gives the findings that still stop a plan once `allowDeletes` is granted. */
export function standingFindings(
  findings: readonly GuardFinding[],
  allowDeletes: number | undefined,
): GuardFinding[] {
  return findings.filter(
    (finding) => finding.needsAllowDeletes === undefined || finding.needsAllowDeletes > (allowDeletes ?? 0),
  );
}

/** Losses that take a whole zone or its mail off the internet, however few records they are. */
function vitalLoss(change: Change): Omit<GuardFinding, 'needsAllowDeletes'> | undefined {
  const removed = removedRecords(change);
  if (removed === 0) return undefined;
  if (
    change.type === 'DS' ||
    change.type === 'DNSKEY' ||
    change.type === 'CDS' ||
    change.type === 'CDNSKEY'
  ) {
    return {
      guard: 'dnssec',
      message: `${removed} ${change.type} at ${change.name} would go, which can make the zone bogus for validating resolvers`,
    };
  }
  if (change.name !== '@') return undefined;
  if (change.type === 'NS') {
    return {
      guard: 'apex-ns',
      message: `${list(change.before)} would no longer be name servers of the zone`,
    };
  }
  if (change.type === 'SOA' && change.after === null)
    return { guard: 'apex-soa', message: 'the SOA record would go' };
  if (change.type === 'MX' && change.after === null) {
    return { guard: 'mail', message: `the zone would no longer receive mail (${list(change.before)})` };
  }
  return undefined;
}

function list(rrset: RRset | null): string {
  return (rrset?.rdata ?? []).join(', ');
}

function sum(changes: readonly Change[], count: (change: Change) => number): number {
  return changes.reduce((total, change) => total + count(change), 0);
}
