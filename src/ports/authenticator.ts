/** Who asks the control plane, for which organization, and what they may do there. */
export interface Principal {
  readonly organization: string;
  /** For the journal and the audit log: `key ci-deploy`, `user ada@example.org`. */
  readonly actor: string;
  /** The user behind it; null for a key that is nobody's. */
  readonly user: string | null;
  /** What it may do, `zones:write`; `noun:write` holds `noun:read`. */
  readonly scopes: readonly string[];
}

/**
 * Tells who a bearer token belongs to.
 *
 * Contract: undefined for a token that is unknown, expired, revoked or malformed, with no difference that a caller could measure between them but the form of
 * the token; what was found is current. Never throws for what a caller sends.
 */
export interface Authenticator {
  authenticate(token: string): Promise<Principal | undefined>;
}
