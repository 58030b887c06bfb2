/** An invitation as its page shows it. */
export interface ShownInvitation {
  readonly invitation: {
    readonly email: string;
    readonly role: string;
    readonly invitedBy: string;
    readonly expiresAt: string;
    /** Whether its secret came by mail. */
    readonly mailed: boolean;
  };
  readonly organization: { readonly id: string; readonly name: string };
  /** Whoever has the address already. */
  readonly user: { readonly id: string; readonly emailVerified: boolean } | undefined;
}

/** What somebody became a member of. */
export interface AcceptedByPage {
  readonly user: string;
  readonly organization: { readonly id: string; readonly name: string };
  readonly email: string;
  readonly role: string;
}

/** Invitations, and links that are mailed to people, as the pages for them need it. */
export interface InvitedDeps {
  /** @throws RegctlError `NOT_LOGGED_IN` */
  openInvitation(token: string): Promise<ShownInvitation>;
  /** @throws RegctlError `NOT_LOGGED_IN`, also for an address that has a login */
  acceptWithPassword(input: {
    readonly token: string;
    readonly name: string;
    readonly passwordHash: string;
  }): Promise<AcceptedByPage>;
  /** @throws RegctlError `NOT_LOGGED_IN`, `ALREADY_EXISTS`, `PERMISSION_MISSING` */
  acceptSignedIn(input: { readonly token: string; readonly user: string }): Promise<AcceptedByPage>;
  /** @throws RegctlError `CAPABILITY_MISSING` where the server sends no mail */
  requireMail(what: string): void;
  mailPasswordLink(email: string): Promise<void>;
  mailAddressLink(user: { readonly id: string; readonly email: string }): Promise<void>;
  /** Spends a link. @returns whose it was @throws RegctlError `NOT_LOGGED_IN` */
  setPasswordByLink(token: string, password: string): Promise<{ readonly user: string; readonly by: string }>;
  /** Spends a link of who is signed in. @throws RegctlError `NOT_LOGGED_IN`, `PERMISSION_MISSING` */
  verifyByLink(token: string, signedIn: string): Promise<void>;
}
