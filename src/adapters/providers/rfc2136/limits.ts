/** Octets of one message over TCP (RFC 1035 §4.2.2), less room for the signature. */
export const MAX_UPDATE_OCTETS = 65_000;

/**
 * Changes in one update. Each takes up to three records (prerequisite, deletion, addition) of some 50 octets for each value; 200 changes with one or two
 * ordinary values stay far below one message. An update that does not fit all the same is refused by its size.
 */
export const MAX_CHANGES = 200;

/** Records and octets of one transfer, beyond which a server is not believed. */
export const MAX_TRANSFER_RECORDS = 5_000_000;
export const MAX_TRANSFER_OCTETS = 1_073_741_824;

/** Seconds that clocks may differ (RFC 8945 §10). */
export const TSIG_FUDGE_SECONDS = 300;
