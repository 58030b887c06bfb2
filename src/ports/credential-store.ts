/** The secrets of one provider account, field → value, as the provider's description names the fields. */
export type Credentials = { readonly [field: string]: string };

/** Where secrets may lie; printed by `accounts get`, never the secret itself. */
export type CredentialLocation = 'keychain' | 'encrypted-file' | 'environment' | 'command' | 'vault' | 'none';

/**
 * Keeps the secrets of accounts.
 *
 * Contract: every call ends within 3 s, also when the keychain never answers; `get` of what is not there gives undefined; `set` replaces
 * the whole; `delete` of what is not there succeeds. A missing, locked or silent keychain throws RegctlError `KEYCHAIN_UNAVAILABLE` with the
 * three choices (unlock it, `--insecure-storage`, environment variables). Secrets appear in no error, log or state file.
 */
export interface CredentialStore {
  readonly location: CredentialLocation;
  get(account: string): Promise<Credentials | undefined>;
  set(account: string, credentials: Credentials): Promise<void>;
  delete(account: string): Promise<void>;
}
