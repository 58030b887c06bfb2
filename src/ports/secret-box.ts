/**
 * Seals secrets of one organization at rest.
 *
 * Contract: authenticated encryption; `open` of what was sealed for another organization or under another name, or was changed, throws `STORE_FAILED`. The
 * master key is in neither result nor error.
 */
export interface SecretBox {
  seal(organization: string, name: string, secret: string): Promise<string>;
  open(organization: string, name: string, sealed: string): Promise<string>;
}

/** Keeps data keys wrapped. `create` keeps the first one of an organization: false where there was one. `replace` exchanges one for the same key wrapped anew. */
export interface VaultKeyStore {
  get(organization: string): Promise<{ readonly masterKey: string; readonly wrapped: string } | undefined>;
  create(organization: string, masterKey: string, wrapped: string, at: string): Promise<boolean>;
  replace(organization: string, masterKey: string, wrapped: string): Promise<void>;
  organizations(): Promise<readonly string[]>;
}

/**
 * Wraps the keys of a vault: a master key that the server holds, or one that never leaves a key management service.
 *
 * Contract: what was wrapped in one context (`data-key/ORGANIZATION`) is unwrapped in no other. `unwrap` of what was changed, or wrapped by another key, throws
 * `STORE_FAILED`; a service that cannot be reached, `PROVIDER_UNAVAILABLE` or `NETWORK`.
 */
export interface KeyWrapper {
  /** Kept beside what it wrapped, so that the right one is found again. */
  readonly id: string;
  wrap(context: string, key: Uint8Array<ArrayBuffer>): Promise<string>;
  unwrap(context: string, wrapped: string): Promise<Uint8Array<ArrayBuffer>>;
}
