/** Where the header of V8's cache holds the digest of the flags it was made with: behind magic number, version and source. V8 takes no cache made with other flags. */
export const FLAG_HASH_OFFSET = 12;
