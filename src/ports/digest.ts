/**
 * Gives the SHA-256 of a text's UTF-8 form in lower-case hex, 64 digits. `digestText` of the core is one that runs everywhere; a runtime that has a faster one
 * hands it to what each request needs.
 */
export type DigestText = (text: string) => string;
