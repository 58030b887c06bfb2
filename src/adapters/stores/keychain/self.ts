/** The first word of a call of the standalone binary in which it is the process that speaks to the keychain. */
export const KEYCHAIN_WORD = '__keychain';
