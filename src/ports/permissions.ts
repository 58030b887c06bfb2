/** Somebody who belongs to an organization. */
export interface Member {
  readonly user: string;
  readonly name: string;
  readonly email: string;
  /** `owner`, `admin`, `member`, `viewer`, `auditor`, or one of the organization's own. */
  readonly role: string;
}

/** Tells who belongs to an organization, as it is at this moment. */
export interface Memberships {
  /** Undefined for one who does not belong to it, or no longer. */
  find(organization: string, user: string): Promise<Member | undefined>;
  /** Where a user belongs, the oldest first. */
  organizationsOf(user: string): Promise<readonly { readonly id: string; readonly name: string }[]>;
}

/**
 * Tells what a role allows in an organization.
 *
 * Contract: asked at every request, since tokens say who somebody is and never what they may do; a change acts on the next request. A role that is unknown
 * allows nothing.
 */
export interface Permissions {
  scopesOf(organization: string, role: string): Promise<readonly string[]>;
}
