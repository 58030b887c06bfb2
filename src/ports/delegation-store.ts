import type { KeyType } from '../core/certificate.ts';
import type { DomainName } from '../core/names.ts';

/**
 * `pending_cname`: the challenge name does not lead to the target yet. `issuing`: it does, and the certificate is on its way. `active`: it does, and there is a
 * certificate, or another program gets it. `error`: a person must mend something.
 */
export type DelegationState = 'pending_cname' | 'issuing' | 'active' | 'error';

/** What certificate is kept for the domain without anybody asking for it. */
export interface DelegatedWish {
  /** Whether it is for all names one label below, too. */
  readonly wildcard: boolean;
  readonly cas: readonly string[];
  /** Profile of the CA; no other will do. */
  readonly profile: string | null;
  readonly keyType: KeyType;
  /** A request made elsewhere, DER in base64url: the key is not regctl's to have. */
  readonly csr: string | null;
}

/** What was seen of a delegation when it was looked at last. */
export interface DelegationSighting {
  readonly at: string;
  readonly ok: boolean;
  /** One sentence for each who was asked, and what follows from them. */
  readonly seen: readonly string[];
}

/** A domain whose challenge name leads, or is to lead, to a target of ours. Plain JSON data. */
export interface Delegation {
  readonly id: string;
  readonly domain: DomainName;
  /** What the challenge name is set to, once and for ever: a name of the zone of the challenges. */
  readonly target: DomainName;
  readonly state: DelegationState;
  /** Why it is in this state; null when all is well. */
  readonly reason: string | null;
  readonly sighting: DelegationSighting | null;
  /** Failures in a row that a person can mend, and those that pass. */
  readonly mendable: number;
  readonly passing: number;
  /** Null where another program gets the certificate. */
  readonly wish: DelegatedWish | null;
  /** Name of the certificate that is kept for it. */
  readonly certificate: string | null;
  /** When it is looked at next; null for never. */
  readonly nextCheckAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/**
 * Keeps the delegations of one organization, among those of all.
 *
 * Contract: `create` throws `ALREADY_EXISTS` where the organization has one for the domain, or the target was ever anybody's; so a target belongs to one
 * organization and one domain for ever. `save` of one that was deleted changes nothing and gives false. `delete` leaves a mark, so that the target stays taken.
 */
export interface DelegationStore {
  create(delegation: Delegation): Promise<void>;
  save(delegation: Delegation): Promise<boolean>;
  find(domain: DomainName): Promise<Delegation | undefined>;
  /** By the target, which must be this organization's. */
  findTarget(target: DomainName): Promise<Delegation | undefined>;
  /** Sorted by domain. */
  list(filter: { readonly after: string; readonly limit: number }): Promise<readonly Delegation[]>;
  /** Those whose `nextCheckAt` has come, the longest due first. */
  due(now: Date, limit: number): Promise<readonly Delegation[]>;
  delete(delegation: Delegation): Promise<void>;
}
