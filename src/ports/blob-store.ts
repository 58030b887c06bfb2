/** What is known of a blob without reading it. */
export interface BlobEntry {
  readonly key: string;
  readonly octets: number;
}

/**
 * Keeps whole pieces of data under keys: exports, and whatever else is too large for a row and is read seldom.
 *
 * Keys are as `isBlobKey` in core/blob-key.ts has them, and none is another with `/` and more behind it; any other throws. `put` replaces what is there, whole
 * or not at all, and who reads meanwhile gets the one or the other. `get` gives undefined for what is not there. `list` gives what begins with a prefix in
 * the order of the keys' characters, behind `after`. Deleting what is not there is nothing. Throws `STORE_FAILED`.
 */
export interface BlobStore {
  put(key: string, content: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  list(
    prefix: string,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly BlobEntry[]>;
  delete(keys: readonly string[]): Promise<void>;
}
