/** What an organization may have; null for no bound. */
export interface Limits {
  readonly requestsPerMinute: number;
  /** Names that it changes through the control plane. */
  readonly domains: number | null;
  /** Members and open invitations. */
  readonly members: number | null;
  /** Webhook endpoints; never without a bound, since each event may go to all of them. */
  readonly webhooks: number;
}

/** What was set for one organization; what is null is as the server gives it to all. */
export type LimitsOfOne = { readonly [L in keyof Limits]: number | null };

/** How much of it is taken. */
export interface UsedOfLimits {
  readonly domains: number;
  /** Open invitations included. */
  readonly members: number;
  readonly webhooks: number;
}

/**
 * Keeps what organizations may have, and the names that they take.
 *
 * Contract: `get` gives undefined where nothing was set. `takeDomain` gives `had` for a name that is the organization's already, `taken` for one that is now,
 * `full` where `most` are; of any number of calls at the same time never more than `most` are taken.
 */
export interface LimitStore {
  get(organization: string): Promise<LimitsOfOne | undefined>;
  set(organization: string, limits: LimitsOfOne): Promise<void>;
  takeDomain(
    organization: string,
    name: string,
    most: number | null,
    at: string,
  ): Promise<'taken' | 'had' | 'full'>;
  releaseDomain(organization: string, name: string): Promise<boolean>;
  domains(organization: string): Promise<readonly string[]>;
  /** Counts as the limits count. */
  used(organization: string, at: string): Promise<UsedOfLimits>;
}
