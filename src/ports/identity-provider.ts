import type { User } from './identity-store.ts';

/** Where a request comes from, as far as the surroundings can be believed. */
export interface Requester {
  readonly address: string;
  /** RFC 3339. */
  readonly at: string;
}

/** A person at a browser, by the cookie of a session. */
export interface SignedIn {
  readonly session: string;
  readonly user: User;
}

/** What came of an attempt to sign in. `cookies` are values of `Set-Cookie`; the session is always a new one. */
export type SignInResult =
  { readonly outcome: 'signed-in'; readonly cookies: readonly string[] } | { readonly outcome: 'refused' };

/** A program that asks to act for whoever approves it (RFC 8628). */
export interface DeviceRequest {
  readonly userCode: string;
  /** Name of the program, as it was registered by the operator. */
  readonly client: string;
  /** Where it asked from, with what it calls itself. */
  readonly address: string;
  readonly userAgent: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
}

/**
 * Knows people: their passwords, the sessions of their browsers, and the programs that they let act for them (OAuth 2.0).
 *
 * Contract: nothing here is loaded before the first call. Nobody learns from an answer, nor from its time, whether an address has a user. What a person may
 * do is not its matter: see `Permissions`.
 */
export interface IdentityProvider {
  /** Answers a request of the OAuth protocol; undefined for an address that is none of its own. */
  respond(request: Request, from: Requester): Promise<Response | undefined>;
  signedIn(headers: Headers): Promise<SignedIn | undefined>;
  signIn(
    input: { readonly email: string; readonly password: string },
    from: Requester & { readonly headers: Headers },
  ): Promise<SignInResult>;
  /** Ends the session of a browser. @returns cookies that take it away */
  signOut(headers: Headers): Promise<readonly string[]>;
  /** Sets the password of a user; other sessions of theirs end. */
  setPassword(user: string, password: string): Promise<void>;
  /** Finds a device request that is open; undefined for a code that is unknown, used or expired. */
  deviceRequest(userCode: string): Promise<DeviceRequest | undefined>;
  /** Answers a device request once; false where it is no longer open. */
  answerDevice(
    userCode: string,
    person: SignedIn,
    answer: { readonly approved: false } | { readonly approved: true; readonly organization: string },
  ): Promise<boolean>;
}
