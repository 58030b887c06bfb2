import type { GrantClient, ProviderGrant } from '../core/provider-grant.ts';

/** What must come back as it went, kept by the browser that asked. */
export interface GrantChecks {
  readonly state: string;
  readonly verifier: string;
}

/**
 * Has access granted by providers, by code and PKCE.
 *
 * Contract: `complete` throws `NOT_LOGGED_IN` for an answer that is not the one to what was begun, or that was refused; `refresh` throws `CREDENTIAL_REJECTED`
 * for a grant that is no more; all throw `PROVIDER_UNAVAILABLE` where the provider does not do its part. A refresh may end the token that it was made with,
 * and is made by one at a time.
 */
export interface ProviderGrants {
  begin(
    client: GrantClient,
    callback: string,
  ): Promise<{ readonly url: string; readonly checks: GrantChecks }>;
  /** @param answer - the address that the browser was sent back to, with its query */
  complete(client: GrantClient, answer: string, checks: GrantChecks): Promise<ProviderGrant>;
  refresh(client: GrantClient, refreshToken: string): Promise<ProviderGrant>;
  /** Ends a grant by one of its tokens. */
  revoke(client: GrantClient, token: string): Promise<void>;
}
