/** A passkey as its owner sees it. */
export interface Passkey {
  /** As the authenticator gave it (base64url). */
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly usedAt: string | null;
}

/** What a signature is checked with. */
export interface PasskeyKey {
  readonly id: string;
  readonly user: string;
  /** COSE (base64url). */
  readonly publicKey: string;
  readonly counter: number;
}

/**
 * Keeps passkeys and the challenges that are not answered yet.
 *
 * Contract: `add` gives false where the passkey is there already, whosever it is, or the user has `most`. `use` gives true where the passkey is still there and
 * the counter grew, or is 0 as it was: of any number of calls at the same time with one counter above 0 one gives true. `ask` replaces the challenge of the
 * same holder, `answer` gives it once.
 */
export interface PasskeyStore {
  list(user: string): Promise<readonly Passkey[]>;
  find(id: string): Promise<PasskeyKey | undefined>;
  add(key: PasskeyKey, name: string, most: number, at: string): Promise<boolean>;
  use(id: string, counter: number, at: string): Promise<boolean>;
  remove(id: string, user: string): Promise<boolean>;
  ask(holder: string, challenge: string, now: string, expiresAt: string): Promise<void>;
  answer(holder: string, at: string): Promise<string | undefined>;
}
