import type { Within } from '../core/access.ts';

/** Who asks the control plane, for which organization, and what they may do there. */
export interface Principal {
  readonly organization: string;
  /** For the journal and the audit log: `key ci-deploy`, `user ada@example.org`. */
  readonly actor: string;
  /** The user behind it; null for a key that is nobody's. */
  readonly user: string | null;
  /** What it may do, `zones:write`; `noun:write` holds `noun:read`, `*` everything. */
  readonly scopes: readonly string[];
  /** The zones and accounts that it is bound to; empty for none in particular. */
  readonly within: Within;
}

/**
 * Tells who a bearer token belongs to.
 *
 * Contract: undefined for a token that is unknown, expired, revoked or malformed, with no difference that a caller could measure between them but the form of
 * the token. What it may do is current. For a write the session behind the token is current too; a read may be let in for as long as an access token lives
 * after its session has ended. Never throws for what a caller sends.
 */
export interface Authenticator {
  authenticate(token: string, asked: { readonly writes: boolean }): Promise<Principal | undefined>;
}
