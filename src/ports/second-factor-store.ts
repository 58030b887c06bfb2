/** The authenticator of a user. */
export interface TotpFactor {
  readonly secret: Uint8Array;
  readonly isConfirmed: boolean;
}

/**
 * Keeps second factors.
 *
 * Contract: `begin` replaces one that is not confirmed and leaves one that is: false. `confirm` makes one count and replaces all recovery codes, `takeStep`
 * takes the code of a step, both only where the step is newer than the last one: of any number of calls at the same time one gives true. `takeRecoveryCode`
 * spends a code. `takeTry` gives whose wait a token is and counts the try, undefined where `most` were counted, or the wait is over or not there; `endWait`
 * gives true once.
 */
export interface SecondFactorStore {
  find(user: string): Promise<TotpFactor | undefined>;
  begin(user: string, secret: Uint8Array, at: string): Promise<boolean>;
  confirm(user: string, step: number, recoveryHashes: readonly string[], at: string): Promise<boolean>;
  takeStep(user: string, step: number): Promise<boolean>;
  takeRecoveryCode(user: string, hash: string): Promise<boolean>;
  recoveryCodesLeft(user: string): Promise<number>;
  remove(user: string): Promise<void>;
  wait(tokenHash: string, user: string, now: string, expiresAt: string): Promise<void>;
  takeTry(tokenHash: string, most: number, at: string): Promise<string | undefined>;
  endWait(tokenHash: string): Promise<boolean>;
}
