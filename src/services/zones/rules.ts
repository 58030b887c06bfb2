import { RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { DomainName } from '../../core/names.ts';
import type { SafetyLimits } from '../../core/plan/safety.ts';
import { findOwners } from '../../core/ownership.ts';
import type { PatternRule, ZoneRule } from '../../ports/zone-rule-store.ts';
import type { ZoneCall, ZoneDeps } from './deps.ts';
import { findZone, findZoneToRead } from './find-zone.ts';
import { readPolicy } from './policy.ts';

type Ref = { readonly zone: DomainName; readonly account?: string };

/** A rule as the user states it: patterns to protect or set aside, or other thresholds; a threshold that is not given stays as it is. */
export type NewRule =
  | {
      readonly name: string;
      readonly type: string;
      readonly reason?: string;
      readonly kind?: 'protect' | 'ignore';
    }
  | NewLimits;

interface NewLimits {
  readonly maxDeletes?: number;
  readonly maxSharePercent?: number;
}

/** Lists the rules of a zone. */
export async function listRules(deps: ZoneDeps, ref: Ref, call: ZoneCall = {}): Promise<readonly ZoneRule[]> {
  const { account, zone } = await findZoneToRead(deps, ref, call);
  return deps.rules.list(account.name, zone);
}

/** Lays down a rule; new thresholds take the place of earlier ones. @throws RegctlError `INVALID_INPUT` */
export async function protectZone(deps: ZoneDeps, ref: Ref, input: NewRule): Promise<ZoneRule> {
  const { account, zone } = await findZone(deps, ref);
  const now = deps.clock.now();
  const base = { id: makeId('rule', now, deps.random.bytes(7)), createdAt: now.toISOString() };
  const rule: ZoneRule =
    'name' in input
      ? {
          ...base,
          kind: input.kind ?? 'protect',
          name: input.name,
          type: input.type,
          reason: input.reason ?? '',
        }
      : { ...base, kind: 'limits', ...(await newLimits(deps, account.name, zone, input)) };
  await deps.rules.add(account.name, zone, rule);
  if (rule.kind === 'limits')
    await removeRules(deps, account.name, zone, ({ kind, id }) => kind === 'limits' && id !== rule.id);
  return rule;
}

async function newLimits(
  deps: ZoneDeps,
  account: string,
  zone: DomainName,
  input: NewLimits,
): Promise<SafetyLimits> {
  if (input.maxSharePercent !== undefined && input.maxSharePercent > 100) {
    throw new RegctlError('INVALID_INPUT', `${input.maxSharePercent} % of ${zone} cannot be a threshold`, {
      reason: 'a plan removes or replaces 100 % of a zone at most',
      hint: 'give a share from 0 to 100',
    });
  }
  const { limits } = await readPolicy(deps, account, zone);
  return {
    maxDeletes: input.maxDeletes ?? limits.maxDeletes,
    maxSharePercent: input.maxSharePercent ?? limits.maxSharePercent,
  };
}

/** Takes a rule back. @throws RegctlError `NOT_FOUND` */
export async function unprotectZone(deps: ZoneDeps, ref: Ref, id: string): Promise<void> {
  const { account, zone } = await findZone(deps, ref);
  if (await deps.rules.remove(account.name, zone, id)) return;
  throw new RegctlError('NOT_FOUND', `zone ${zone} has no rule ${id}`, {
    reason: 'rules belong to one account and zone',
    hint: `list them with \`regctl zones protect ${zone}\``,
  });
}

/** Lists the RRsets that carry another writer's sign. */
export async function listOwners(
  deps: ZoneDeps,
  ref: Ref,
  call: ZoneCall = {},
): Promise<readonly { name: string; type: string; owner: string; sign: string; claimed: boolean }[]> {
  const { account, dns, zone } = await findZoneToRead(deps, ref, call);
  const [state, policy] = await Promise.all([
    dns.readZone(zone, call.signal),
    readPolicy(deps, account.name, zone),
  ]);
  return [...findOwners(state.rrsets, policy.ignore).values()].map((owner) => ({
    ...owner,
    claimed: policy.claimed.includes(owner.owner),
  }));
}

/** Lets regctl change what `owner` holds (`external-dns:default`), or stops doing so. */
export async function claimOwner(
  deps: ZoneDeps,
  ref: Ref,
  input: { readonly owner: string; readonly claimed: boolean },
): Promise<void> {
  const { account, zone } = await findZone(deps, ref);
  const isClaim = (rule: ZoneRule): boolean => rule.kind === 'claim' && rule.name === input.owner;
  await removeRules(deps, account.name, zone, isClaim);
  if (!input.claimed) return;
  const now = deps.clock.now();
  const rule: PatternRule = {
    id: makeId('rule', now, deps.random.bytes(7)),
    kind: 'claim',
    name: input.owner,
    type: '*',
    reason: '',
    createdAt: now.toISOString(),
  };
  await deps.rules.add(account.name, zone, rule);
}

async function removeRules(
  deps: ZoneDeps,
  account: string,
  zone: DomainName,
  which: (rule: ZoneRule) => boolean,
): Promise<void> {
  for (const rule of await deps.rules.list(account, zone)) {
    if (which(rule)) await deps.rules.remove(account, zone, rule.id);
  }
}
