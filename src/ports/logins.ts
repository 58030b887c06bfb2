/** Where logins are kept on this machine. */
export type LoginStorage = 'keychain' | 'encrypted-file';

/** A token for a control plane, and where it comes from. */
export interface KeptToken {
  readonly token: string;
  readonly source: 'REGCTL_TOKEN' | LoginStorage;
  /** RFC 3339: when it ends and is renewed; null for a key, which is good as it is. */
  readonly expiresAt: string | null;
}

/** A request to be let in, as it is shown to whoever approves it. */
export interface PendingLogin {
  readonly userCode: string;
  readonly verificationUri: string;
  /** The same page with the code filled in. */
  readonly verificationUriComplete: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

/** Who a token belongs to. */
export interface LoginSession {
  readonly organization: { readonly id: string; readonly name: string };
  readonly actor: string;
  readonly scopes: readonly string[];
}

/** What the first organization of a server is made of. */
export interface FirstOrganization {
  readonly organization: string;
  readonly name: string;
  readonly email: string;
}

/** What somebody became a member of, with their first key. */
export interface AcceptedLogin {
  readonly organization: { readonly id: string; readonly name: string };
  readonly role: string;
  readonly token: string;
}

/**
 * Keeps logins by the address of the control plane: a key, or the session of a person.
 *
 * Contract: `REGCTL_TOKEN` comes before what is kept. `token` gives one that is good for a while yet: that of a session is renewed first, by one process at a
 * time. `keep` and `complete` replace what was kept; `forget` ends the session, too, and gives false for what is not there. A token is in no error.
 */
export interface KeptLogins {
  token(host: string): Promise<KeptToken | undefined>;
  keep(host: string, token: string, storage: LoginStorage): Promise<void>;
  /** @param onLeft - called with the failure where the session could not be ended, and lives on at the server */
  forget(host: string, onLeft: (error: unknown) => void): Promise<boolean>;
  /** Asks to be let in; the secret of the request is kept until it is completed. @throws RegctlError `NETWORK`, `KEYCHAIN_UNAVAILABLE` */
  begin(host: string, storage: LoginStorage): Promise<PendingLogin>;
  /** Waits for the answer and keeps the session. @throws RegctlError `NOT_LOGGED_IN`, `TIMEOUT` when the signal aborts before */
  complete(host: string, signal: AbortSignal): Promise<KeptToken>;
  /** Renews the token of a session at once. @throws RegctlError `NOT_LOGGED_IN`, `INVALID_INPUT` for a key */
  renew(host: string): Promise<KeptToken>;
}

/** Logins, and what the control plane says to them: `session` throws `NOT_LOGGED_IN` for a token that it does not take. */
export interface Logins extends KeptLogins {
  session(host: string, token: string): Promise<LoginSession>;
  /** Accepts an invitation; the key is not kept yet. */
  accept(host: string, invitation: string, name: string): Promise<AcceptedLogin>;
  /** Spends a setup token. @returns the key of the owner */
  setUp(host: string, setupToken: string, first: FirstOrganization): Promise<string>;
}
