/** Providers whose customers grant access by OAuth 2.0 (RFC 6749) with a code and PKCE (RFC 7636), and where. */
export const GRANTING_PROVIDERS: {
  readonly [provider in 'cloudflare']: {
    readonly title: string;
    readonly issuer: string;
    /** Below the issuer. */
    readonly authorize: string;
    readonly token: string;
    readonly revoke: string;
    /** The credential of its accounts that an access token stands for. */
    readonly field: string;
  };
} = {
  // https://developers.cloudflare.com/fundamentals/oauth/integrate-with-cloudflare/, read 2026-11-21
  cloudflare: {
    title: 'Cloudflare',
    issuer: 'https://dash.cloudflare.com',
    authorize: '/oauth2/auth',
    token: '/oauth2/token',
    revoke: '/oauth2/revoke',
    field: 'api-token',
  },
};

export type GrantingProvider = keyof typeof GRANTING_PROVIDERS;

/** The client that the operator of a server registered at a provider. */
export interface GrantClient {
  readonly provider: GrantingProvider;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What is asked for, by the names of the provider. */
  readonly scopes: readonly string[];
  /** Where access is granted. */
  readonly issuer: string;
  /** Where the accounts lead, as `accounts add --endpoint` has it. */
  readonly endpoint?: string;
  readonly allowPrivateAddress: boolean;
}

/** What a provider granted. */
export interface ProviderGrant {
  readonly accessToken: string;
  /** Null where the grant ends with the access token. */
  readonly refreshToken: string | null;
  /** RFC 3339, UTC; null where the provider does not say. */
  readonly expiresAt: string | null;
}
