import type { User } from './identity-store.ts';

/** A person at a browser, by the cookie of a session. */
export interface SignedIn {
  readonly session: string;
  readonly user: Pick<User, 'id' | 'name' | 'email'>;
}

/**
 * Knows people: their passwords, the sessions of their browsers, and the programs that they let act for them (OAuth 2.0).
 *
 * Contract: nothing of it is loaded before the first call. Nobody learns from an answer, nor from its time, whether an address has a user. What a person may
 * do is not its matter: see `Permissions`.
 */
export interface IdentityProvider {
  /** Answers a request of the OAuth protocol from an address; undefined for a path that is none of its own. */
  respond(request: Request, address: string): Promise<Response | undefined>;
  /** Undefined for headers without the cookie of a session that lives. */
  signedIn(headers: Headers): Promise<SignedIn | undefined>;
  /** Undefined for a wrong address or password, after the same work. */
  checkPassword(input: {
    readonly email: string;
    readonly password: string;
  }): Promise<{ readonly id: string } | undefined>;
  /** Begins a session by the password alone: for who cannot have a second factor yet. @returns values of `Set-Cookie` */
  signIn(
    input: { readonly email: string; readonly password: string },
    from: { readonly address: string; readonly userAgent: string },
  ): Promise<readonly string[] | undefined>;
  /** Begins a new session, never an old one again. @returns values of `Set-Cookie` */
  beginSession(
    user: string,
    from: { readonly address: string; readonly userAgent: string },
  ): Promise<readonly string[]>;
  /** Ends the session of a browser. @returns values of `Set-Cookie` that take the cookie away */
  signOut(headers: Headers): Promise<readonly string[]>;
  /** Sets the password of a user; sessions that were begun before end. */
  setPassword(user: string, password: string): Promise<void>;
}
