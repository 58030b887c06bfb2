import { EVERY_SCOPE } from '../../core/access.ts';
import { RegctlError } from '../../core/errors.ts';
import type { Principal } from '../../ports/authenticator.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MemberChange, MemberDetail, MemberStore } from '../../ports/member-store.ts';
import type { Role } from '../../ports/role-store.ts';
import { getRole, requireGrantable, type RoleDeps } from './roles.ts';

export interface MemberDeps extends RoleDeps {
  readonly members: MemberStore;
  readonly clock: Clock;
}

/** Finds a member by id or e-mail address. @throws RegctlError `NOT_FOUND` */
export async function getMember(
  { members }: Pick<MemberDeps, 'members'>,
  organization: string,
  who: string,
): Promise<MemberDetail> {
  const found = who.includes('@')
    ? (await members.list(organization)).find(({ email }) => email.toLowerCase() === who.toLowerCase())
    : await members.get(organization, who);
  if (found !== undefined) return found;
  throw memberNotFound(who);
}

/** What changes about a member; what is not given stays. */
export interface UpdateMember {
  readonly role?: string;
  readonly within?: MemberDetail['within'];
}

/**
 * Changes what a member may do, from its next request on. Nobody gives a role that holds more than their own, or changes who has such a role.
 *
 * @throws RegctlError `NOT_FOUND`, `PERMISSION_MISSING`, `CONFLICT` for the last owner
 */
export async function updateMember(
  deps: MemberDeps,
  changer: Principal,
  who: string,
  input: UpdateMember,
): Promise<MemberDetail> {
  const { organization } = changer;
  const before = await getMember(deps, organization, who);
  await requireMayChange(deps, changer, before);
  const role = await getRole(deps, organization, input.role ?? before.role);
  requireGrantable(changer, role, `role ${role.name}`);
  const after = {
    ...before,
    role: role.name,
    within: input.within === undefined ? before.within : input.within,
  };
  refuseBoundOwner(role, after.within);
  refuseUnlessDone(await deps.members.update(organization, after), before);
  return after;
}

/** An organization whose only owner is bound to some zones could be changed by nobody. @throws RegctlError `INVALID_INPUT` */
export function refuseBoundOwner(role: Role, within: MemberDetail['within']): void {
  if (within === null || !role.scopes.includes(EVERY_SCOPE)) return;
  throw new RegctlError('INVALID_INPUT', 'an owner cannot be bound to some zones', {
    reason: 'owners answer for the whole organization',
    hint: 'give another role',
  });
}

/** Takes somebody out of the organization, and ends their keys at once. @throws RegctlError `NOT_FOUND`, `PERMISSION_MISSING`, `CONFLICT` for the last owner */
export async function removeMember(deps: MemberDeps, changer: Principal, who: string): Promise<MemberDetail> {
  const member = await getMember(deps, changer.organization, who);
  // Everybody may go.
  if (member.user !== changer.user) await requireMayChange(deps, changer, member);
  const at = deps.clock.now().toISOString();
  refuseUnlessDone(await deps.members.remove(changer.organization, member.user, at), member);
  return member;
}

async function requireMayChange(deps: MemberDeps, changer: Principal, member: MemberDetail): Promise<void> {
  const role = await getRole(deps, changer.organization, member.role);
  requireGrantable(changer, role, `role ${role.name} of ${member.email}`);
}

function refuseUnlessDone(change: MemberChange, { user, email }: MemberDetail): void {
  if (change === 'missing') throw memberNotFound(user);
  if (change === 'done') return;
  throw new RegctlError('CONFLICT', `${email} is the last owner`, {
    reason: 'an organization without an owner could be changed by nobody',
    hint: 'make another member owner first: `regctl members update MEMBER --role owner`',
  });
}

function memberNotFound(who: string): RegctlError {
  return new RegctlError('NOT_FOUND', `member ${who} not found`, {
    reason: 'nobody of that id or address belongs to the organization',
    hint: 'regctl members list',
  });
}
