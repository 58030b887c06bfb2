import { allows, mayTouch } from '../../core/access.ts';
import { RegctlError, type Json } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { Approval, ApprovalKind, ApprovalRule, ApprovalStore } from '../../ports/approval-store.ts';
import type { Principal } from '../../ports/authenticator.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';

export interface ApprovalDeps {
  readonly approvals: ApprovalStore;
  readonly clock: Clock;
  readonly random: Random;
}

/** A request with what would be done. */
export interface ApprovalDetail extends Approval {
  readonly content: Json;
}

/** What needs a second person. */
export interface NewApprovalRule {
  readonly kind: ApprovalKind;
  readonly account?: string;
  readonly zone?: string;
  readonly hours?: number;
}

/** Hours that a request is open where nobody says otherwise: from one working day to the next. */
const DEFAULT_HOURS = 24;

/** Lays down what needs a second person. */
export async function createApprovalRule(
  { approvals, clock, random }: ApprovalDeps,
  organization: string,
  input: NewApprovalRule,
): Promise<ApprovalRule> {
  const now = clock.now();
  const rule: ApprovalRule = {
    id: makeId('apr', now, random.bytes(7)),
    kind: input.kind,
    account: input.account ?? '*',
    zone: input.zone ?? '*',
    hours: input.hours ?? DEFAULT_HOURS,
    createdAt: now.toISOString(),
  };
  await approvals.addRule(organization, rule);
  return rule;
}

/** Takes a rule back. @throws RegctlError `NOT_FOUND` */
export async function deleteApprovalRule(
  { approvals }: ApprovalDeps,
  organization: string,
  id: string,
): Promise<void> {
  if (await approvals.removeRule(organization, id)) return;
  throw new RegctlError('NOT_FOUND', `approval rule ${id} not found`, {
    reason: 'the organization has no rule of that id',
    hint: 'regctl approvals rules list',
  });
}

/** Lists requests about zones that the caller may see, the oldest first. */
export async function listApprovals(
  { approvals, clock }: ApprovalDeps,
  { organization, within }: Principal,
): Promise<readonly Approval[]> {
  const all = await approvals.list(organization, clock.now().toISOString());
  return all.filter((one) => mayTouch(within, one, 'read'));
}

/** Gives a request with what would be done. @throws RegctlError `NOT_FOUND` */
export async function getApproval(
  { approvals, clock }: ApprovalDeps,
  { organization, within }: Principal,
  id: string,
): Promise<ApprovalDetail> {
  const found = await approvals.get(organization, id, clock.now().toISOString());
  if (found !== undefined && mayTouch(within, found, 'read'))
    return { ...found, content: await approvals.content(found.id) };
  throw new RegctlError('NOT_FOUND', `approval ${id} not found`, {
    reason: 'the organization has no such request that you may see',
    hint: 'regctl approvals list',
  });
}

/** What one must be allowed to do oneself to let others do it. */
const NEEDED: { readonly [K in ApprovalKind]: string } = { plan: 'zones:write', purchase: 'domains:buy' };

/**
 * Decides as a second person.
 *
 * @throws RegctlError `NOT_FOUND`, `CONFLICT` for what is decided or expired, `PERMISSION_MISSING` for who asked, is nobody, or could not do it themselves
 */
export async function decideApproval(
  deps: ApprovalDeps,
  decider: Principal,
  id: string,
  input: { readonly state: 'approved' | 'rejected'; readonly reason?: string },
): Promise<Approval> {
  const { content: _, ...approval } = await getApproval(deps, decider, id);
  const { user } = decider;
  const fault = faultOf(decider, approval);
  if (fault !== undefined || user === null) {
    throw new RegctlError('PERMISSION_MISSING', `approval ${id} is not yours to decide`, {
      reason: fault ?? 'a key that is nobody’s is no second person',
      hint: 'ask somebody else of the organization: `regctl members list`',
    });
  }
  const decision = {
    state: input.state,
    by: decider.actor,
    user,
    at: deps.clock.now().toISOString(),
    reason: input.reason ?? null,
  };
  if (await deps.approvals.decide(decider.organization, id, decision))
    return {
      ...approval,
      state: input.state,
      decidedBy: decision.by,
      decidedAt: decision.at,
      reason: decision.reason,
    };
  const { content: __, ...now } = await getApproval(deps, decider, id);
  throw new RegctlError('CONFLICT', `approval ${id} is ${now.state}`, {
    reason: now.decidedBy === null ? 'it is open no more' : `${now.decidedBy} decided it`,
    hint: 'regctl approvals list',
  });
}

function faultOf(decider: Principal, approval: Approval): string | undefined {
  if (decider.user !== null && decider.user === approval.requestedUser)
    return 'you asked for it yourself, and it needs a second person';
  if (decider.actor === approval.requestedBy && approval.requestedUser === null)
    return 'the same key asked for it';
  const scope = NEEDED[approval.kind];
  if (!allows(decider.scopes, scope)) return `it needs the scope ${scope} to let others do it`;
  if (!mayTouch(decider.within, approval, 'write')) return `${approval.zone} is not yours to change`;
  return undefined;
}
