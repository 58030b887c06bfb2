import { EVERY_SCOPE, missingScope, SCOPES } from '../../core/access.ts';
import { RegctlError } from '../../core/errors.ts';
import type { Principal } from '../../ports/authenticator.ts';
import type { Grant, Permissions } from '../../ports/permissions.ts';
import type { Role, RoleStore } from '../../ports/role-store.ts';

export interface RoleDeps {
  readonly roles: RoleStore;
}

const READING: readonly string[] = SCOPES.filter(
  (scope) => scope.endsWith(':read') && scope !== 'audit:read',
);

/** Roles that every organization has. */
export const BUILT_IN_ROLES: readonly Role[] = [
  builtIn('owner', 'everything, the organization itself included', [EVERY_SCOPE]),
  builtIn(
    'admin',
    'everything but the organization itself and its roles',
    SCOPES.filter((scope) => scope !== 'organization:write'),
  ),
  builtIn('member', 'zones and domains, but no purchases', [
    ...READING,
    'zones:write',
    'domains:write',
    'approvals:write',
    'keys:write',
  ]),
  builtIn('viewer', 'reads what is there', READING),
  builtIn('auditor', 'reads what is there, and who changed what', [...READING, 'audit:read']),
];

/** Tells what members may do, by their role as it is now. */
export function memberPermissions({ roles }: RoleDeps): Permissions {
  return {
    scopesOf: async (organization, name) =>
      (BUILT_IN_ROLES.find((role) => role.name === name) ?? (await roles.get(organization, name)))?.scopes ??
      [],
    of: async (organization, user): Promise<Grant | undefined> => {
      const kept = await roles.grantOf(organization, user);
      if (kept === undefined) return undefined;
      const role = BUILT_IN_ROLES.find(({ name }) => name === kept.role) ?? kept.ownRole;
      const lists = [role?.within ?? null, kept.within].filter((list) => list !== null);
      // A role that is gone lets do nothing.
      return { role: kept.role, scopes: role?.scopes ?? [], within: lists };
    },
  };
}

/** Lists the roles of an organization, those that all have first. */
export async function listRoles({ roles }: RoleDeps, organization: string): Promise<readonly Role[]> {
  return [...BUILT_IN_ROLES, ...(await roles.list(organization))];
}

/** Finds a role. @throws RegctlError `NOT_FOUND` */
export async function getRole({ roles }: RoleDeps, organization: string, name: string): Promise<Role> {
  const role =
    BUILT_IN_ROLES.find((candidate) => candidate.name === name) ?? (await roles.get(organization, name));
  if (role !== undefined) return role;
  throw roleNotFound(name);
}

/** What an own role is made of. */
export interface NewRole {
  readonly name: string;
  readonly description?: string;
  readonly scopes: readonly string[];
  readonly within?: Role['within'];
}

/** Makes a role of one's own. @throws RegctlError `ALREADY_EXISTS`, `PERMISSION_MISSING`, `INVALID_INPUT` */
export async function createRole({ roles }: RoleDeps, maker: Principal, input: NewRole): Promise<Role> {
  if (!/^[a-z0-9][a-z0-9_-]{0,39}$/.test(input.name)) {
    throw new RegctlError('INVALID_INPUT', `${input.name} cannot be the name of a role`, {
      reason: 'names have small letters, digits, `-` and `_`, 40 at most',
      hint: 'choose another name',
    });
  }
  refuseBuiltIn(input.name);
  requireGrantable(maker, input, `role ${input.name}`);
  const role: Role = {
    name: input.name,
    description: input.description ?? '',
    scopes: input.scopes,
    within: input.within ?? null,
    builtIn: false,
  };
  await roles.create(maker.organization, role);
  return role;
}

/** Changes an own role; what is not given stays. It acts on the next request of whoever has it. @throws RegctlError `NOT_FOUND`, `PERMISSION_MISSING` */
export async function updateRole(
  { roles }: RoleDeps,
  maker: Principal,
  input: Partial<NewRole> & { readonly name: string },
): Promise<Role> {
  refuseBuiltIn(input.name);
  const before = await getRole({ roles }, maker.organization, input.name);
  const role: Role = {
    ...before,
    ...(input.description === undefined ? {} : { description: input.description }),
    ...(input.scopes === undefined ? {} : { scopes: input.scopes }),
    ...(input.within === undefined ? {} : { within: input.within }),
  };
  requireGrantable(maker, role, `role ${role.name}`);
  if (!(await roles.update(maker.organization, role))) throw roleNotFound(role.name);
  return role;
}

/** Forgets an own role that nobody has. @throws RegctlError `NOT_FOUND`, `CONFLICT` */
export async function deleteRole({ roles }: RoleDeps, organization: string, name: string): Promise<void> {
  refuseBuiltIn(name);
  const removed = await roles.remove(organization, name);
  if (removed === false) throw roleNotFound(name);
  if (removed === true) return;
  throw new RegctlError('CONFLICT', `role ${name} was not deleted`, {
    reason: 'members or open invitations have it',
    hint: 'give them another with `regctl members update`; see `regctl members list`',
  });
}

/**
 * Refuses to give away more than one has: scopes that one lacks, or anything at all where one is bound to some zones.
 *
 * @throws RegctlError `PERMISSION_MISSING`
 */
export function requireGrantable(
  giver: Principal,
  gift: { readonly scopes: readonly string[] },
  what: string,
): void {
  const missing = missingScope(giver.scopes, gift.scopes);
  if (missing === undefined && giver.within.length === 0) return;
  throw new RegctlError('PERMISSION_MISSING', `${what} is not yours to give or take`, {
    reason:
      missing === undefined
        ? 'who is bound to some zones gives nobody access'
        : `it holds ${missing === EVERY_SCOPE ? 'everything' : missing}, which you do not`,
    hint: 'ask an owner of the organization',
  });
}

function refuseBuiltIn(name: string): void {
  if (!BUILT_IN_ROLES.some((role) => role.name === name)) return;
  throw new RegctlError('CONFLICT', `role ${name} cannot be changed`, {
    reason: 'every organization has it as it is',
    hint: 'make a role of another name with `regctl roles create`',
  });
}

function roleNotFound(name: string): RegctlError {
  return new RegctlError('NOT_FOUND', `role ${name} not found`, {
    reason: 'the organization has no role of that name',
    hint: 'regctl roles list',
  });
}

function builtIn(name: string, description: string, scopes: readonly string[]): Role {
  return { name, description, scopes, within: null, builtIn: true };
}
