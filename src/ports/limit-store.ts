/** What an organization may have; null for no bound. */
export interface Limits {
  readonly requestsPerMinute: number | null;
  /** Names that it changes through the control plane. */
  readonly domains: number | null;
  /** Members and open invitations. */
  readonly members: number | null;
  readonly webhooks: number | null;
}

/**
 * Keeps what organizations may have, and the names that they take.
 *
 * Contract: `get` gives undefined where nothing was set. `takeDomain` gives `had` for a name that is the organization's already, `taken` for one that is now,
 * `full` where `most` are; of any number of calls at the same time never more than `most` are taken.
 */
export interface LimitStore {
  get(organization: string): Promise<Limits | undefined>;
  set(organization: string, limits: Limits): Promise<void>;
  takeDomain(
    organization: string,
    name: string,
    most: number | null,
    at: string,
  ): Promise<'taken' | 'had' | 'full'>;
  releaseDomain(organization: string, name: string): Promise<boolean>;
  domains(organization: string): Promise<readonly string[]>;
}
