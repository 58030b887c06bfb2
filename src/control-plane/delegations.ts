import type { DomainName } from '../core/names.ts';
import type { DelegatedWish, Delegation } from '../ports/delegation-store.ts';
import type { ConnectLink } from '../services/delegations/domain-connect.ts';
import type { DelegationStep } from '../services/delegations/issue.ts';
import type { DelegateInput } from '../services/delegations/manage.ts';
import type { DelegationCall } from '../services/delegations/part.ts';

export type { ConnectLink, DelegatedWish, DelegateInput, Delegation, DelegationCall };

/** Domains whose challenge names lead to the control plane, which answers the challenges of CAs for them. */
export interface DelegationOperations {
  /** Gives a target to a domain, or the one it has. @throws RegctlError `CONFIRMATION_REQUIRED`, `ACME_ACCOUNT_UNUSABLE` */
  delegate(input: DelegateInput, call?: DelegationCall): Promise<Delegation>;
  /** Sorted by domain. */
  list(filter: { readonly after: string; readonly limit: number }): Promise<readonly Delegation[]>;
  /** @throws RegctlError `NOT_FOUND` */
  get(domain: DomainName): Promise<Delegation>;
  /** Looks whether the challenge name leads to the target, and lets what waited for it go on. @throws RegctlError `NOT_FOUND` */
  verify(domain: DomainName, call?: DelegationCall): Promise<Delegation>;
  /** The page of the DNS host where the CNAME is set with one click; null where there is none. @throws RegctlError `NOT_FOUND` */
  connect(domain: DomainName, call?: DelegationCall): Promise<ConnectLink | null>;
  /** Ends it; its target is nobody's for ever. @throws RegctlError `NOT_FOUND` */
  delete(domain: DomainName): Promise<Delegation>;
  /** Lets a target answer with a value too, for another ACME client. @returns what it answers with now */
  setChallenge(input: ChallengeInput): Promise<readonly string[]>;
  unsetChallenge(input: ChallengeInput): Promise<readonly string[]>;
}

/** What a server does for delegations by itself. */
export interface DelegationWork {
  check(domain: DomainName, call?: DelegationCall): Promise<Delegation>;
  /** Issues the certificate of a delegation, or finds it issued. */
  issue(domain: DomainName, call?: DelegationCall): Promise<DelegationStep>;
}

export interface ChallengeInput {
  readonly target: DomainName;
  /** Digest of a key authorization, 43 characters of base64url. */
  readonly value: string;
}
