import { RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import {
  isOfDomain,
  roleOfGroups,
  type OutsideIdentity,
  type SignInProvider,
} from '../../core/sign-in-provider.ts';
import { plainLine } from '../../core/plain-text.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OrganizationStore, User } from '../../ports/identity-store.ts';
import type { Invitation, InvitationStore, MemberStore } from '../../ports/member-store.ts';
import type { MailedLinkStore } from '../../ports/mailed-link-store.ts';
import type { OutsideSignInStore } from '../../ports/outside-sign-in.ts';
import type { Random } from '../../ports/random.ts';
import { limitReached, limitsOf, type LimitDeps } from './limits.ts';
import { getRole, type RoleDeps } from './roles.ts';

export interface OutsideSignInDeps extends RoleDeps, LimitDeps {
  readonly organizations: OrganizationStore;
  readonly members: MemberStore;
  readonly invitations: InvitationStore;
  readonly outside: OutsideSignInStore;
  readonly links: Pick<MailedLinkStore, 'isTheirs' | 'verify' | 'endPending'>;
  readonly clock: Clock;
  readonly random: Random;
}

/** Who signed in, and what became of their membership by it. */
export interface OutsideSignedIn {
  readonly user: Pick<User, 'id' | 'email'>;
  readonly organization: string;
  readonly change: 'none' | 'linked' | 'admitted' | 'role' | 'removed';
  readonly role: string | null;
}

/**
 * Finds, or makes, the user whom an outside issuer knows, and gives the role that the groups there give now.
 *
 * @throws RegctlError `PERMISSION_MISSING` for who is not let in, `LIMIT_REACHED`, `INVALID_CONFIG` where the organization or a role is not there
 */
export async function signInFromOutside(
  deps: OutsideSignInDeps,
  provider: SignInProvider,
  identity: OutsideIdentity,
): Promise<OutsideSignedIn> {
  const organization = await organizationOf(deps, provider);
  const known = await deps.outside.find(provider.id, identity.subject);
  if (known !== undefined && (await deps.members.get(organization, known.id)) !== undefined)
    return withRole(deps, provider, identity, { organization, user: known });
  const email = verifiedEmail(provider, identity);
  const there = known ?? (await deps.invitations.userByEmail(email));
  if (known === undefined && there !== undefined) {
    if (!provider.linkByEmail) throw refused(email, 'somebody else signs in here with that address already');
    await takeBack(deps, there);
    if ((await deps.members.get(organization, there.id)) !== undefined) {
      await deps.outside.link(there.id, provider.id, identity.subject, deps.clock.now().toISOString());
      const { change, ...rest } = await withRole(deps, provider, identity, { organization, user: there });
      return { ...rest, change: change === 'none' ? 'linked' : change };
    }
  }
  return admit(deps, provider, identity, { organization, email, user: there });
}

/**
 * Somebody who had no right to an address may have set it up before: the issuer proved whose it is, so no way in that was made before is left. Keys stay, each
 * at the organization that it was made in: of people who are who they say, work in the background may hang on them.
 */
async function takeBack({ links, clock }: OutsideSignInDeps, { id }: User): Promise<void> {
  if (await links.isTheirs(id)) return;
  await links.verify(id, clock.now().toISOString(), { endWays: true, endKeys: false });
  await links.endPending(id);
}

/** Makes a member of who is invited, or has an address of a domain that the organization lets in. */
async function admit(
  deps: OutsideSignInDeps,
  provider: SignInProvider,
  identity: OutsideIdentity,
  who: { readonly organization: string; readonly email: string; readonly user: User | undefined },
): Promise<OutsideSignedIn> {
  const { organization, email } = who;
  const now = deps.clock.now();
  const at = now.toISOString();
  const invitation = (await deps.invitations.list(organization)).find((one) => isOpen(one, email, at));
  if (invitation === undefined && !isOfDomain(email, provider.allowDomains))
    throw refused(email, 'the address is neither invited nor of a domain that is let in');
  const ofGroups = roleOfGroups(provider, identity.groups);
  const role = provider.roles.length > 0 ? ofGroups : (invitation?.role ?? ofGroups);
  if (role === undefined) throw refused(email, 'none of the groups there has a role here');
  await requireRole(deps, organization, role);
  const user = who.user ?? {
    id: makeId('user', now, deps.random.bytes(7)),
    name: plainLine(identity.name ?? email),
    email,
    createdAt: at,
  };
  const { members: most } = await limitsOf(deps, organization);
  const made = await deps.outside.admit({
    user,
    organization,
    role,
    provider: provider.id,
    subject: identity.subject,
    invitation: invitation?.id ?? null,
    most,
    at,
  });
  if (!made) throw limitReached('members', most ?? 0, `${email} was not let in`);
  return { user, organization, change: 'admitted', role };
}

/** Gives a member the role of their groups as they are now, and takes it away where there is none. The last owner stays. */
async function withRole(
  deps: OutsideSignInDeps,
  provider: SignInProvider,
  { groups }: OutsideIdentity,
  { organization, user }: { readonly organization: string; readonly user: User },
): Promise<OutsideSignedIn> {
  const member = await deps.members.get(organization, user.id);
  const signedIn = { user, organization, role: member?.role ?? null };
  if (provider.roles.length === 0 || member === undefined) return { ...signedIn, change: 'none' };
  const role = roleOfGroups(provider, groups);
  if (role === member.role) return { ...signedIn, change: 'none' };
  if (role === undefined) {
    const removed = await deps.members.remove(organization, user.id, deps.clock.now().toISOString());
    return removed === 'done'
      ? { ...signedIn, change: 'removed', role: null }
      : { ...signedIn, change: 'none' };
  }
  await requireRole(deps, organization, role);
  // An owner is bound to nothing.
  const within = role === 'owner' ? null : member.within;
  const updated = await deps.members.update(organization, { user: user.id, role, within });
  return updated === 'done' ? { ...signedIn, change: 'role', role } : { ...signedIn, change: 'none' };
}

function isOpen({ email, acceptedAt, expiresAt }: Invitation, wanted: string, at: string): boolean {
  return email === wanted && acceptedAt === null && expiresAt > at;
}

function verifiedEmail({ trustEmail }: SignInProvider, { email, emailVerified }: OutsideIdentity): string {
  if (email === null) throw refused('nobody', 'the issuer gave no e-mail address');
  if (!emailVerified && !trustEmail)
    throw refused(email, 'the issuer does not say that the address is verified');
  return email;
}

async function organizationOf(deps: OutsideSignInDeps, { organization }: SignInProvider): Promise<string> {
  if ((await deps.organizations.get(organization)) !== undefined) return organization;
  const found = (await deps.organizations.list()).find(({ slug }) => slug === organization);
  if (found !== undefined) return found.id;
  throw misconfigured(`there is no organization ${organization}`);
}

async function requireRole(deps: RoleDeps, organization: string, role: string): Promise<void> {
  try {
    await getRole(deps, organization, role);
  } catch (error) {
    if (error instanceof RegctlError && error.code === 'NOT_FOUND')
      throw misconfigured(`the organization has no role ${role}`);
    throw error;
  }
}

function refused(email: string, reason: string): RegctlError {
  return new RegctlError('PERMISSION_MISSING', `${email} is not let in`, {
    reason,
    hint: 'ask an owner of the organization for an invitation',
  });
}

function misconfigured(reason: string): RegctlError {
  return new RegctlError('INVALID_CONFIG', 'nobody can sign in this way', {
    reason,
    hint: 'the operator corrects `signIn` of the server',
  });
}
