import { RegctlError } from '../../core/errors.ts';
import type { Organization, OrganizationStore } from '../../ports/identity-store.ts';
import type { Limits, LimitStore } from '../../ports/limit-store.ts';
import { limitsOf, OWN_SERVER_LIMITS, PLANS } from './limits.ts';

/** Names under which whoever runs a server gives limits away; `none` is what every organization has at first. */
export type LimitPlan = keyof typeof PLANS | 'none';

/** What each organization may have. */
export interface OrganizationWithLimits {
  readonly organization: Organization;
  readonly limits: Limits;
}

interface Deps {
  readonly organizations: OrganizationStore;
  readonly limits: LimitStore;
}

/** Lists organizations with what they may have. */
export async function listLimits({
  organizations,
  limits,
}: Deps): Promise<readonly OrganizationWithLimits[]> {
  const list = await organizations.list();
  return Promise.all(
    list.map(async (organization) => ({
      organization,
      limits: await limitsOf({ limits, defaultLimits: OWN_SERVER_LIMITS }, organization.id),
    })),
  );
}

/** Gives an organization, by id or slug, other limits; they act on its next request. @throws RegctlError `NOT_FOUND` */
export async function setLimits(deps: Deps, which: string, plan: LimitPlan): Promise<OrganizationWithLimits> {
  const organization = (await deps.organizations.list()).find(
    ({ id, slug }) => id === which || slug === which,
  );
  if (organization === undefined) {
    throw new RegctlError('NOT_FOUND', `organization ${which} not found`, {
      reason: 'the server has none of that id or slug',
      hint: 'regctl server limits',
    });
  }
  const limits = plan === 'none' ? OWN_SERVER_LIMITS : PLANS[plan];
  await deps.limits.set(organization.id, limits);
  return { organization, limits };
}
