import type { Principal } from '../ports/authenticator.ts';
import type { Invitation } from '../ports/member-store.ts';
import {
  createInvitation,
  deleteInvitation,
  getInvitation,
  type InvitationDeps,
} from '../services/identity/invitations.ts';
import { limitsOf } from '../services/identity/limits.ts';
import { getMember, removeMember, updateMember } from '../services/identity/members.ts';
import {
  createOrganization,
  deleteOrganization,
  getOrganization,
  listOrganizations,
  renameOrganization,
} from '../services/identity/organizations.ts';
import { createRole, deleteRole, getRole, listRoles, updateRole } from '../services/identity/roles.ts';
import type { OrganizationPart } from './organization.ts';

export interface MembersDeps extends InvitationDeps {
  /** Told of each invitation that was made, with the secret that goes by mail. */
  readonly invited?: (invitation: Invitation, mailToken: string) => Promise<void>;
  /** Names of the provider accounts of an organization, and of the zone files that lie in its own place. */
  readonly leftOf: (
    principal: Principal,
  ) => Promise<{ readonly accounts: readonly string[]; readonly zoneFiles: readonly string[] }>;
}

/** Who belongs to an organization and what they may do, by the services of this process. */
export function membersPart(
  deps: MembersDeps,
  principal: Principal,
): Required<Pick<OrganizationPart, 'organizations' | 'roles' | 'members' | 'invitations'>> {
  const { organization } = principal;
  return {
    organizations: {
      list: () => listOrganizations(deps, principal),
      get: (which) => getOrganization(deps, principal, which),
      create: (input) => createOrganization(deps, principal, input),
      update: (input) => renameOrganization(deps, principal, input),
      delete: async (input) => deleteOrganization(deps, principal, input, await deps.leftOf(principal)),
      limits: async () => {
        const [limits, used, domains] = await Promise.all([
          limitsOf(deps, organization),
          deps.limits.used(organization, deps.clock.now().toISOString()),
          deps.limits.domains(organization),
        ]);
        return { limits, used, domains };
      },
    },
    roles: {
      list: () => listRoles(deps, organization),
      get: (name) => getRole(deps, organization, name),
      create: (input) => createRole(deps, principal, input),
      update: (name, input) => updateRole(deps, principal, { ...input, name }),
      delete: (name) => deleteRole(deps, organization, name),
    },
    members: {
      list: () => deps.members.list(organization),
      get: (who) => getMember(deps, organization, who),
      update: (who, input) => updateMember(deps, principal, who, input),
      remove: (who) => removeMember(deps, principal, who),
    },
    invitations: {
      list: () => deps.invitations.list(organization),
      get: (id) => getInvitation(deps, organization, id),
      create: async (input) => {
        const { created, mailToken } = await createInvitation(deps, principal, input);
        await deps.invited?.(created, mailToken);
        return created;
      },
      delete: (id) => deleteInvitation(deps, organization, id),
    },
  };
}
