/** What a link lets a person do: set a password, prove their address, or set a password by the word of the operator, who handed it to them. */
export type MailedLinkKind = 'password' | 'address' | 'handed';

/** A link that was mailed, or handed, to a person; of its secret only the SHA-256 is kept. */
export interface MailedLink {
  readonly hash: string;
  readonly kind: MailedLinkKind;
  readonly user: string;
  /** Where it went; it is good for as long as that is the address of the user. */
  readonly email: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly expiresAt: string;
}

/**
 * Keeps mailed links.
 *
 * Contract: `add` gives false where `most` links of that kind and user are good still. `spend` takes every link of that kind from the user, of a password every link, and gives whose they
 * were, to one caller alone, undefined for a secret that is unknown, spent, expired or of an address that changed; `find` takes nothing. `mayHavePassword` is
 * false for who signs in by an outside issuer alone. `endPending` ends logins that were begun: of programs that were let in and did not come for their tokens yet, and of who has yet to give a
 * second factor. `isTheirs` is true where the address was proven, or the operator's setup token made the user. `verify` takes the address as proven. What was set up before may be that of
 * somebody who had no right to the address: with `endWays` ways to sign in and sessions are undone, with `endKeys` keys.
 */
export interface MailedLinkStore {
  add(link: MailedLink, most: number): Promise<boolean>;
  find(kind: MailedLinkKind, hash: string, at: string): Promise<string | undefined>;
  spend(kind: MailedLinkKind, hash: string, at: string): Promise<string | undefined>;
  mayHavePassword(user: string): Promise<boolean>;
  endPending(user: string): Promise<void>;
  isTheirs(user: string): Promise<boolean>;
  verify(
    user: string,
    at: string,
    options?: { readonly endWays: boolean; readonly endKeys: boolean },
  ): Promise<void>;
}
