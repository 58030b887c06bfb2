import { canonicalJson, digestText } from '../canonical-json.ts';
import { RegctlError } from '../errors.ts';
import { matchesRule } from '../glob.ts';
import type { DomainName } from '../names.ts';
import { findOwners, ruleOwner, type Owner } from '../ownership.ts';
import { rrsetKey, type RRset } from '../rrset.ts';
import { countRecords, hashZone } from '../zone.ts';
import { checkCapabilities, checkUniformTtl, takesType, type WriteLimits } from './capabilities.ts';
import { checkConsistency } from './consistency.ts';
import { applyChanges, diffRRsets } from './diff.ts';
import { orderChanges } from './order.ts';
import type { Change, GuardFinding, LeftAlone, Plan } from './plan.ts';
import { checkSafety, type SafetyLimits } from './safety.ts';
import { withSerialOf } from './soa.ts';

/** What people have laid down about a zone: what is protected, set aside for others, claimed, and how much may go. */
export interface ZonePolicy {
  readonly protect: readonly {
    readonly id: string;
    readonly name: string;
    readonly type: string;
    readonly reason: string;
  }[];
  readonly ignore: readonly { readonly id: string; readonly name: string; readonly type: string }[];
  /** Owners (`external-dns:default`) whose records regctl may change all the same. */
  readonly claimed: readonly string[];
  readonly limits: SafetyLimits;
}

export interface MakePlan {
  readonly account: string;
  readonly provider: string;
  readonly zone: DomainName;
  readonly current: readonly RRset[];
  readonly desired: readonly RRset[];
  /**
   * Whether `desired` was meant as a whole (a file, a snapshot): what it lacks, and others own, is then left alone.
   * Otherwise each difference was named by the user, and touching what others own is refused.
   */
  readonly whole: boolean;
  /** Whether `desired` is all that a provider held, what only it knows included: a snapshot. A file may lack that and means nothing by it. */
  readonly exact?: boolean;
  readonly policy: ZonePolicy;
  /** What the configuration sets aside for other writers, besides the policy's own. */
  readonly ignore: ZonePolicy['ignore'];
  readonly limits: WriteLimits;
  readonly configHash: string | null;
  /** What the reader of the plan should know besides. */
  readonly notes?: readonly string[];
  /** What a write does besides the changes, where there are any. */
  readonly writeNotes?: readonly string[];
  readonly createdAt: Date;
}

/**
 * Makes the plan that brings a zone from `current` to `desired`: differences, less what is left alone, in apply order, with the guards that
 * stop it.
 *
 * @throws RegctlError `INVALID_ZONE`, `RRTYPE_UNSUPPORTED`, `CAPABILITY_MISSING`, `INVALID_TTL`
 */
export function makePlan(input: MakePlan): Plan {
  const policy = { ...input.policy, ignore: [...input.policy.ignore, ...input.ignore] };
  const leftAlone: LeftAlone[] = [];
  const changes: Change[] = [];
  const owners = foreignOwners({ current: input.current, policy });
  for (const change of diffRRsets(input.current, withSoaOf(input.current, input.desired))) {
    const reason = input.whole
      ? (reasonToLeave(change, ownerOf(change, owners, policy), input.limits) ?? unsaid(change, input))
      : undefined;
    if (reason === undefined) changes.push(change);
    else leftAlone.push({ name: change.name, type: change.type, reason });
  }
  checkCapabilities(changes, input.limits, input.provider);
  if (changes.length > 0) {
    const after = applyChanges(input.current, changes);
    checkConsistency(after, changes);
    checkUniformTtl(after, changes, input.limits, input.provider);
  }
  const recordsBefore = countRecords(input.current.filter((rrset) => rrset.type !== 'SOA'));
  return sealPlan({
    format: 'regctl.plan/v1',
    account: input.account,
    provider: input.provider,
    zone: input.zone,
    createdAt: input.createdAt.toISOString(),
    baseHash: hashZone({ name: input.zone, rrsets: input.current }),
    configHash: input.configHash,
    changes: orderChanges(changes),
    guards: [
      ...checkSafety(changes, recordsBefore, policy.limits),
      ...policyFindings(changes, owners, { policy, zone: input.zone }),
    ],
    leftAlone,
    ignore: input.ignore,
    notes: [...(input.notes ?? []), ...(changes.length === 0 ? [] : (input.writeNotes ?? []))],
    recordsBefore,
  });
}

