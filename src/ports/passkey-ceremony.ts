import type { PasskeyKey } from './passkey-store.ts';

/** What an answer of a browser must have been made for. */
export interface PasskeyExpectation {
  readonly challenge: string;
  /** The page that asked. */
  readonly origin: string;
  /** The host that the passkey is bound to (RP ID). */
  readonly host: string;
}

export type PasskeyCheck<T> = T | { readonly refused: string };

/**
 * Checks what a browser answers (https://www.w3.org/TR/webauthn-3/#sctn-rp-operations).
 *
 * Contract: an answer without user verification is refused, whatever it says else. Whatever is no answer at all is refused and throws nothing.
 */
export interface PasskeyCeremony {
  /** Of a passkey that was made. */
  checkMade(answer: string, expected: PasskeyExpectation): Promise<PasskeyCheck<Omit<PasskeyKey, 'user'>>>;
  /** Of a passkey that signs in. @param find - told which it says it is */
  checkUsed(
    answer: string,
    expected: PasskeyExpectation,
    find: (id: string) => Promise<PasskeyKey | undefined>,
  ): Promise<PasskeyCheck<PasskeyKey>>;
}
