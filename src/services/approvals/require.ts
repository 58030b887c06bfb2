import { canonicalJson, digestText } from '../../core/canonical-json.ts';
import { RegctlError, type Json } from '../../core/errors.ts';
import { matchesGlob } from '../../core/glob.ts';
import { makeId } from '../../core/ids.ts';
import type { Approval, ApprovalKind } from '../../ports/approval-store.ts';
import type { Principal } from '../../ports/authenticator.ts';
import type { ApprovalDeps } from './decide.ts';

/** What is about to be done. */
export interface ApprovalSubject {
  readonly kind: ApprovalKind;
  /** Omitted where it is not known yet: then the rules of every account count. */
  readonly account?: string;
  readonly zone: string;
  readonly subject: string;
  /** All that would be done, for whoever reviews it. */
  readonly content: Json;
  /** What of it must be the same when it is done: all of it, where omitted. */
  readonly essence?: Json;
  /** Refuses what could not be done anyhow, before anybody is asked. */
  readonly check?: () => Promise<void>;
}

/**
 * Does something that may need a second person: at once where no rule says so or it was approved, else it is asked for.
 *
 * @throws RegctlError `APPROVAL_PENDING` with the id of the request
 */
export async function withApproval<T>(
  deps: ApprovalDeps,
  principal: Principal,
  subject: ApprovalSubject,
  work: () => Promise<T>,
): Promise<T> {
  const { organization } = principal;
  const rules = (await deps.approvals.rules(organization)).filter(
    ({ kind, account, zone }) =>
      kind === subject.kind &&
      (subject.account === undefined || matchesGlob(account, subject.account)) &&
      matchesGlob(zone, subject.zone),
  );
  if (rules.length === 0) return work();
  const hours = Math.min(...rules.map((rule) => rule.hours));
  const approval = await requestOf(deps, principal, subject, hours);
  const taken =
    approval.state === 'approved' &&
    (await deps.approvals.take(organization, approval.id, deps.clock.now().toISOString()));
  if (!taken) throw pending(approval);
  try {
    return await work();
  } catch (error) {
    // What was approved may be finished.
    await deps.approvals.giveBack(organization, approval.id);
    throw error;
  }
}

async function requestOf(
  { approvals, clock, random }: ApprovalDeps,
  { organization, actor, user }: Principal,
  { kind, account = '*', zone, subject, content, essence = content, check }: ApprovalSubject,
  hours: number,
): Promise<Approval> {
  const now = clock.now();
  const digest = digestText(canonicalJson({ kind, account, zone, essence }));
  const open = await approvals.open(organization, digest, now.toISOString());
  if (open !== undefined) return open;
  await check?.();
  return approvals.request(
    organization,
    {
      id: makeId('appr', now, random.bytes(7)),
      kind,
      digest,
      account,
      zone,
      subject,
      state: 'pending',
      requestedBy: actor,
      requestedUser: user,
      requestedAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + hours * 3_600_000).toISOString(),
      decidedBy: null,
      decidedAt: null,
      reason: null,
    },
    content,
  );
}

function pending({ id, subject, expiresAt }: Approval): RegctlError {
  return new RegctlError('APPROVAL_PENDING', `${subject} waits for a second person`, {
    reason: `a rule of the organization says so; the request ${id} is open until ${expiresAt}`,
    hint: `somebody else runs \`regctl approvals approve ${id}\`, then run the same again`,
    details: { approval: id, expiresAt },
  });
}