/** Finds what the policy forbids of some changes: protected RRsets, and those that others own. No number lets these pass. */
export function policyFindings(
  changes: readonly Change[],
  owners: ReadonlyMap<string, Owner>,
  { policy, zone }: { readonly policy: ZonePolicy; readonly zone: DomainName },
): GuardFinding[] {
  return changes.flatMap((change): GuardFinding[] => {
    const rule = policy.protect.find((candidate) => matchesRule(candidate, change));
    const where = `${change.name} ${change.type}`;
    if (rule !== undefined) {
      const why = rule.reason === '' ? '' : `: ${rule.reason}`;
      return [
        {
          guard: 'protected',
          message: `${where} is protected by rule ${rule.id}${why}`,
          hint: `regctl zones unprotect ${zone} ${rule.id}`,
        },
      ];
    }
    const owner = ownerOf(change, owners, policy);
    if (owner === undefined) return [];
    return [
      {
        guard: 'owned-by-other',
        message: `${where} belongs to ${owner.owner}`,
        hint:
          owner.sign === 'rule'
            ? `regctl zones unprotect ${zone} ${owner.owner.slice('rule:'.length)}`
            : `regctl owners claim ${zone} ${owner.owner}`,
      },
    ];
  });
}

/** Gives the RRsets of a zone that others own and regctl was not told to take over. */
export function foreignOwners(input: {
  readonly current: readonly RRset[];
  readonly policy: ZonePolicy;
}): ReadonlyMap<string, Owner> {
  const owners = findOwners(input.current, input.policy.ignore);
  return new Map([...owners].filter(([, owner]) => !input.policy.claimed.includes(owner.owner)));
}

/** Puts the digest of all else into a plan as its id. */
export function sealPlan(plan: Omit<Plan, 'id'>): Plan {
  return { ...plan, id: planId(plan) };
}

/**
 * Checks that a plan is one regctl sealed and that nothing in it was changed since.
 *
 * @throws RegctlError `INVALID_PLAN`
 */
export function checkSeal(plan: Plan): void {
  const { id, ...rest } = plan;
  if (planId(rest) === id) return;
  throw new RegctlError('INVALID_PLAN', `plan ${id} was changed after it was made`, {
    reason:
      'its id is the digest of its content and no longer matches, so what was reviewed is not what would run',
    hint: 'make a new one with `regctl plan --out FILE`',
  });
}

function planId(plan: Omit<Plan, 'id'>): string {
  return `plan_${digestText(canonicalJson(plan)).slice(0, 16)}`;
}

/** Who owns what a change touches. A sign can stand only at records that are there; a rule holds for those that are yet to come, too. */
function ownerOf(change: Change, owners: ReadonlyMap<string, Owner>, policy: ZonePolicy): Owner | undefined {
  return owners.get(rrsetKey(change)) ?? ruleOwner(policy.ignore, change);
}

function reasonToLeave(change: Change, owner: Owner | undefined, limits: WriteLimits): string | undefined {
  if (owner !== undefined) return `belongs to ${owner.owner}`;
  // Only a broken zone lacks it where it can be written, and then the desired state mends it.
  if (change.type === 'SOA' && (change.action === 'delete' || !takesType(limits, 'SOA'))) {
    return 'the provider keeps the SOA record itself';
  }
  if (change.name === '@' && change.type === 'NS') {
    if (!limits.writesApexNs) return 'the provider keeps the apex NS records itself';
    // A file without apex NS records says nothing about the delegation; only other NS records there do.
    if (change.action === 'delete') return 'the desired state names no apex NS records';
  }
  return undefined;
}

/** A file that says nothing of NATIVE records was made where they are not known, and does not ask for their end. */
function unsaid(change: Change, input: MakePlan): string | undefined {
  if (change.type !== 'NATIVE' || change.action !== 'delete' || input.exact === true) return undefined;
  return input.desired.some((rrset) => rrset.type === 'NATIVE')
    ? undefined
    : `only ${input.provider} knows it, and the desired state says nothing of it`;
}

/** The serial of a SOA record is the provider's to move: the desired SOA takes over the present serial before they are compared. */
function withSoaOf(current: readonly RRset[], desired: readonly RRset[]): readonly RRset[] {
  const present = current.find((rrset) => rrset.type === 'SOA' && rrset.name === '@');
  const index = desired.findIndex((rrset) => rrset.type === 'SOA' && rrset.name === '@');
  const wanted = desired[index];
  if (present === undefined || wanted === undefined) return desired;
  return desired.with(index, withSerialOf(wanted, present));
}
