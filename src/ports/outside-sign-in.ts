import type { OutsideIdentity, SignInProvider } from '../core/sign-in-provider.ts';
import type { User } from './identity-store.ts';

/** What must come back as it went, kept by the browser that asked. */
export interface SignInChecks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/**
 * Signs people in at an outside issuer: OpenID Connect with code, PKCE, state and nonce, or GitHub's OAuth.
 *
 * Contract: `complete` throws `NOT_LOGGED_IN` for an answer that is not the one to what was begun, or that was refused; both throw `PROVIDER_UNAVAILABLE` where
 * the issuer does not do its part.
 */
export interface OutsideSignIn {
  begin(
    provider: SignInProvider,
    callback: string,
  ): Promise<{ readonly url: string; readonly checks: SignInChecks }>;
  /** @param answer - the address that the browser was sent back to, with its query */
  complete(provider: SignInProvider, answer: string, checks: SignInChecks): Promise<OutsideIdentity>;
}

/** Whoever is let in for the first time. */
export interface NewOutsideMember {
  readonly user: User;
  readonly organization: string;
  readonly role: string;
  readonly provider: string;
  readonly subject: string;
  /** The invitation that is spent by it. */
  readonly invitation: string | null;
  /** Members that the organization may have. */
  readonly most: number | null;
  readonly at: string;
}

/**
 * Keeps whom outside issuers know.
 *
 * Contract: `link` and `admit` throw `ALREADY_EXISTS` for a subject that somebody has. `admit` makes the user, where there is none of that id, the member and
 * the link, all or nothing; false where the organization has `most` members, or the invitation was spent.
 */
export interface OutsideSignInStore {
  find(provider: string, subject: string): Promise<User | undefined>;
  link(user: string, provider: string, subject: string, at: string): Promise<void>;
  admit(member: NewOutsideMember): Promise<boolean>;
}
