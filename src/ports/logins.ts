/** A token for a control plane, and where it comes from. */
export interface KeptToken {
  readonly token: string;
  readonly source: 'REGCTL_TOKEN' | 'keychain' | 'encrypted-file';
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
 * Keeps tokens by the address of the control plane.
 *
 * Contract: `REGCTL_TOKEN` comes before what is kept; `keep` replaces; `forget` of what is not there gives false. A token is in no error. `session` asks the
 * control plane: `NOT_LOGGED_IN` for a token that it does not take.
 */
export interface Logins {
  token(host: string): Promise<KeptToken | undefined>;
  keep(host: string, token: string, storage: 'keychain' | 'encrypted-file'): Promise<void>;
  forget(host: string): Promise<boolean>;
  session(host: string, token: string): Promise<LoginSession>;
  /** Accepts an invitation; the key is not kept yet. */
  accept(host: string, invitation: string, name: string): Promise<AcceptedLogin>;
  /** Spends a setup token. @returns the key of the owner */
  setUp(host: string, setupToken: string, first: FirstOrganization): Promise<string>;
}
