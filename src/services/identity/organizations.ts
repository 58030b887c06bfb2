import { EVERY_SCOPE } from '../../core/access.ts';
import { RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { Principal } from '../../ports/authenticator.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Organization, OrganizationStore } from '../../ports/identity-store.ts';
import type { NewQueuedJob } from '../../ports/job-queue.ts';
import type { Random } from '../../ports/random.ts';
import { newApiKey } from './api-keys.ts';
import { requireGrantable } from './roles.ts';
import { slugOf } from './setup.ts';

export interface OrganizationDeps {
  readonly organizations: OrganizationStore;
  readonly clock: Clock;
  readonly random: Random;
}

/** Milliseconds after which nothing is under way for an organization that is gone: schedules spread their jobs over twenty hours. */
const UNDER_WAY_MS = 25 * 3_600_000;

/** A new organization, with the first key of its owner, shown once. */
export interface CreatedOrganization extends Organization {
  readonly token: string;
}

/** Lists the organizations that the caller belongs to; of a key that is nobody's, its own. */
export async function listOrganizations(
  { organizations }: OrganizationDeps,
  { user, organization }: Principal,
): Promise<readonly Organization[]> {
  if (user !== null) return organizations.listOf(user);
  const own = await organizations.get(organization);
  return own === undefined ? [] : [own];
}

/** Finds an organization of the caller by id or slug. @throws RegctlError `NOT_FOUND` */
export async function getOrganization(
  deps: OrganizationDeps,
  principal: Principal,
  which: string,
): Promise<Organization> {
  const found = (await listOrganizations(deps, principal)).find(
    ({ id, slug }) => id === which || slug === which,
  );
  if (found !== undefined) return found;
  throw new RegctlError('NOT_FOUND', `organization ${which} not found`, {
    reason: 'you belong to none of that id or slug',
    hint: 'regctl orgs list',
  });
}

/** Makes an organization that the caller owns. @throws RegctlError `PERMISSION_MISSING` for a key that is nobody's */
export async function createOrganization(
  deps: OrganizationDeps,
  { user }: Principal,
  input: { readonly name: string },
): Promise<CreatedOrganization> {
  if (user === null) {
    throw new RegctlError('PERMISSION_MISSING', `organization ${input.name} was not made`, {
      reason: 'the key belongs to nobody, who could not own it',
      hint: 'log in as a person: `regctl auth login`',
    });
  }
  const now = deps.clock.now();
  const id = makeId('org', now, deps.random.bytes(7));
  const organization = { id, name: input.name, slug: slugOf(input.name, id), createdAt: now.toISOString() };
  const { key, token, hash } = newApiKey(deps, {
    name: `${input.name}: first key`,
    scopes: [EVERY_SCOPE],
    organization: id,
    user,
  });
  await deps.organizations.create(organization, { user, key, keyHash: hash });
  return { ...organization, token };
}

/** Gives the caller's organization another name; its slug stays. @throws RegctlError `NOT_FOUND` */
export async function renameOrganization(
  deps: OrganizationDeps,
  principal: Principal,
  input: { readonly name: string },
): Promise<Organization> {
  await deps.organizations.rename(principal.organization, input.name);
  return getOrganization(deps, principal, principal.organization);
}

/**
 * Deletes the caller's organization with its members, keys and secrets. Its stores go soon after, and once more when whatever was under way for it has ended.
 *
 * @param left - what must be gone first: provider accounts, and zone files that no account serves any more
 * @throws RegctlError `PERMISSION_MISSING` for whoever is no owner, `CONFIRMATION_REQUIRED`, `CONFLICT` while something is left
 */
export async function deleteOrganization(
  deps: OrganizationDeps,
  principal: Principal,
  input: { readonly confirm: string },
  left: { readonly accounts: readonly string[]; readonly zoneFiles: readonly string[] },
): Promise<void> {
  const { id, name, slug } = await getOrganization(deps, principal, principal.organization);
  requireGrantable(principal, { scopes: [EVERY_SCOPE] }, `organization ${name}`);
  if (input.confirm !== slug) {
    throw new RegctlError('CONFIRMATION_REQUIRED', `organization ${name} was not deleted`, {
      reason: 'its slug must be given, so that it is not another one',
      hint: `regctl orgs delete --confirm ${slug}`,
    });
  }
  if (left.accounts.length > 0) {
    throw new RegctlError('CONFLICT', `organization ${name} was not deleted`, {
      reason: `accounts are connected: ${left.accounts.join(', ')}`,
      hint: 'remove them first with `regctl accounts remove`',
    });
  }
  if (left.zoneFiles.length > 0) {
    throw new RegctlError('CONFLICT', `organization ${name} was not deleted`, {
      reason: `zone files lie in its folder, which a name server may serve: ${left.zoneFiles.join(', ')}`,
      hint: 'connect them again with `regctl accounts add NAME --provider zonefile`, then `regctl zones delete` each',
    });
  }
  const now = deps.clock.now();
  await deps.organizations.remove(id, clearJob(id, now, deps.random), now);
}

function clearJob(organization: string, now: Date, random: Random): NewQueuedJob & { readonly id: string } {
  return {
    id: makeId('task', now, random.bytes(7)),
    organization,
    type: 'organizations.clear',
    payload: { until: new Date(now.getTime() + UNDER_WAY_MS).toISOString() },
    uniqueKey: `organizations.clear/${organization}`,
  };
}
