import { RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { Principal } from '../../ports/authenticator.ts';
import type { OrganizationStore } from '../../ports/identity-store.ts';
import type { Invitation, InvitationStore } from '../../ports/member-store.ts';
import type { Random } from '../../ports/random.ts';
import { limitReached, limitsOf, type LimitDeps } from './limits.ts';
import { refuseBoundOwner, type MemberDeps } from './members.ts';
import { getRole, requireGrantable } from './roles.ts';
import { makeToken } from './token.ts';

export interface InvitationDeps extends MemberDeps, LimitDeps {
  readonly invitations: InvitationStore;
  readonly organizations: OrganizationStore;
  readonly random: Random;
}

/** Whom to invite, and as what. */
export interface NewInvitation {
  readonly email: string;
  readonly role: string;
  readonly within?: Invitation['within'];
}

/** An invitation with the token that is shown once. */
export interface CreatedInvitation extends Invitation {
  readonly token: string;
}

/** Milliseconds that an invitation is good for. */
const GOOD_MS = 7 * 24 * 60 * 60_000;

/**
 * Invites somebody. There are two secrets: that of the invitation is for whoever invites, to hand on; `mailToken` goes by mail and nowhere else, since it proves
 * that who has it reads the mail of that address.
 *
 * @throws RegctlError `PERMISSION_MISSING` for a role that holds more than the inviter may, `LIMIT_REACHED`
 */
export async function createInvitation(
  deps: InvitationDeps,
  inviter: Principal,
  input: NewInvitation,
): Promise<{ readonly created: CreatedInvitation; readonly mailToken: string }> {
  const { organization } = inviter;
  const role = await getRole(deps, organization, input.role);
  requireGrantable(inviter, role, `role ${role.name}`);
  refuseBoundOwner(role, input.within ?? null);
  const now = deps.clock.now();
  const shown = makeToken('rgi', deps.random);
  const mailed = makeToken('rgi', deps.random);
  const invitation: Invitation = {
    id: makeId('inv', now, deps.random.bytes(7)),
    organization,
    email: input.email.toLowerCase(),
    role: role.name,
    within: input.within ?? null,
    invitedBy: inviter.actor,
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + GOOD_MS).toISOString(),
    acceptedAt: null,
  };
  const { members } = await limitsOf(deps, organization);
  const hashes = { shown: shown.hash, mailed: mailed.hash };
  if (!(await deps.invitations.create(invitation, hashes, members)))
    throw limitReached('members', members ?? 0, `${invitation.email} was not invited`);
  return { created: { ...invitation, token: shown.token }, mailToken: mailed.token };
}

/** Finds an invitation. @throws RegctlError `NOT_FOUND` */
export async function getInvitation(
  { invitations }: Pick<InvitationDeps, 'invitations'>,
  organization: string,
  id: string,
): Promise<Invitation> {
  const found = await invitations.get(organization, id);
  if (found !== undefined) return found;
  throw invitationNotFound(id);
}

/** Takes an open invitation back. @throws RegctlError `NOT_FOUND` */
export async function deleteInvitation(
  { invitations }: Pick<InvitationDeps, 'invitations'>,
  organization: string,
  id: string,
): Promise<void> {
  if (!(await invitations.remove(organization, id))) throw invitationNotFound(id);
}

function invitationNotFound(id: string): RegctlError {
  return new RegctlError('NOT_FOUND', `invitation ${id} not found`, {
    reason: 'the organization has no open invitation of that id',
    hint: 'regctl invitations list',
  });
}
