import { RegctlError } from '../../core/errors.ts';
import type { Limits, LimitStore } from '../../ports/limit-store.ts';

export interface LimitDeps {
  readonly limits: LimitStore;
  /** What an organization may have that nothing was set for. */
  readonly defaultLimits: Limits;
}

/** Limits as they are sold; whoever bills sets one of them for an organization. */
export const PLANS: { readonly [plan in 'free' | 'solo' | 'team']: Limits } = {
  free: { requestsPerMinute: 100, domains: 3, members: 2, webhooks: 1 },
  solo: { requestsPerMinute: 1_000, domains: 15, members: 5, webhooks: 5 },
  team: { requestsPerMinute: 1_000, domains: 50, members: 25, webhooks: 20 },
};

/** What a server of one's own gives: bounds on what would be taken from others, requests and messages, and no other. */
export const OWN_SERVER_LIMITS: Limits = {
  requestsPerMinute: 1_000,
  domains: null,
  members: null,
  webhooks: 20,
};

/** Tells what an organization may have. */
export async function limitsOf({ limits, defaultLimits }: LimitDeps, organization: string): Promise<Limits> {
  const own = await limits.get(organization);
  if (own === undefined) return defaultLimits;
  return {
    requestsPerMinute: own.requestsPerMinute ?? defaultLimits.requestsPerMinute,
    domains: own.domains ?? defaultLimits.domains,
    members: own.members ?? defaultLimits.members,
    webhooks: own.webhooks ?? defaultLimits.webhooks,
  };
}

const WHAT: { readonly [L in keyof Limits]: string } = {
  requestsPerMinute: 'requests a minute',
  domains: 'domains that are changed through the control plane',
  members: 'members, invited ones included',
  webhooks: 'webhook endpoints',
};

/** The refusal of what would be one too many. */
export function limitReached(limit: keyof Limits, most: number, message: string): RegctlError {
  return new RegctlError('LIMIT_REACHED', message, {
    reason: `the organization may have ${String(most)} ${WHAT[limit]}`,
    hint: 'see `regctl orgs limits`; whoever runs the control plane can raise it',
    details: { limit, most },
  });
}
