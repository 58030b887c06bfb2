/** EdDSA, ES256, RS256 (https://www.iana.org/assignments/cose), the better ones first: every authenticator has one of them. */
export const PASSKEY_ALGORITHMS: readonly number[] = [-8, -7, -257];
