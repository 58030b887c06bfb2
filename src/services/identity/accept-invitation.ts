import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { Organization, User } from '../../ports/identity-store.ts';
import type { Acceptance, FoundInvitation, KnownUser } from '../../ports/member-store.ts';
import { newApiKey } from './api-keys.ts';
import type { InvitationDeps } from './invitations.ts';
import { getRole } from './roles.ts';
import { readToken } from './token.ts';

/** An invitation that can still be accepted. */
export interface OpenInvitation {
  readonly hash: string;
  readonly invitation: FoundInvitation;
  readonly organization: Organization;
  /** Whoever has the address already. */
  readonly user: KnownUser | undefined;
}

/** What somebody became a member of. */
export interface AcceptedInvitation {
  /** Id of whoever accepted. */
  readonly user: string;
  readonly organization: Organization;
  readonly email: string;
  readonly role: string;
}

/** Finds what a token opens. @throws RegctlError `NOT_LOGGED_IN` for one that is unknown, spent or expired */
export async function openInvitation(deps: InvitationDeps, token: string): Promise<OpenInvitation> {
  const read = readToken('rgi', token);
  const invitation = read && (await deps.invitations.findByToken(read.hash));
  const organization = invitation && (await deps.organizations.get(invitation.organization));
  if (read === undefined || invitation === undefined || organization === undefined) throw refused();
  const now = deps.clock.now().toISOString();
  if (invitation.acceptedAt !== null || invitation.expiresAt <= now) throw refused();
  const user = await deps.invitations.userByEmail(invitation.email);
  return { hash: read.hash, invitation, organization, user };
}

/**
 * Makes a user and a member of somebody who has no login yet, with a first key.
 *
 * @throws RegctlError `NOT_LOGGED_IN`; also for an address that has a login, whoever has the token: they sign in to accept
 */
export async function acceptWithKey(
  deps: InvitationDeps,
  input: { readonly token: string; readonly name: string },
): Promise<Omit<AcceptedInvitation, 'user'> & { readonly token: string }> {
  const open = await openInvitation(deps, input.token);
  const user = newUser(deps, open, input.name);
  const { organization, role } = open.invitation;
  const { scopes } = await getRole(deps, organization, role);
  const name = `${user.name}: first key`;
  const { key, token, hash } = newApiKey(deps, { name, scopes, organization, user: user.id });
  await accept(deps, open, { user, made: { passwordHash: null }, key: { key, hash } });
  return { organization: open.organization, email: user.email, role, token };
}

/** Makes a user with a password, and a member. @throws RegctlError `NOT_LOGGED_IN`; also for an address that has a login */
export async function acceptWithPassword(
  deps: InvitationDeps,
  input: { readonly token: string; readonly name: string; readonly passwordHash: string },
): Promise<AcceptedInvitation> {
  const open = await openInvitation(deps, input.token);
  const user = newUser(deps, open, input.name);
  return accept(deps, open, { user, made: { passwordHash: input.passwordHash }, key: null });
}

/**
 * Makes a member of who is signed in with the address that was invited.
 *
 * @throws RegctlError `NOT_LOGGED_IN`, `ALREADY_EXISTS`; `PERMISSION_MISSING` for another address, and for one that nobody proved to be theirs
 */
export async function acceptSignedIn(
  deps: InvitationDeps,
  input: { readonly token: string; readonly user: string },
): Promise<AcceptedInvitation> {
  const open = await openInvitation(deps, input.token);
  const { user, invitation } = open;
  if (user === undefined || user.id !== input.user) {
    throw new RegctlError('PERMISSION_MISSING', 'the invitation is for somebody else', {
      reason: `it is for ${invitation.email}`,
      hint: 'sign out, and in with that address',
    });
  }
  if (!user.emailVerified && !invitation.mailed) throw unverified(user.email);
  return accept(deps, open, { user, made: null, key: null });
}

async function accept(
  { invitations, clock }: InvitationDeps,
  { hash, invitation, organization }: OpenInvitation,
  acceptance: Omit<Acceptance, 'invitation' | 'at'>,
): Promise<AcceptedInvitation> {
  const { email, role } = invitation;
  try {
    const at = clock.now().toISOString();
    if (!(await invitations.accept(hash, { ...acceptance, invitation, at }))) throw refused();
  } catch (error) {
    if (!isRegctlError(error, 'ALREADY_EXISTS')) throw error;
    if (acceptance.made !== null) throw signInFirst(email);
    throw new RegctlError('ALREADY_EXISTS', `${email} is a member of ${organization.name} already`, {
      reason: 'an invitation brings somebody in who is not',
      hint: 'regctl auth login',
      cause: error,
    });
  }
  return { user: acceptance.user.id, organization, email, role };
}

function newUser({ clock, random }: InvitationDeps, open: OpenInvitation, name: string): User {
  if (open.user !== undefined) throw signInFirst(open.invitation.email);
  const now = clock.now();
  const { email } = open.invitation;
  return { id: makeId('user', now, random.bytes(7)), name, email, createdAt: now.toISOString() };
}

/** An invitation is seen by whoever invites, so it opens nothing of a person who is there already. */
function signInFirst(email: string): RegctlError {
  return new RegctlError('NOT_LOGGED_IN', `${email} has a login here already`, {
    reason: 'an invitation gives nobody a key or a password who has a login',
    hint: 'open the link of the invitation in a browser, and sign in there to accept',
  });
}

function unverified(email: string): RegctlError {
  return new RegctlError('PERMISSION_MISSING', `${email} cannot accept the invitation yet`, {
    reason: 'nobody proved that the address is theirs, and this link did not come by mail',
    hint: 'verify the address by a mailed link; a server without mail needs smtpUrl (REGCTL_SERVER_SMTP_URL; on Workers MAIL_API_KEY), set by its operator',
  });
}

function refused(): RegctlError {
  return new RegctlError('NOT_LOGGED_IN', 'the invitation is not good', {
    reason: 'it is unknown, expired, taken back or was used already',
    hint: 'ask whoever invited you for another one',
  });
}
