import type { Random } from '../ports/random.ts';

/** Octets that are drawn from the platform at a time: one draw costs as much as the rest of what makes an id, whatever its length. */
const POOL_OCTETS = 4096;
/** Longer requests are rare, and go to the platform. */
const MAX_FROM_POOL = 64;

let pool = new Uint8Array(0);
let used = 0;

/** Randomness of the platform, fit for ids and tokens. */
export const systemRandom: Random = {
  bytes: (length) => {
    if (length > MAX_FROM_POOL) return crypto.getRandomValues(new Uint8Array(length));
    if (used + length > pool.length) {
      pool = crypto.getRandomValues(new Uint8Array(POOL_OCTETS));
      used = 0;
    }
    const bytes = pool.slice(used, used + length);
    // What was given away lies nowhere else, so that nobody can read a token out of the pool later.
    pool.fill(0, used, used + length);
    used += length;
    return bytes;
  },
};
