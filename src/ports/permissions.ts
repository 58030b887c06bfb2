import type { Within } from '../core/access.ts';

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

/** What a member of an organization may do. */
export interface Grant {
  readonly role: string;
  readonly scopes: readonly string[];
  /** The zones and accounts that it is bound to. */
  readonly within: Within;
}

/**
 * Tells what members may do.
 *
 * Contract: asked at every request, since tokens say who somebody is and never what they may do; a change acts on the next request. A role that is unknown
 * allows nothing.
 */
export interface Permissions {
  /** Undefined for whoever is no member, or no more. */
  of(organization: string, user: string): Promise<Grant | undefined>;
  /** What a role allows, whoever has it. */
  scopesOf(organization: string, role: string): Promise<readonly string[]>;
}
