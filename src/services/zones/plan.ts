import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import { makePlan } from '../../core/plan/make-plan.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { DEFAULT_TTL, editRRsets, mergeRRsets, type RRsetEdit } from '../../core/plan/target.ts';
import type { RRset } from '../../core/rrset.ts';
import type { DnsCapabilities, ProviderZoneState } from '../../ports/dns-provider.ts';
import type { ZoneCall, ZoneDeps } from './deps.ts';
import { cannotCreate } from './create.ts';
import { findZone, type FoundZone } from './find-zone.ts';
import { readPolicy } from './policy.ts';
import { settleInterrupted } from './settle.ts';

export interface PlanInput {
  readonly zone: DomainName;
  readonly account?: string;
  readonly target:
    | { readonly kind: 'replace'; readonly rrsets: readonly RRset[] }
    | { readonly kind: 'merge'; readonly rrsets: readonly RRset[]; readonly onlyNew: boolean }
    | { readonly kind: 'edit'; readonly edits: readonly RRsetEdit[] }
    | { readonly kind: 'restore'; readonly snapshot: string };
  readonly configHash?: string;
  readonly ignore?: readonly { readonly name: string; readonly type: string }[];
  /** Whether to plan as for an empty zone where the account has none of that name yet. */
  readonly orEmpty?: boolean;
  readonly keep?: boolean;
}

/**
 * Computes what would be done to a zone to reach a target; writes nothing at the provider.
 * An apply that was interrupted earlier is first accounted for, and said so by a `resuming` event.
 */
export async function createPlan(deps: ZoneDeps, input: PlanInput, call: ZoneCall = {}): Promise<Plan> {
  const found = await findZone(deps, input, call);
  const { account, dns } = found;
  if (input.target.kind === 'edit')
    refuseUnknownExtras(input.target.edits, dns.capabilities, account.provider);
  const present = await presentState(deps, found, input, call);
  const state = present ?? { rrsets: [] };
  const policy = await readPolicy(deps, account.name, input.zone);
  const desired = await desiredRRsets(deps, input, state.rrsets, newTtl(state.rrsets, dns.capabilities));
  const plan = makePlan({
    account: account.name,
    provider: account.provider,
    zone: input.zone,
    current: state.rrsets,
    desired: knownExtras(input, desired, dns.capabilities),
    whole: input.target.kind === 'replace' || input.target.kind === 'restore',
    exact: input.target.kind === 'restore',
    policy,
    ignore: (input.ignore ?? []).map((pattern, index) => ({ id: `config-${index + 1}`, ...pattern })),
    limits: dns.capabilities,
    configHash: input.configHash ?? null,
    notes:
      present === undefined ? [`zone ${input.zone} is not on ${account.name} yet; it is created first`] : [],
    writeNotes: present?.notes ?? [],
    createdAt: deps.clock.now(),
  });
  // What a zone that is created first will hold besides is not known yet.
  if (present !== undefined && plan.changes.length > 0)
    dns.checkChanges?.(input.zone, present.rrsets, plan.changes);
  if (input.keep === true) await deps.plans.save(plan);
  return plan;
}

/** A file may carry extras of a provider that the zone is not at (octoDNS's layout keeps them apart): they are not this account's. An edit means what it says. */
function knownExtras(
  input: PlanInput,
  desired: readonly RRset[],
  { extras: known = [] }: DnsCapabilities,
): readonly RRset[] {
  if (input.target.kind === 'edit' || input.target.kind === 'restore') return desired;
  return desired.map((rrset) => {
    if (rrset.extras === undefined) return rrset;
    const { extras, ...bare } = rrset;
    const kept = Object.entries(extras).filter(([key]) => known.includes(key));
    return kept.length === 0 ? bare : { ...bare, extras: Object.fromEntries(kept) };
  });
}

/** Refuses keys that the provider does not keep, a misspelt one among them: compared with what is there, they would make no difference. */
function refuseUnknownExtras(
  edits: readonly RRsetEdit[],
  { extras: known = [] }: DnsCapabilities,
  provider: string,
): void {
  for (const edit of edits) {
    const keys = 'extras' in edit ? Object.keys(edit.extras ?? {}) : [];
    const unknown = keys.find((key) => !known.includes(key));
    if (unknown === undefined) continue;
    throw new RegctlError('CAPABILITY_MISSING', `${edit.name} ${edit.type} cannot be given ${unknown}`, {
      reason: `${provider} keeps ${known.length === 0 ? 'nothing' : known.join(', ')} beside records`,
      hint:
        known.length === 0
          ? 'leave the extra out'
          : `write \`--extra KEY=VALUE\` with one of ${known.join(', ')}`,
      provider,
    });
  }
}

/** The zone as it is; undefined where it is not there, can be created, and may be missing. */
async function presentState(
  deps: ZoneDeps,
  found: FoundZone,
  input: PlanInput,
  call: ZoneCall,
): Promise<ProviderZoneState | undefined> {
  const { account, dns, zone } = found;
  try {
    await settleInterrupted(deps, found, call);
    return await dns.readZone(zone, call.signal);
  } catch (error) {
    if (input.orEmpty !== true || !isRegctlError(error, 'ZONE_NOT_FOUND')) throw error;
    if (dns.createZone === undefined) throw cannotCreate(account, zone);
    return undefined;
  }
}

/** The TTL of a new RRset: the zone's where it has but one, else as near to ours as the provider takes. */
function newTtl(current: readonly RRset[], capabilities: DnsCapabilities): number {
  const shared = capabilities.uniformTtl === true ? current.find((rrset) => rrset.ttl > 0)?.ttl : undefined;
  return shared ?? Math.max(capabilities.minTtl, Math.min(DEFAULT_TTL, capabilities.maxTtl));
}

async function desiredRRsets(
  deps: ZoneDeps,
  input: PlanInput,
  current: readonly RRset[],
  defaultTtl: number,
): Promise<readonly RRset[]> {
  const { target } = input;
  switch (target.kind) {
    case 'replace':
      return target.rrsets;
    case 'merge':
      return mergeRRsets(current, target.rrsets, target.onlyNew);
    case 'edit':
      return editRRsets(current, target.edits, defaultTtl);
    case 'restore': {
      const found = await deps.snapshots.get(target.snapshot);
      if (found === undefined) throw snapshotNotFound(target.snapshot);
      if (found.snapshot.zone !== input.zone) {
        throw new RegctlError(
          'INVALID_INPUT',
          `snapshot ${target.snapshot} is of zone ${found.snapshot.zone}, not ${input.zone}`,
          {
            reason: "restoring it here would put another zone's records into this one",
            hint: `regctl zones history ${input.zone}`,
          },
        );
      }
      return found.rrsets;
    }
  }
}

/** What is thrown for a snapshot id that the store does not hold. */
export function snapshotNotFound(id: string): RegctlError {
  return new RegctlError('SNAPSHOT_NOT_FOUND', `snapshot ${id} not found`, {
    reason: 'the store of this machine holds no snapshot of that id',
    hint: 'list them with `regctl zones history ZONE`',
  });
}
