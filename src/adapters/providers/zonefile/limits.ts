/** The whole zone is one file and one write, however many changes there are. */
export const MAX_CHANGES = 10_000_000;

/** Octets; a zone of a million records takes about 40 MB as text. */
export const MAX_FILE_OCTETS = 1_073_741_824;

/** Milliseconds that a reload command may take. */
export const RELOAD_TIMEOUT_MS = 30_000;

/** Milliseconds between two tries for the lock file, and for how long; a write takes a second at most for a million records. */
export const LOCK_RETRY_MS = 25;
export const LOCK_TIMEOUT_MS = 10_000;
