/** A public key that access tokens are signed with. */
export interface SigningKey {
  /** Named in the head of a token. */
  readonly id: string;
  /** JSON Web Key (RFC 7517), without its private part. */
  readonly publicKey: string;
  /** Since when, or from when on, it signs no more; null for one that still does. */
  readonly expiresAt: string | null;
}

/** A login of a person, by a browser's cookie or a program's refresh token. */
export interface LoginSessionRecord {
  readonly id: string;
  readonly user: string;
  /** `browser`, or the name of the program that was let in. */
  readonly client: string;
  readonly address: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/**
 * Keeps sessions. A session and the refresh tokens that were issued in it end together, whichever ends first.
 *
 * Contract: `isLive` reads what is stored and no cache; `end` of a session that is not that user's, or has ended, gives false.
 */
export interface SessionStore {
  isLive(id: string, user: string, at: string): Promise<boolean>;
  list(user: string, at: string): Promise<readonly LoginSessionRecord[]>;
  end(id: string, user: string): Promise<boolean>;
  signingKeys(): Promise<readonly SigningKey[]>;
}
