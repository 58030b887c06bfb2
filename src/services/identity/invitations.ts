import { RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { Principal } from '../../ports/authenticator.ts';
import type { Organization, OrganizationStore } from '../../ports/identity-store.ts';
import type { Invitation, InvitationStore } from '../../ports/member-store.ts';
import type { Random } from '../../ports/random.ts';
import { newApiKey } from './api-keys.ts';
import { limitReached, limitsOf, type LimitDeps } from './limits.ts';
import { refuseBoundOwner, type MemberDeps } from './members.ts';
import { getRole, requireGrantable } from './roles.ts';
import { makeToken, readToken } from './token.ts';

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
 * Invites somebody: whoever has the token and accepts is a member.
 *
 * @throws RegctlError `PERMISSION_MISSING` for a role that holds more than the inviter may, `LIMIT_REACHED`
 */
export async function createInvitation(
  deps: InvitationDeps,
  inviter: Principal,
  input: NewInvitation,
): Promise<CreatedInvitation> {
  const { organization } = inviter;
  const role = await getRole(deps, organization, input.role);
  requireGrantable(inviter, role, `role ${role.name}`);
  refuseBoundOwner(role, input.within ?? null);
  const now = deps.clock.now();
  const { token, hash } = makeToken('rgi', deps.random);
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
  if (!(await deps.invitations.create(invitation, hash, members)))
    throw limitReached('members', members ?? 0, `${invitation.email} was not invited`);
  return { ...invitation, token };
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

/** What somebody became a member of, with a first key, shown once. */
export interface AcceptedInvitation {
  readonly organization: Organization;
  readonly email: string;
  readonly role: string;
  readonly token: string;
}

/** Spends an invitation: who has its token becomes a member. @throws RegctlError `NOT_LOGGED_IN`, `ALREADY_EXISTS` */
export async function acceptInvitation(
  deps: InvitationDeps,
  input: { readonly token: string; readonly name: string },
): Promise<AcceptedInvitation> {
  const read = readToken('rgi', input.token);
  const invitation = read && (await deps.invitations.findByToken(read.hash));
  const organization = invitation && (await deps.organizations.get(invitation.organization));
  if (read === undefined || invitation === undefined || organization === undefined) throw refused();
  const now = deps.clock.now();
  const user = (await deps.invitations.userByEmail(invitation.email)) ?? {
    id: makeId('user', now, deps.random.bytes(7)),
    name: input.name,
    email: invitation.email,
    createdAt: now.toISOString(),
  };
  const { scopes } = await getRole(deps, invitation.organization, invitation.role);
  const { key, token, hash } = newApiKey(deps, {
    name: `${user.name}: first key`,
    scopes,
    organization: invitation.organization,
    user: user.id,
  });
  const made = { invitation, user, key, keyHash: hash, at: now.toISOString() };
  try {
    if (!(await deps.invitations.accept(read.hash, made))) throw refused();
  } catch (error) {
    if (!(error instanceof RegctlError) || error.code !== 'ALREADY_EXISTS') throw error;
    throw new RegctlError(
      'ALREADY_EXISTS',
      `${invitation.email} is a member of ${organization.name} already`,
      {
        reason: 'an invitation brings somebody in who is not',
        hint: 'regctl auth login',
        cause: error,
      },
    );
  }
  return { organization, email: invitation.email, role: invitation.role, token };
}

function refused(): RegctlError {
  return new RegctlError('NOT_LOGGED_IN', 'the invitation is not good', {
    reason: 'it is unknown, expired, taken back or was used already',
    hint: 'ask whoever invited you for another one',
  });
}

function invitationNotFound(id: string): RegctlError {
  return new RegctlError('NOT_FOUND', `invitation ${id} not found`, {
    reason: 'the organization has no open invitation of that id',
    hint: 'regctl invitations list',
  });
}
