import { EVERY_SCOPE, SCOPES, type Within } from '../../core/access.ts';
import { isRegctlError } from '../../core/errors.ts';
import type { TrustedIssuer } from '../../core/issuer-trust.ts';
import type { OrganizationStore } from '../../ports/identity-store.ts';
import { getRole, type RoleDeps } from './roles.ts';

export interface WorkloadDeps extends RoleDeps {
  readonly organizations: OrganizationStore;
}

/** What a token of an outside issuer is good for. */
export interface WorkloadGrant {
  readonly organization: string;
  readonly scopes: readonly string[];
  readonly within: Within;
}

/** Scopes by which access is given that outlives the token; a role does not bring them. */
const LASTING: readonly string[] = ['keys:write', 'members:write', 'organization:write'];

/** Tells what somebody may do whom a trusted issuer vouches for, as it is at this moment. Undefined where the organization or the role is not there. */
export async function grantOfTrust(
  deps: WorkloadDeps,
  trust: TrustedIssuer,
): Promise<WorkloadGrant | undefined> {
  const organization = await organizationOf(deps, trust.organization);
  if (organization === undefined) return undefined;
  const own = trust.within === undefined ? [] : [trust.within];
  if (trust.role === undefined) return { organization, scopes: trust.scopes ?? [], within: own };
  try {
    const { scopes, within } = await getRole(deps, organization, trust.role);
    const all = scopes.includes(EVERY_SCOPE) ? SCOPES : scopes;
    return {
      organization,
      scopes: all.filter((scope) => !LASTING.includes(scope)),
      within: within === null ? own : [within, ...own],
    };
  } catch (error) {
    if (isRegctlError(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}

async function organizationOf({ organizations }: WorkloadDeps, named: string): Promise<string | undefined> {
  if ((await organizations.get(named)) !== undefined) return named;
  return (await organizations.list()).find(({ slug }) => slug === named)?.id;
}
