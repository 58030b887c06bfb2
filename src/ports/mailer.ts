/** A text mail. */
export interface Mail {
  /** Addresses; each gets a mail of its own and sees no other. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same for the same mail sent twice, by which receivers tell; letters, digits, `_`, `-`, `.`. */
  readonly id: string;
}

/**
 * Sends mail.
 *
 * Contract: resolves when the mail server has taken the mail. Throws `NETWORK` or `PROVIDER_UNAVAILABLE` for what may pass, `INVALID_INPUT` for an address
 * that the mail server refuses for good, `CREDENTIAL_REJECTED` where it does not let us in.
 */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}

/** Tells who of an organization gets its notices. */
export interface NoticeRecipients {
  of(organization: string): Promise<readonly string[]>;
}
